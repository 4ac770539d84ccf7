package org.culebra.array.python;

import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.internal.literal.Descr;
import org.culebra.array.internal.literal.DescrLiteral;
import org.culebra.array.internal.literal.Literal;

/// Descriptions of types in the array interface (`descr`) and in `.npy` files, as Python text: a
/// quoted type string or, for a struct, a list with a tuple for each field, of name (or the pair of
/// title and name), description and, for a sub-array, shape. Gaps are unnamed raw fields.
///
/// ```java
/// TypeDescription.print(DType.FLOAT64);  // '<f8'
/// TypeDescription.print(
///     DType.aligned(new Field("a", DType.INT8, 0), new Field("b", DType.INT32, 0)));
///                                        // [('a', '|i1'), ('', '|V3'), ('b', '<i4')]
/// ```
public final class TypeDescription {

  private TypeDescription() {}

  /// Parses a description.
  ///
  /// @param text the text of a Python literal; JSON lists are accepted as tuples
  /// @return the type
  /// @throws FormatException if it is not a description
  public static DType parse(String text) {
    Objects.requireNonNull(text, "text");
    return Descr.parse(DescrLiteral.parse(Literal.parse(text), true));
  }

  /// The description of a type.
  ///
  /// @param dtype the type
  /// @return the text, which [#parse(String)] and Python's `numpy.dtype(ast.literal_eval(text))`
  ///   accept
  /// @throws IllegalArgumentException if fields overlap, are out of order or have an empty name,
  ///   which a description cannot express
  /// @throws UnsupportedOperationException if the type or a field's has no type string: `bfloat16`
  ///   and the 8-bit floats
  public static String print(DType dtype) {
    Objects.requireNonNull(dtype, "dtype");
    if (dtype.kind() != DType.Kind.STRUCT) {
      return "'" + dtype.typestr() + "'"; // a text needs no writer of lists
    }
    return Literal.print(DescrLiteral.print(Descr.of(dtype)));
  }
}
