package org.culebra.ffi.internal.call;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.argument.ArgumentMarshaller;
import org.culebra.ffi.internal.argument.ArgumentOverlap;
import org.culebra.ffi.internal.argument.CopiedArray;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.argument.ParameterRule;
import org.culebra.ffi.internal.argument.PointerRule;
import org.culebra.ffi.internal.argument.UserData;
import org.jspecify.annotations.Nullable;

/// The messages for rejected arguments. Runs only on failure.
public final class CallDiagnostics {
  private static final PointerRule ANYTHING =
      PointerRule.of(CType.Pointer.toConst(new CType.Void()));

  private CallDiagnostics() {}

  /// The rejection of a call: checks every argument again and lists all violations.
  static IllegalArgumentException call(CallPlan plan, @Nullable Object[] given) {
    InferredArguments filled = InferredArguments.of(plan, given);
    CallPlan.Arguments call = plan.with(filled.all(), null);
    List<String> violations = new ArrayList<>();
    for (int i = 0; i < plan.arity(); i++) {
      String violation = violation(plan, i, filled, call);
      if (violation != null) {
        violations.add(filled.where(plan, i) + ": " + violation);
      }
    }
    if (violations.isEmpty()) {
      together(plan, filled, violations);
      lengths(plan, filled, call, violations);
    }
    if (violations.isEmpty()) {
      throw new IllegalStateException(
          "expected a reason for the rejection but found none: " + plan);
    }
    return new IllegalArgumentException(Describe.list("cannot call " + plan, violations));
  }

  /// Violations of the relations between arguments that are valid individually.
  private static void together(CallPlan plan, InferredArguments filled, List<String> violations) {
    for (CallPlan.Pair pair : plan.disjoint()) {
      long shared = shared(plan, pair, filled.all());
      if (shared > 0) {
        violations.add(
            "%s and %s: expected memory that does not overlap (restrict) but found %d bytes in common"
                .formatted(
                    filled.where(plan, pair.first()), filled.where(plan, pair.second()), shared));
      }
    }
    for (CallPlan.Pair pair : plan.pairs()) {
      String rejection = userData(filled.all()[pair.first()], filled.all()[pair.second()]);
      if (rejection != null) {
        violations.add(filled.where(plan, pair.second()) + ": " + rejection);
      }
    }
  }

  /// Lengths behind a pointer that is valid for C but leads to no integer, such as NULL.
  private static void lengths(
      CallPlan plan, InferredArguments filled, ParameterRule.Call call, List<String> violations) {
    for (int i = 0; i < plan.arity(); i++) {
      if (plan.rule(i) instanceof PointerRule pointer) {
        try {
          pointer.needed(call);
        } catch (IllegalArgumentException e) {
          violations.add(filled.where(plan, i) + ": " + e.getMessage());
        }
      }
    }
  }

  /// The number of bytes that two pointers have in common; 0 or less for none.
  static long shared(CallPlan plan, CallPlan.Pair pair, @Nullable Object[] arguments) {
    PointerRule a = (PointerRule) plan.rule(pair.first());
    PointerRule b = (PointerRule) plan.rule(pair.second());
    Object first = arguments[pair.first()];
    Object second = arguments[pair.second()];
    MemorySegment from = start(first, a);
    MemorySegment to = start(second, b);
    if (from == null || to == null) {
      return 0;
    }
    ParameterRule.Call call = plan.with(arguments, null);
    if (ArgumentOverlap.areInterleaved(first, second)) {
      return 0;
    }
    long firstBytes = ArgumentOverlap.any(first, a, a.needed(call));
    long secondBytes = ArgumentOverlap.any(second, b, b.needed(call));
    return ArgumentOverlap.shared(from, firstBytes, to, secondBytes);
  }

  /// Where C gets memory of the caller, `null` for a copy.
  private static @Nullable MemorySegment start(@Nullable Object argument, PointerRule rule) {
    MemorySegment buffer = CopiedArray.direct(argument);
    return buffer == null ? ArgumentMarshaller.any(argument, rule, 0) : buffer;
  }

  private static @Nullable String userData(@Nullable Object function, @Nullable Object found) {
    UserData data = function instanceof CallbackImpl callback ? callback.userData() : null;
    if (data == null) {
      return null;
    }
    MemorySegment given = ArgumentMarshaller.any(found, ANYTHING, 0);
    return given != null && ArgumentMarshaller.userData((Callback) function, given) != null
        ? null
        : "expected the callback's user data, %s, or null but found %s"
            .formatted(Describe.value(data.value()), Describe.value(found));
  }

  private static @Nullable String violation(
      CallPlan plan, int i, InferredArguments filled, ParameterRule.Call call) {
    String problem = filled.problem(i);
    if (problem != null) {
      return problem;
    }
    Object argument = filled.all()[i];
    if (plan.options().critical() && ArgumentMarshaller.mayCallJava(argument)) {
      return "expected no callback for a critical function but found " + Describe.value(argument);
    }
    return plan.rule(i).explain(argument, call);
  }
}
