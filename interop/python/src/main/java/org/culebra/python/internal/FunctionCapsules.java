package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.FunctionType;
import org.jspecify.annotations.Nullable;

/// C functions as Python capsules for SciPy's `LowLevelCallable`: the name is the signature, the
/// pointer the function, the context the user data.
public final class FunctionCapsules {

  /// What lives as long as a capsule.
  ///
  /// @param arena of the name, and of a callback
  private record Kept(Arena arena, @Nullable Lease userData, Object function) {
    void end() {
      if (userData != null) {
        userData.close();
      }
      arena.close();
    }
  }

  private final Interpreter python;
  private final CPython c;
  private final Map<Long, Kept> capsules = new ConcurrentHashMap<>();
  private final long destructor;

  /// Needs the lock.
  ///
  /// @param python the interpreter
  public FunctionCapsules(Interpreter python) {
    this.python = python;
    this.c = python.c();
    this.destructor = python.functions().end("a capsule's function", this::delete);
  }

  private void delete(long capsule) {
    Kept kept = capsules.remove(capsule);
    if (kept != null) {
      kept.end();
    }
  }

  /// A C function.
  ///
  /// @param function kept reachable until Python deletes the capsule
  /// @param userData leased until then
  /// @return a new reference
  public long of(CFunction function, @Nullable NDArray userData) {
    return create(
        Arena.ofShared(), _ -> new Target(function, function.type(), function.pointer()), userData);
  }

  /// A callback, whose failures are raised in Python.
  ///
  /// @param lookup has access to the interface
  /// @param iface an interface with one method
  /// @param prototype in C
  /// @param userData leased until Python deletes the capsule
  /// @param target kept reachable until then
  /// @param <T> of the interface
  /// @return a new reference
  public <T> long of(
      MethodHandles.Lookup lookup,
      Class<T> iface,
      String prototype,
      @Nullable NDArray userData,
      T target) {
    Callback.Builder plain = Callback.of(prototype).uncaught(this::raise);
    Callback.Builder builder = userData == null ? plain : plain.userData(userData);
    return create(
        Arena.ofShared(),
        arena -> {
          Callback callback = builder.as(lookup, iface).in(arena, target);
          return new Target(callback, callback.type(), callback.pointer());
        },
        userData);
  }

  /// On a thread with the lock, Python finds the error when C returns; on others, the uncaught
  /// exception handler is called.
  private void raise(Throwable failure) {
    if (c.PyGILState_Check() == 0) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    } else if (c.PyErr_Occurred() == 0) { // C may call again after a failure
      python.errors().raise(failure);
    }
  }

  private record Target(Object function, FunctionType type, MemorySegment pointer) {}

  private long create(Arena arena, Function<Arena, Target> maker, @Nullable NDArray userData) {
    Lease lease = null;
    try {
      Target target = maker.apply(arena);
      long name = arena.allocateFrom(target.type().signature()).address();
      lease = userData == null ? null : userData.owner().leaseFor(userData.segment());
      long capsule = python.check(c.PyCapsule_New(target.pointer().address(), name, 0));
      capsules.put(capsule, new Kept(arena, lease, target.function()));
      python.check(c.PyCapsule_SetDestructor(capsule, destructor));
      if (userData != null) {
        python.check(c.PyCapsule_SetContext(capsule, userData.address()));
      }
      return capsule;
    } catch (Throwable e) {
      new Kept(arena, lease, this).end();
      throw e;
    }
  }

  /// The number of live capsules.
  ///
  /// @return the number
  public int live() {
    return capsules.size();
  }
}
