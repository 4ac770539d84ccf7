package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Objects;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// A callback: what it is in C, and what its written code tells it.
public final class CallbackImpl implements Callback {
  private final CallPlan plan;
  private final MemorySegment pointer;
  private final @Nullable UserData userData;
  private final CallbackRecord record = new CallbackRecord();

  private CallbackImpl(
      Arena arena,
      CallPlan plan,
      MethodHandle target,
      @Nullable Object onError,
      @Nullable Object userData) {
    this.plan = plan;
    this.userData = userData == null ? null : UserData.of(plan, userData);
    boolean returns = !(plan.function().returns() instanceof CType.Void);
    if (!returns && onError != null) {
      throw new IllegalArgumentException(
          "expected no error value for a callback that returns nothing but found "
              + Describe.value(onError));
    }
    Object value = returns ? ErrorValue.of(plan, onError) : null;
    StubMemory stub = new StubMemory(arena);
    MethodHandle handle =
        UpcallSpinner.spin(plan, stub.life(), record, this.userData, target, value);
    this.pointer = stub.upcall(handle, Carriers.callback(plan.function()));
  }

  /// Makes a function pointer.
  ///
  /// @param onError what C gets when the target fails; `null` for the usual value
  /// @param userData an array or a struct, or `null`
  public static <T> CallbackImpl make(
      Arena arena,
      MethodHandles.Lookup lookup,
      Class<T> iface,
      CType.Function type,
      T target,
      @Nullable Object onError,
      @Nullable Object userData) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(target, "target");
    Restricted.check();
    Carriers.checkCallback(type);
    CallPlan plan = CallPlan.of("", type);
    Method method = InterfaceCheck.single(iface);
    InterfaceCheck.upcall(plan, method, userData);
    try {
      MethodHandle bound = lookup.unreflect(method).bindTo(target);
      return new CallbackImpl(arena, plan, bound, onError, userData);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          "%s cannot be called from %s: %s"
              .formatted(iface.getName(), lookup.lookupClass().getName(), e.getMessage()),
          e);
    }
  }

  @Override
  public CType.Function type() {
    return plan.function();
  }

  @Override
  public MemorySegment pointer() {
    return pointer;
  }

  @Override
  public @Nullable Throwable failure() {
    return record.failure();
  }

  @Override
  public long failures() {
    return record.failures();
  }

  @Nullable UserData userData() {
    return userData;
  }

  /// A call that was given this callback begins.
  void enter() {
    record.enter();
  }

  /// It ends, and takes the failure that happened during it.
  @Nullable Throwable leave() {
    return record.leave();
  }

  @Override
  public String toString() {
    return "Callback[" + plan.function() + "]";
  }
}
