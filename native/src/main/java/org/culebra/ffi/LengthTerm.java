package org.culebra.ffi;

import java.util.ArrayList;
import java.util.List;

/// A length of any form, over the integers of a call.
///
/// @param length the expression
/// @param names the parameters that it needs
/// @param parameters their indices, in the same order
record LengthTerm(CExpression length, List<String> names, List<Integer> parameters) {
  LengthTerm(CExpression length, CallPlan plan) {
    this(length, List.copyOf(length.parameters()), indices(length, plan));
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
    return length.evaluate(name -> values[names.indexOf(name)]);
  }
}
