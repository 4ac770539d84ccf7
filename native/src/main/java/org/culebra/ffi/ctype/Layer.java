package org.culebra.ffi.ctype;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a declarator, from the type in front towards the name (C11 6.7.6).
sealed interface Layer {
  /// The place to report.
  Token at();

  /// `*` with its qualifiers.
  record ToPointer(Token at, boolean isConst, boolean isVolatile, boolean restrict)
      implements Layer {}

  /// `[length]`.
  ///
  /// @param length null for `[]`
  /// @param parameterOnly whether `static`, a qualifier or `*` stands in the brackets
  record ToArray(Token at, @Nullable CExpression length, boolean parameterOnly, boolean restrict)
      implements Layer {}

  /// `(parameters)`.
  ///
  /// @param depth that of the deepest parameter
  /// @param weight that of all parameters
  record ToFunction(
      Token at, List<CType.Parameter> parameters, boolean variadic, int depth, int weight)
      implements Layer {}
}
