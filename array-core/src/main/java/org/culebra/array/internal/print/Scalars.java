package org.culebra.array.internal.print;

import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.PythonText;
import org.culebra.array.internal.time.TimeCasts;

/// The text of a single element, as NumPy prints its scalars.
final class Scalars {

  private Scalars() {}

  /// The first element of a column.
  static String text(PrintSnapshot column) {
    DType type = column.type();
    return switch (type.kind()) {
      case BOOL -> column.bits(0) != 0 ? "True" : "False";
      case INT, UINT, BYTES, RAW -> CellFormatter.of(column, CellFormatter.Place.ARRAY)[0];
      case FLOAT, BFLOAT, FLOAT8, STRUCT -> CellFormatter.of(column, CellFormatter.Place.RECORD)[0];
      case COMPLEX -> complex(column);
      case STRING -> PythonText.plain(column.units(0, 4));
      case DATETIME, TIMEDELTA -> time(type, CellFormatter.integer(column, 0));
    };
  }

  private static String time(DType type, long count) {
    if (count == TimeCasts.NAT) {
      return "NaT";
    }
    return type.kind() == Kind.DATETIME
        ? TimeText.date(count, type.unit())
        : TimeText.span(count, type.unit());
  }

  private static String complex(PrintSnapshot column) {
    FloatType type = FloatType.of(column.type());
    double real = FloatType.parts(column, 0)[0];
    double imaginary = FloatType.parts(column, 1)[0];
    String second = FloatFormat.single(imaginary, type, false) + "j";
    if (real == 0 && 1 / real > 0) {
      return second;
    }
    String sign = second.startsWith("-") ? "" : "+";
    return "(" + FloatFormat.single(real, type, false) + sign + second + ")";
  }

  /// An element of text or raw bytes as a Python literal.
  static String quoted(PrintSnapshot column, int i) {
    return switch (column.type().kind()) {
      case BYTES -> PythonText.ofBytes(column.units(i, 1));
      case RAW -> PythonText.ofRaw(column.units(i, 1));
      default -> PythonText.ofCodePoints(column.units(i, 4));
    };
  }
}
