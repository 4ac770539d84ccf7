package org.culebra.array.internal.print;

import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.kernel.Elements;
import org.culebra.array.internal.kernel.Float8;

/// What printing has to know about a floating-point format.
///
/// @param precision the bits of the significand, the hidden one included
/// @param leastExponent the power of two of the smallest number
/// @param arrayLimit from this magnitude on, columns are printed with exponents
/// @param scalarLimit from this magnitude on, single numbers are
public record FloatType(int precision, int leastExponent, double arrayLimit, double scalarLimit) {

  private static final FloatType DOUBLE = new FloatType(53, -1074, 1e8, 1e16);
  private static final FloatType SINGLE = new FloatType(24, -149, 1e6, 1e6);
  private static final FloatType HALF = new FloatType(11, -24, 1e3, 1e3);
  private static final FloatType BFLOAT = new FloatType(8, -133, 1e3, 1e3);

  /// The format of a floating-point type, or of the halves of a complex one.
  public static FloatType of(DType type) {
    return switch (type.kind()) {
      case FLOAT8 -> eightBits(Float8.of(type));
      case BFLOAT -> BFLOAT;
      default ->
          switch (type.kind() == Kind.COMPLEX ? type.itemSize() / 2 : type.itemSize()) {
            case 2 -> HALF;
            case 4 -> SINGLE;
            default -> DOUBLE;
          };
    };
  }

  private static FloatType eightBits(Float8 format) {
    return new FloatType(format.fraction() + 1, format.leastExponent(), 1e3, 1e3);
  }

  /// The numbers of a column.
  static double[] values(PrintSnapshot column) {
    DType type = column.type();
    double[] values = new double[column.count()];
    for (int i = 0; i < values.length; i++) {
      long bits = column.bits(i);
      values[i] =
          type.kind() == Kind.FLOAT8
              ? Float8.of(type).decode((int) bits)
              : Elements.decodeDouble(type, bits);
    }
    return values;
  }

  /// The real (0) or imaginary (1) parts of a column of complex numbers.
  static double[] parts(PrintSnapshot column, int part) {
    int size = column.type().itemSize() / 2;
    DType type = size == 4 ? DType.FLOAT32 : DType.FLOAT64;
    double[] values = new double[column.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Elements.decodeDouble(type, column.bits(i, part * size, size));
    }
    return values;
  }

  /// The nearest number of the format, as NumPy's arithmetic on the type rounds.
  double round(double value) {
    return switch (precision) {
      case 24 -> (float) value;
      case 11 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
      default -> value;
    };
  }
}
