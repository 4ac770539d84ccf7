package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.culebra.array.NDArray;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.argument.ArgumentMarshaller;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.argument.PointerRule;
import org.culebra.ffi.internal.argument.UserData;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.StubMemory;
import org.jspecify.annotations.Nullable;

/// A callback without a target. Every step rejects what it can check.
public final class CallbackBuilder implements Callback.Builder {
  private final CallPlan plan;
  private final @Nullable UserData userData;

  /// The value for C after a failure, in the linker's type, or a string; `null` for `void`.
  private final @Nullable Object errorValue;

  private final @Nullable Function<? super Throwable, ? extends @Nullable Object> onError;
  private final @Nullable Consumer<? super Throwable> uncaught;

  /// Whether the call during which C runs a callback that it has kept throws its failure.
  private final boolean thrownByCalls;

  private CallbackBuilder(
      CallPlan plan,
      @Nullable UserData userData,
      @Nullable Object errorValue,
      @Nullable Function<? super Throwable, ? extends @Nullable Object> onError,
      @Nullable Consumer<? super Throwable> uncaught,
      boolean thrownByCalls) {
    this.plan = plan;
    this.userData = userData;
    this.errorValue = errorValue;
    this.onError = onError;
    this.uncaught = uncaught;
    this.thrownByCalls = thrownByCalls;
  }

  /// A callback of a type.
  ///
  /// @param thrownByCalls whether a call throws the failure even if it was not given the callback
  /// @throws UnsupportedOperationException if Java cannot implement such a function for C
  public CallbackBuilder(FunctionType type, boolean thrownByCalls) {
    this(planOf(type), null, ErrorValue.usual(type.returns()), null, null, thrownByCalls);
  }

  private static CallPlan planOf(FunctionType type) {
    Restricted.check();
    LinkerLimits.checkCallback(type);
    return CallPlan.of("", type);
  }

  @Override
  public CallbackBuilder errorValue(Object value) {
    Objects.requireNonNull(value, "value");
    checkResult("value", value);
    CType returns = plan.function().returns();
    Object stated = ErrorValue.of(returns, value);
    if (stated == null) {
      throw new IllegalArgumentException(
          "error value of %s: expected a value of %s but found %s"
              .formatted(plan, returns, Describe.value(value)));
    }
    Object kept = value instanceof String ? value : stated;
    return new CallbackBuilder(plan, userData, kept, onError, uncaught, thrownByCalls);
  }

  @Override
  public CallbackBuilder onError(Function<? super Throwable, ? extends @Nullable Object> function) {
    Objects.requireNonNull(function, "function");
    checkResult("function", function);
    return new CallbackBuilder(plan, userData, errorValue, function, uncaught, thrownByCalls);
  }

  @Override
  public CallbackBuilder uncaught(Consumer<? super Throwable> handler) {
    Objects.requireNonNull(handler, "handler");
    return new CallbackBuilder(plan, userData, errorValue, onError, handler, thrownByCalls);
  }

  private void checkResult(String what, Object found) {
    if (plan.function().returns() instanceof CType.Void) {
      throw new IllegalArgumentException(
          "expected no error %s for a callback that returns nothing but found %s"
              .formatted(what, Describe.value(found)));
    }
  }

  @Override
  public CallbackBuilder userData(NDArray array) {
    return with(Objects.requireNonNull(array, "array"));
  }

  @Override
  public CallbackBuilder userData(CStruct.Value struct) {
    return with(Objects.requireNonNull(struct, "struct"));
  }

  /// Pairs a value with the parameter through which C passes it back.
  private CallbackBuilder with(Object value) {
    int parameter = UserData.parameterOf(plan.function());
    if (parameter < 0) {
      throw new IllegalArgumentException(
          "expected one void * parameter, or one named user_data, params or data, for the user data"
              + " but found "
              + plan.function());
    }
    PointerRule rule = (PointerRule) plan.rule(parameter);
    MemorySegment pointer = ArgumentMarshaller.any(value, rule, 0);
    if (pointer == null) {
      throw new IllegalArgumentException(
          "user data%s: %s"
              .formatted(
                  Describe.parameter(plan.parameter(parameter)), rule.mismatch(value, 0, "")));
    }
    UserData data = new UserData(parameter, value, pointer);
    return new CallbackBuilder(plan, data, errorValue, onError, uncaught, thrownByCalls);
  }

  @Override
  public <T> Bound<T> as(Class<T> iface) {
    Objects.requireNonNull(iface, "iface");
    return as(InterfaceSpinner.publicLookup(iface), iface);
  }

  @Override
  public <T> Bound<T> as(MethodHandles.Lookup lookup, Class<T> iface) {
    Objects.requireNonNull(lookup, "lookup");
    Objects.requireNonNull(iface, "iface");
    Method method = InterfaceCheck.single(iface);
    InterfaceCheck.upcall(plan, method, userData);
    try {
      return new Bound<>(this, lookup.unreflect(method));
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          "expected a lookup that can access %s but found %s: %s; pass MethodHandles.lookup() of a class that can"
              .formatted(iface.getName(), lookup, e.getMessage()),
          e);
    }
  }

  private CallbackImpl callback(Arena arena, MethodHandle target) {
    UpcallResult result =
        plan.function().returns() instanceof CType.Pointer pointer
            ? new UpcallResult(pointer)
            : null;
    CallbackFailures failures =
        new CallbackFailures(
            onError == null ? null : failure -> answer(failure, result), uncaught, thrownByCalls);
    StubMemory stub = new StubMemory(arena);
    Object error =
        result != null && errorValue instanceof String ? result.stated(errorValue) : errorValue;
    MethodHandle handle =
        UpcallSpinner.spin(plan, stub.life(), failures, userData, result, target, error);
    MemorySegment pointer = stub.upcall(handle, Carriers.callback(plan.function()));
    return new CallbackImpl(plan.function(), pointer, userData, failures);
  }

  /// The value for C after a failure, from the error function, in the linker's type.
  private @Nullable Object answer(Throwable failure, @Nullable UpcallResult result) {
    Object stated = Objects.requireNonNull(onError).apply(failure);
    if (stated == null) {
      return null;
    }
    CType returns = plan.function().returns();
    Object value = result == null ? ErrorValue.of(returns, stated) : result.stated(stated);
    if (value == null) {
      throw new IllegalArgumentException(
          "error function: expected a value of %s but found %s"
              .formatted(returns, Describe.value(stated)));
    }
    return value;
  }

  @Override
  public String toString() {
    return "Callback.Builder[" + plan.function() + "]";
  }

  /// A callback with a known interface.
  ///
  /// @param <T> the interface
  public static final class Bound<T> implements Callback.Binding<T> {
    private final CallbackBuilder builder;
    private final MethodHandle method;

    private Bound(CallbackBuilder builder, MethodHandle method) {
      this.builder = builder;
      this.method = method;
    }

    @Override
    public CallbackImpl in(Arena arena, T target) {
      Objects.requireNonNull(arena, "arena");
      Objects.requireNonNull(target, "target");
      return builder.callback(arena, method.bindTo(target));
    }

    @Override
    public String toString() {
      return "Callback.Binding[" + builder.plan.function() + "]";
    }
  }
}
