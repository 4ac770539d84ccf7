package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.internal.Sneaky;
import org.jspecify.annotations.Nullable;

/// A call with boxed arguments: the same checks as the written code makes, one object at a time.
final class DynamicCall {
  private DynamicCall() {}

  static @Nullable Object call(CallPlan plan, MethodHandle raw, @Nullable Object[] arguments) {
    if (arguments.length != plan.arity()) {
      throw new IllegalArgumentException(
          "cannot call %s\n  expected %d arguments but found %d"
              .formatted(plan, plan.arity(), arguments.length));
    }
    List<Object> converted = new ArrayList<>();
    if (plan.function().returns() instanceof CType.Struct) {
      converted.add(Guards.automatic());
    }
    for (int i = 0; i < plan.arity(); i++) {
      Object value = convert(plan, i, arguments);
      if (value == null) {
        throw plan.refused(arguments);
      }
      converted.add(value);
    }
    return result(plan.function().returns(), invoke(raw, converted, arguments));
  }

  private static @Nullable Object convert(CallPlan plan, int i, @Nullable Object[] arguments) {
    Object argument = arguments[i];
    return switch (plan.rule(i)) {
      case NumberRule rule -> {
        Object carrier = rule.toCarrier(argument);
        Class<?> outgoing = Carriers.outgoingCarrier(plan.parameter(i).type());
        yield carrier == null || outgoing != char.class ? carrier : asChar(rule, carrier);
      }
      case FunctionRule rule -> function(rule, argument);
      case CStruct type ->
          argument instanceof CStruct.Value value ? Pass.struct(value, type) : null;
      case PointerRule rule -> {
        try {
          yield Pass.any(argument, rule, plan.needed(rule, arguments));
        } catch (ArithmeticException | IllegalArgumentException e) {
          yield null; // the refusal looks again and says why
        }
      }
      default -> throw new IllegalStateException("no such rule: " + plan.rule(i));
    };
  }

  private static Object asChar(NumberRule rule, Object carrier) {
    return (char) ((Integer) rule.fromCarrier(carrier)).intValue();
  }

  private static @Nullable MemorySegment function(FunctionRule rule, @Nullable Object argument) {
    if (argument instanceof MemorySegment segment) {
      return Pass.function(segment, rule);
    }
    return argument instanceof Callback callback ? Pass.callback(callback, rule) : null;
  }

  private static @Nullable Object invoke(
      MethodHandle raw, List<Object> converted, @Nullable Object[] arguments) {
    for (Object argument : arguments) {
      Guards.enter(argument);
    }
    Object result;
    try {
      result = raw.invokeWithArguments(converted);
    } catch (Throwable e) {
      throw Sneaky.rethrow(leave(e, arguments));
    } finally {
      Reference.reachabilityFence(arguments);
    }
    Throwable failure = null;
    for (Object argument : arguments) {
      failure = Guards.leave(failure, argument);
    }
    Guards.rethrow(failure);
    return result;
  }

  private static Throwable leave(Throwable thrown, @Nullable Object[] arguments) {
    for (Object argument : arguments) {
      Guards.leave(thrown, argument);
    }
    return thrown;
  }

  private static @Nullable Object result(CType returns, @Nullable Object value) {
    if (value == null || returns instanceof CType.Void) {
      return null;
    }
    if (returns instanceof CType.Struct struct) {
      return new CStruct(struct).returned((MemorySegment) value);
    }
    NumberRule number = NumberRule.of(returns);
    return number == null ? value : number.fromCarrier(value);
  }
}
