package org.culebra.ffi.internal.call;

import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.ctype.CExpression;

/// A length of any form, over the integers of a call.
///
/// @param length the expression
/// @param names the parameters that it needs
/// @param parameters their indices, in the same order
/// @param wide whether each is an unsigned number of 64 bits, in the same order
record LengthTerm(
    CExpression length, List<String> names, List<Integer> parameters, List<Boolean> wide) {
  static LengthTerm of(CExpression length, CallPlan plan) {
    List<Integer> parameters = indices(length, plan);
    List<Boolean> wide =
        parameters.stream().map(i -> Carriers.isWide(plan.parameter(i).type())).toList();
    return new LengthTerm(length, List.copyOf(length.parameters()), parameters, wide);
  }

  private static List<Integer> indices(CExpression length, CallPlan plan) {
    List<Integer> indices = new ArrayList<>();
    for (String name : length.parameters()) {
      indices.add(plan.indexOf(name));
    }
    return List.copyOf(indices);
  }

  /// The value for these integers, in the order of [#parameters()].
  long evaluate(long[] values) {
    return length.evaluate(name -> {
      int i = names.indexOf(name);
      return wide.get(i) ? Axes.part(values[i], name) : values[i];
    });
  }
}
