package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;
import org.culebra.ffi.Callback;
import org.culebra.ffi.internal.host.MachineCode;
import org.culebra.ffi.internal.memory.EndOfJava;
import org.culebra.ffi.internal.memory.StackRoom;

/// Makes functions of Java for Python, which stay as long as the process.
///
/// Python calls them whenever it likes, also after the JVM's end and in a child process after a
/// fork, where Java does not run. There they raise a `RuntimeError` that says so; those that only
/// give something up do nothing.
final class Functions {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final Interpreter python;
  private final Gil gil;
  private final Errors errors;

  /// Types that have a method in common share its function.
  private final Map<String, Long> known = new HashMap<>();

  Functions(Interpreter python) {
    this.python = python;
    this.gil = python.gil();
    this.errors = python.errors();
    Arena global = Arena.global();
    MachineCode.failWith(
        python.library().symbol("PyErr_SetString").address(),
        python.constants().runtimeError(),
        global.allocateFrom("the JVM has ended, and with it the objects of Java").address(),
        global
            .allocateFrom(
                "this process was forked after the JVM had started, and Java does not run in it:"
                    + " use the start method 'spawn' of multiprocessing")
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

  /// At the stack's end Java fails before it begins, while there is room to say so.
  private void requireStack() {
    if (!hasStack()) {
      throw new PythonRaise(
          python.constants().recursionError(),
          "the stack of this thread is almost full: Java has not been called");
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

  /// A function that is called with a tuple and a `dict`.
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

  /// A function that fills a `Py_buffer`, and sets its `obj` to NULL where it fails.
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

  /// A function with two words that returns 0, or -1 with an exception set.
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

  /// A function that may be called without Python's lock, and sets no exception of Python's.
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
      return; // the stack is full, and going on into C this would end the process
    }
  }

  /// A function that gives something up; what it throws is lost.
  long end(String name, SlotTypes.End target) {
    return end(name, target, target);
  }

  /// The same with another way at the stack's end.
  ///
  /// @param postponed what is called there instead, which needs little
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
