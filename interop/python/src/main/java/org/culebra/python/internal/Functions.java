package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;
import org.culebra.ffi.Callback;
import org.culebra.ffi.internal.host.MachineCode;
import org.culebra.ffi.internal.memory.EndOfJava;
import org.culebra.ffi.internal.memory.StackRoom;

/// Creates C functions that call Java, for Python. They are never freed.
///
/// Python may call them at any time, also after the JVM's end and in a forked child process, where
/// Java does not run: there they raise a `RuntimeError` with the reason, and those that only
/// release something do nothing.
///
/// The guards around the targets are alike on purpose: a common one would take a lambda that
/// captures the arguments, an allocation in every call from Python.
final class Functions {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final Interpreter python;
  private final Gil gil;
  private final Errors errors;

  /// The functions by name: types with a method in common share its function.
  private final Map<String, Long> known = new HashMap<>();

  Functions(Interpreter python) {
    this.python = python;
    this.gil = python.gil();
    this.errors = python.errors();
    Arena global = Arena.global();
    MachineCode.failWith(
        python.library().symbol("PyErr_SetString").address(),
        python.constants().runtimeError(),
        global.allocateFrom("expected a running JVM but found that it has ended").address(),
        global
            .allocateFrom(
                "expected the process of the JVM but found one forked from it, in which Java does"
                    + " not run: use the start method 'spawn' of multiprocessing")
            .address());
    MachineCode.reportWith(global.allocateFrom("RuntimeError").address());
  }

  private static boolean hasStack() {
    try {
      StackRoom.called();
      return true;
    } catch (StackOverflowError e) {
      return false;
    }
  }

  /// Rejects a call on an almost full stack while there is enough to report it.
  private void requireStack() {
    if (!hasStack()) {
      throw new PythonRaise(
          python.constants().recursionError(),
          "expected room on this thread's stack but found it almost full: Java was not called");
    }
  }

  private static <T> long function(
      String name, Class<T> kind, String type, T target, long afterwards) {
    Callback callback = Callback.of(type).as(LOOKUP, kind).in(Arena.global(), target);
    return EndOfJava.function(name, callback.pointer().address(), afterwards);
  }

  /// A function that returns a new reference.
  long unary(String name, SlotTypes.Unary target) {
    return known.computeIfAbsent(
        name,
        _ ->
            function(
                name,
                SlotTypes.Unary.class,
                SlotTypes.Unary.C,
                guarded(target),
                MachineCode.failing(false)));
  }

  /// A getter.
  long getter(String name, SlotTypes.Unary target) {
    SlotTypes.Unary guarded = guarded(target);
    SlotTypes.Get getter = (self, _) -> guarded.call(self);
    return known.computeIfAbsent(
        name,
        _ ->
            function(
                name, SlotTypes.Get.class, SlotTypes.Get.C, getter, MachineCode.failing(false)));
  }

  private SlotTypes.Unary guarded(SlotTypes.Unary target) {
    return self -> {
      boolean before = gil.called();
      try {
        requireStack();
        return target.call(self);
      } catch (Throwable e) {
        errors.raise(e);
        return 0;
      } finally {
        gil.returned(before);
      }
    };
  }

  /// A method.
  long method(String name, SlotTypes.Method target) {
    SlotTypes.Method guarded =
        (self, args, count, names) -> {
          boolean before = gil.called();
          try {
            requireStack();
            return target.call(self, args, count, names);
          } catch (Throwable e) {
            errors.raise(e);
            return 0;
          } finally {
            gil.returned(before);
          }
        };
    return known.computeIfAbsent(
        name,
        _ ->
            function(
                name,
                SlotTypes.Method.class,
                SlotTypes.Method.C,
                guarded,
                MachineCode.failing(false)));
  }

  /// A function with arguments in a tuple and a `dict`.
  long call(String name, SlotTypes.Call target) {
    SlotTypes.Call guarded =
        (self, args, keywords) -> {
          boolean before = gil.called();
          try {
            requireStack();
            return target.call(self, args, keywords);
          } catch (Throwable e) {
            errors.raise(e);
            return 0;
          } finally {
            gil.returned(before);
          }
        };
    return function(
        name, SlotTypes.Call.class, SlotTypes.Call.C, guarded, MachineCode.failing(false));
  }

  /// A function that fills a `Py_buffer`, and sets its `obj` to NULL if it fails.
  long getBuffer(String name, SlotTypes.GetBuffer target) {
    SlotTypes.GetBuffer guarded =
        (self, view, flags) -> {
          boolean before = gil.called();
          try {
            requireStack();
            return target.call(self, view, flags);
          } catch (Throwable e) {
            errors.raise(e);
            return -1;
          } finally {
            gil.returned(before);
          }
        };
    return known.computeIfAbsent(
        name,
        _ ->
            function(
                name,
                SlotTypes.GetBuffer.class,
                SlotTypes.GetBuffer.C,
                guarded,
                MachineCode.failing(true)));
  }

  /// A function of two words that returns 0, or -1 with an exception set.
  long status(String name, SlotTypes.Status target) {
    SlotTypes.Status guarded =
        (a, b) -> {
          boolean before = gil.called();
          try {
            requireStack();
            return target.call(a, b);
          } catch (Throwable e) {
            errors.raise(e);
            return -1;
          } finally {
            gil.returned(before);
          }
        };
    return function(
        name, SlotTypes.Status.class, SlotTypes.Status.C, guarded, MachineCode.failing(true));
  }

  /// A function that may be called without Python's lock, and sets no Python exception.
  long allocate(String name, SlotTypes.Allocate target) {
    return function(
        name, SlotTypes.Allocate.class, SlotTypes.Allocate.C, target, MachineCode.reporting());
  }

  /// `current_work_stream` of DLPack's exchange table, which cannot fail.
  long workStream(String name, SlotTypes.WorkStream target) {
    return function(
        name,
        SlotTypes.WorkStream.class,
        SlotTypes.WorkStream.C,
        target,
        MachineCode.failing(true));
  }

  private static void report(String name, Throwable e) {
    try {
      System.getLogger("org.culebra").log(System.Logger.Level.WARNING, "cannot release " + name, e);
    } catch (Throwable second) {
      return; // the stack is full: an exception that reaches C would end the process
    }
  }

  /// A function that releases something; what it throws is only logged.
  long end(String name, SlotTypes.End target) {
    return end(name, target, target);
  }

  /// The same, with another function for an almost full stack.
  ///
  /// @param postponed called in that case; must need little stack
  long end(String name, SlotTypes.End target, SlotTypes.End postponed) {
    SlotTypes.End guarded =
        self -> {
          boolean before = gil.called();
          try {
            (hasStack() ? target : postponed).call(self);
          } catch (Throwable e) {
            report(name, e);
          } finally {
            gil.returned(before);
          }
        };
    return function(name, SlotTypes.End.class, SlotTypes.End.C, guarded, MachineCode.nothing());
  }
}
