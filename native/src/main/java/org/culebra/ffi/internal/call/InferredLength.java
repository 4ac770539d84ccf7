package org.culebra.ffi.internal.call;

import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.ctype.CExpression;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.argument.NumberRule;
import org.culebra.ffi.internal.argument.ParameterRule;
import org.culebra.ffi.internal.argument.PointerRule;

/// An integer parameter that is the length of arrays, so that it can be omitted and inferred.
///
/// @param parameter its index
/// @param number its type
/// @param sources the arrays that have it as the length of an axis; at least one
record InferredLength(int parameter, NumberRule number, List<Source> sources) {
  /// Where a length can be read.
  ///
  /// @param pointer the index of the array's parameter
  /// @param axis which of its declared axes
  record Source(int pointer, int axis) {}

  /// All rules of a function, in the order of its parameters. A length inside an expression, `p[2 *
  /// n]`, cannot be inferred from `p`.
  static List<InferredLength> of(FunctionType function, List<ParameterRule> rules) {
    List<InferredLength> lengths = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      String name = function.parameters().get(i).name();
      if (!name.isEmpty() && rules.get(i) instanceof NumberRule number) {
        List<Source> sources = sources(name, rules);
        if (!sources.isEmpty()) {
          lengths.add(new InferredLength(i, number, sources));
        }
      }
    }
    return List.copyOf(lengths);
  }

  private static List<Source> sources(String name, List<ParameterRule> rules) {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i) instanceof PointerRule pointer) {
        for (int axis = 0; axis < pointer.dims().size(); axis++) {
          if (pointer.dims().get(axis) instanceof CExpression.Parameter(String length)
              && length.equals(name)) {
            sources.add(new Source(i, axis));
          }
        }
      }
    }
    return List.copyOf(sources);
  }
}
