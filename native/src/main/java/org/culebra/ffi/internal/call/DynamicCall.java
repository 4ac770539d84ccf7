package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.ffi.internal.memory.StackRoom;
import org.jspecify.annotations.Nullable;

/// A call with boxed arguments: the same checks as the written code makes, one object at a time.
final class DynamicCall {
  private final CallPlan plan;
  private final @Nullable Object[] given;

  private DynamicCall(CallPlan plan, @Nullable Object[] given) {
    this.plan = plan;
    this.given = given;
  }

  static @Nullable Object call(CallPlan plan, MethodHandle raw, @Nullable Object[] arguments) {
    plan.checkCount(arguments.length);
    if (!plan.options().critical()) {
      StackRoom.beforeCall();
    }
    DynamicCall call = new DynamicCall(plan, arguments);
    if (!call.needsArena()) {
      return call.run(raw, null);
    }
    try (Arena arena = Arena.ofConfined()) {
      return call.run(raw, arena);
    }
  }

  private boolean needsArena() {
    boolean text = false;
    for (Object argument : given) {
      text |= argument instanceof String;
    }
    return text || plan.hasComplex();
  }

  private @Nullable Object run(MethodHandle raw, @Nullable Arena arena) {
    FilledIn filled = FilledIn.of(plan, given);
    @Nullable Object[] arguments = filled.all();
    List<Object> converted = new ArrayList<>();
    for (int i = 0; i < plan.arity(); i++) {
      Object value = filled.isComplete() ? convert(i, arguments, arena) : null;
      if (value == null) {
        throw plan.refused(given);
      }
      converted.add(value);
    }
    checkTogether(arguments, converted);
    int first = 0;
    if (plan.function().returns() instanceof CType.Struct) {
      converted.add(first++, Guards.automatic());
    } else if (plan.function().returns() instanceof CType.Complex && arena != null) {
      converted.add(first++, arena);
    }
    if (plan.options().errno()) {
      converted.add(first, ErrnoSlot.slot());
    }
    return result(plan.function().returns(), invoke(raw, arguments, converted));
  }

  private @Nullable Object convert(int i, @Nullable Object[] arguments, @Nullable Arena arena) {
    Object argument = arguments[i];
    if (plan.options().critical() && Refusals.mayCallJava(argument)) {
      return null;
    }
    return switch (plan.rule(i)) {
      case NumberRule rule -> {
        Object carrier = rule.toCarrier(argument);
        Class<?> outgoing = Carriers.outgoingCarrier(plan.parameter(i).type());
        yield carrier == null || outgoing != char.class ? carrier : asChar(rule, carrier);
      }
      case FunctionRule rule -> function(rule, argument);
      case CStructImpl type ->
          argument instanceof CStruct.Value value ? Pass.struct(value, type) : null;
      case ComplexRule rule ->
          argument instanceof CComplex value && arena != null ? rule.pass(value, arena) : null;
      case PointerRule rule -> {
        try {
          yield pointer(rule, argument, plan.needed(rule, arguments), arena);
        } catch (ArithmeticException | IllegalArgumentException e) {
          yield null; // the refusal looks again and says why
        }
      }
      default -> throw new IllegalStateException("no such rule: " + plan.rule(i));
    };
  }

  private static @Nullable MemorySegment pointer(
      PointerRule rule, @Nullable Object argument, long needed, @Nullable Arena arena) {
    if (argument instanceof String text) {
      return rule.acceptsText() && arena != null ? Pass.text(text, rule, needed, arena) : null;
    }
    return Pass.any(argument, rule, needed);
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

  private void checkTogether(@Nullable Object[] arguments, List<Object> converted) {
    for (CallPlan.Pair pair : plan.apart()) {
      if (Refusals.shared(plan, pair, arguments) > 0) {
        throw plan.refused(given);
      }
    }
    for (CallPlan.Pair pair : plan.pairs()) {
      if (arguments[pair.first()] instanceof Callback callback) {
        Object data = Pass.userData(callback, (MemorySegment) converted.get(pair.second()));
        if (data == null) {
          throw plan.refused(given);
        }
        converted.set(pair.second(), data);
      }
    }
  }

  private @Nullable Object invoke(
      MethodHandle raw, @Nullable Object[] arguments, List<Object> converted) {
    List<@Nullable Object> entered = new ArrayList<>();
    Object result;
    try {
      Object held = null;
      for (int i = 0; i < plan.arity(); i++) {
        Object begun = Guards.enter(arguments[i], plan.rule(i) instanceof CStructImpl);
        entered.add(begun);
        held = Guards.held(held, begun);
      }
      result = HeldCall.invoke(raw, held, converted.toArray());
    } catch (Throwable e) {
      leave(e, entered);
      throw SneakyThrow.rethrow(e);
    } finally {
      Reference.reachabilityFence(given);
    }
    Guards.rethrow(leave(null, entered));
    return result;
  }

  private static @Nullable Throwable leave(
      @Nullable Throwable earlier, List<@Nullable Object> entered) {
    Throwable failure = earlier;
    for (Object begun : entered) {
      failure = Guards.leave(failure, begun);
    }
    return failure;
  }

  private static @Nullable Object result(CType returns, @Nullable Object value) {
    if (value == null || returns instanceof CType.Void) {
      return null;
    }
    if (returns instanceof CType.Struct struct) {
      return new CStructImpl(struct).returned((MemorySegment) value);
    }
    if (returns instanceof CType.Complex complex) {
      return new ComplexRule(complex).returned((MemorySegment) value);
    }
    NumberRule number = NumberRule.of(returns);
    return number == null ? value : number.fromCarrier(value);
  }
}
