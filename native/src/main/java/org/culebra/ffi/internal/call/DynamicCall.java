package org.culebra.ffi.internal.call;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.argument.ArgumentMarshaller;
import org.culebra.ffi.internal.argument.CStructImpl;
import org.culebra.ffi.internal.argument.CallMemory;
import org.culebra.ffi.internal.argument.ComplexRule;
import org.culebra.ffi.internal.argument.CopiedArgument;
import org.culebra.ffi.internal.argument.CopiedArray;
import org.culebra.ffi.internal.argument.NumberRule;
import org.culebra.ffi.internal.argument.ParameterRule;
import org.culebra.ffi.internal.argument.PointerRule;
import org.culebra.ffi.internal.argument.StructRule;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.ffi.internal.memory.EndingFunction;
import org.culebra.ffi.internal.memory.StackRoom;
import org.jspecify.annotations.Nullable;

/// A call with boxed arguments: the same checks as the generated code, one object at a time.
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
    InferredArguments filled = InferredArguments.of(plan, arguments);
    DynamicCall call = new DynamicCall(plan, arguments);
    if (!needsMemory(plan, filled.all())) {
      return call.run(raw, filled, null);
    }
    CallMemory memory = CallMemory.ofThread();
    long mark = memory.mark();
    try {
      return call.run(raw, filled, memory);
    } finally {
      memory.release(mark);
    }
  }

  private static boolean needsMemory(CallPlan plan, @Nullable Object[] arguments) {
    boolean copied = plan.hasComplex();
    for (int i = 0; i < arguments.length; i++) {
      copied |= plan.rule(i) instanceof PointerRule && CopiedArgument.isOne(arguments[i]);
    }
    return copied;
  }

  private @Nullable Object run(
      MethodHandle raw, InferredArguments filled, @Nullable CallMemory memory) {
    @Nullable Object[] arguments = filled.all();
    ParameterRule.Call call = plan.with(arguments, memory);
    List<Object> converted = new ArrayList<>();
    for (int i = 0; i < plan.arity(); i++) {
      Object value = filled.isComplete() ? convert(i, arguments[i], call) : null;
      if (value == null) {
        throw CallDiagnostics.call(plan, given);
      }
      converted.add(value);
    }
    checkTogether(arguments, converted);
    for (int kept : plan.kept()) {
      if (!plan.isKeptUntil(kept)) {
        CallScope.keep(arguments[kept], plan, kept);
      }
    }
    int first = 0;
    if (plan.function().returns() instanceof StructType) {
      converted.add(first++, CallScope.automatic());
    } else if (plan.function().returns() instanceof CType.Complex && memory != null) {
      converted.add(first++, memory);
    }
    if (plan.options().errno()) {
      converted.add(first, ErrnoSlot.slot());
    }
    Object result = invoke(raw, arguments, converted, memory != null);
    return result(plan.function().returns(), result);
  }

  private @Nullable Object convert(int i, @Nullable Object argument, ParameterRule.Call call) {
    return plan.options().critical() && ArgumentMarshaller.mayCallJava(argument)
        ? null
        : plan.rule(i).convert(argument, call);
  }

  private void checkTogether(@Nullable Object[] arguments, List<Object> converted) {
    for (CallPlan.Pair pair : plan.disjoint()) {
      if (CallDiagnostics.shared(plan, pair, arguments) > 0) {
        throw CallDiagnostics.call(plan, given);
      }
    }
    for (CallPlan.Pair pair : plan.pairs()) {
      if (arguments[pair.first()] instanceof Callback callback) {
        Object data =
            ArgumentMarshaller.userData(callback, (MemorySegment) converted.get(pair.second()));
        if (data == null) {
          throw CallDiagnostics.call(plan, given);
        }
        converted.set(pair.second(), data);
      }
    }
  }

  private @Nullable Object invoke(
      MethodHandle raw, @Nullable Object[] arguments, List<Object> converted, boolean copied) {
    List<@Nullable Object> entered = new ArrayList<>();
    Object result;
    try {
      keepUntil(arguments, converted, entered);
      Object pinned = null;
      for (int i = 0; i < plan.arity(); i++) {
        Object begun = CallScope.enter(arguments[i], plan.rule(i) instanceof StructRule);
        entered.add(begun);
        pinned = CallScope.pinned(pinned, begun);
      }
      EndingFunction.Call ending = beginEnding(converted);
      entered.add(ending);
      result = ArenaPinningCall.invoke(raw, pinned, converted.toArray());
      EndingFunction.returned(ending);
      if (copied) {
        copyBack(arguments, converted);
      }
    } catch (Throwable e) {
      leave(e, entered);
      throw SneakyThrow.rethrow(e);
    } finally {
      Reference.reachabilityFence(given);
    }
    CallScope.rethrow(leave(null, entered));
    if (PendingFailures.any) {
      PendingFailures.rethrow();
    }
    return result;
  }

  /// Keeps the memory that C uses until a function is called.
  private void keepUntil(
      @Nullable Object[] arguments, List<Object> converted, List<@Nullable Object> entered) {
    List<KeptUntil> until = plan.options().until();
    if (until.isEmpty()) {
      return;
    }
    KeptArguments kept = new KeptArguments(until, plan.arity());
    entered.add(kept);
    converted.addFirst(kept);
    for (int i = 0; i < until.size(); i++) {
      CallScope.keepUntil(arguments[until.get(i).parameter()], kept, plan, i);
    }
  }

  private EndingFunction.@Nullable Call beginEnding(List<Object> converted) {
    EndingFunction ending = plan.options().ending();
    int first = converted.size() - plan.arity();
    return ending == null ? null : ending.begin((MemorySegment) converted.get(first));
  }

  /// Copies what C has written to copies of Java arrays.
  private void copyBack(@Nullable Object[] arguments, List<Object> converted) {
    int first = converted.size() - arguments.length;
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      if (argument != null
          && plan.rule(i) instanceof PointerRule pointer
          && pointer.copiesBack(argument.getClass())) {
        CopiedArray.copyBack(argument, (MemorySegment) converted.get(first + i));
      }
    }
  }

  private static @Nullable Throwable leave(
      @Nullable Throwable earlier, List<@Nullable Object> entered) {
    Throwable failure = earlier;
    for (Object begun : entered) {
      failure = CallScope.leave(failure, begun);
    }
    return failure;
  }

  private static @Nullable Object result(CType returns, @Nullable Object value) {
    if (value == null || returns instanceof CType.Void) {
      return null;
    }
    if (returns instanceof StructType struct) {
      return new CStructImpl(struct).returned((MemorySegment) value);
    }
    if (returns instanceof CType.Complex complex) {
      return new ComplexRule(complex).returned((MemorySegment) value);
    }
    NumberRule number = NumberRule.of(returns);
    return number == null ? value : number.fromCarrier(value);
  }
}
