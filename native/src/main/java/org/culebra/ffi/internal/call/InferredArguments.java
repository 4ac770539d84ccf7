package org.culebra.ffi.internal.call;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.culebra.ffi.internal.argument.ArgumentLengths;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.argument.PointerRule;
import org.jspecify.annotations.Nullable;

/// Boxed arguments in the order of C's parameters, with omitted lengths inferred.
final class InferredArguments {
  private final @Nullable Object[] all;
  private final int[] positions;
  private final Map<Integer, String> problems;

  private InferredArguments(
      @Nullable Object[] all, int[] positions, Map<Integer, String> problems) {
    this.all = all;
    this.positions = positions;
    this.problems = problems;
  }

  static InferredArguments of(CallPlan plan, @Nullable Object[] given) {
    int[] positions = plan.positions(given.length);
    @Nullable Object[] all = new @Nullable Object[plan.arity()];
    for (int i = 0; i < all.length; i++) {
      all[i] = positions[i] < 0 ? null : given[positions[i]];
    }
    Map<Integer, String> problems = new HashMap<>();
    for (InferredLength length : plan.lengths()) {
      if (positions[length.parameter()] < 0) {
        all[length.parameter()] = take(plan, length, all, problems);
      }
    }
    return new InferredArguments(all, positions, problems);
  }

  private static @Nullable Object take(
      CallPlan plan, InferredLength length, @Nullable Object[] all, Map<Integer, String> problems) {
    long agreed = ArgumentLengths.UNKNOWN;
    for (InferredLength.Source source : length.sources()) {
      agreed = ArgumentLengths.agree(agreed, read(plan, source, all));
    }
    if (agreed >= 0 && length.number().toCarrier(agreed) != null) {
      return agreed;
    }
    problems.put(length.parameter(), problem(plan, length, all, agreed));
    return null;
  }

  private static long read(CallPlan plan, InferredLength.Source source, @Nullable Object[] all) {
    PointerRule rule = (PointerRule) plan.rule(source.pointer());
    return ArgumentLengths.any(all[source.pointer()], rule, source.axis());
  }

  private static String problem(
      CallPlan plan, InferredLength length, @Nullable Object[] all, long agreed) {
    if (agreed >= 0) {
      return length.number().mismatch(agreed);
    }
    List<String> found = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (InferredLength.Source source : length.sources()) {
      String name = "'" + plan.parameter(source.pointer()).name() + "'";
      names.add(name);
      long value = read(plan, source, all);
      if (value == ArgumentLengths.WRONG) {
        int axes = ((PointerRule) plan.rule(source.pointer())).dims().size();
        return "expected %d axes of %s but found %s"
            .formatted(axes, name, Describe.value(all[source.pointer()]));
      }
      if (value >= 0) {
        found.add(value + " of " + name);
      }
    }
    return found.isEmpty()
        ? "expected a length to take from " + String.join(" or ", names) + " but found none"
        : "expected one length but found " + String.join(" and ", found);
  }

  /// One argument per parameter; `null` for a length that cannot be inferred.
  @Nullable Object[] all() {
    return all;
  }

  /// Whether every omitted length could be inferred.
  boolean isComplete() {
    return problems.isEmpty();
  }

  /// Why a length cannot be inferred.
  @Nullable String problem(int parameter) {
    return problems.get(parameter);
  }

  /// `argument 2 'p'`, in the caller's numbering, or `length 'n'`.
  String where(CallPlan plan, int parameter) {
    String name = Describe.parameter(plan.parameter(parameter));
    return positions[parameter] < 0
        ? "length" + name
        : "argument " + (positions[parameter] + 1) + name;
  }
}
