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

/// Makes callbacks: compares an interface with a C type, and writes the code between them.
public final class CallbackBinder {
  private CallbackBinder() {}

  /// Makes a function pointer.
  ///
  /// @param onError what C gets when the target fails; `null` for the usual value
  /// @param userData an array or a struct, or `null`
  public static <T> Callback bind(
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
    Slots.checkCallback(type);
    CallPlan plan = CallPlan.of("", type);
    Method method = InterfaceCheck.single(iface);
    UserData data = userData == null ? null : userData(plan, userData);
    InterfaceCheck.upcall(plan, method, data);
    try {
      MethodHandle bound = lookup.unreflect(method).bindTo(target);
      return callback(arena, plan, bound, data, onError);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          "%s cannot be called from %s: %s"
              .formatted(iface.getName(), lookup.lookupClass().getName(), e.getMessage()),
          e);
    }
  }

  private static CallbackImpl callback(
      Arena arena,
      CallPlan plan,
      MethodHandle target,
      @Nullable UserData userData,
      @Nullable Object onError) {
    boolean returns = !(plan.function().returns() instanceof CType.Void);
    if (!returns && onError != null) {
      throw new IllegalArgumentException(
          "expected no error value for a callback that returns nothing but found "
              + Describe.value(onError));
    }
    Object value = returns ? errorValue(plan, onError) : null;
    CallbackFailures failures = new CallbackFailures();
    StubMemory stub = new StubMemory(arena);
    MethodHandle handle = UpcallSpinner.spin(plan, stub.life(), failures, userData, target, value);
    MemorySegment pointer = stub.upcall(handle, Carriers.callback(plan.function()));
    return new CallbackImpl(plan.function(), pointer, userData, failures);
  }

  /// Pairs a value with the parameter that C will hand it back through.
  private static UserData userData(CallPlan plan, Object value) {
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
    return new UserData(parameter, value, pointer);
  }

  /// What C gets from a callback that failed: the stated value, or 0, NaN, NULL or a struct of
  /// zeros, in the linker's carrier.
  public static Object errorValue(CallPlan plan, @Nullable Object stated) {
    CType returns = plan.function().returns();
    Object value =
        switch (returns) {
          case CType.Pointer pointer -> pointer(stated);
          case CType.Struct struct -> struct(struct, stated);
          default -> number(returns, stated);
        };
    if (value == null) {
      throw new IllegalArgumentException(
          "error value of %s: expected a value of %s but found %s"
              .formatted(plan, returns, Describe.value(stated)));
    }
    return value;
  }

  private static @Nullable Object pointer(@Nullable Object stated) {
    if (stated == null) {
      return MemorySegment.NULL;
    }
    return stated instanceof MemorySegment segment && segment.isNative() ? segment : null;
  }

  private static @Nullable Object struct(CType.Struct struct, @Nullable Object stated) {
    if (stated == null) {
      return Arena.ofAuto().allocate(struct.layout());
    }
    return stated instanceof StructValue value && value.isOf(struct)
        ? UpcallArgument.structResult(value, new StructRule(struct))
        : null;
  }

  private static @Nullable Object number(CType returns, @Nullable Object stated) {
    NumberRule rule = NumberRule.of(returns);
    if (rule == null) {
      return null;
    }
    Object carrier = rule.toResult(stated == null ? usual(rule) : stated);
    return carrier == null ? null : rule.outgoing(carrier);
  }

  private static Object usual(NumberRule rule) {
    return switch (rule.scalar().kind()) {
      case BOOL -> false;
      case FLOATING -> Double.NaN;
      case SIGNED, UNSIGNED -> 0;
    };
  }
}
