package org.culebra.array.internal.print;

import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.Field;
import org.culebra.array.internal.kernel.Elements;
import org.culebra.array.internal.time.TimeCasts;

/// The texts of a column of elements, padded to one width where NumPy does so.
final class CellFormatter {

  /// Where a column stands, which makes small differences.
  enum Place {
    /// In an array.
    ARRAY,
    /// In a struct that is printed on its own: floating-point numbers have all their digits.
    RECORD,
    /// In a sub-array of such a struct.
    RECORD_ARRAY;

    Place inside(Field field) {
      return this == RECORD && field.shape().length > 0 ? RECORD_ARRAY : this;
    }
  }

  private CellFormatter() {}

  static String[] of(PrintSnapshot column, Place place) {
    DType type = column.type();
    return switch (type.kind()) {
      case BOOL -> booleans(column, place);
      case INT -> right(texts(column, i -> Long.toString(integer(column, i))));
      case UINT -> right(texts(column, i -> Long.toUnsignedString(column.bits(i))));
      case FLOAT, BFLOAT, FLOAT8 -> floats(column, place);
      case COMPLEX -> complexes(column);
      case DATETIME, TIMEDELTA -> times(column);
      case BYTES, STRING, RAW -> texts(column, i -> Scalars.quoted(column, i));
      case STRUCT -> structs(column, place);
    };
  }

  static String[] texts(PrintSnapshot column, IntFunction<String> text) {
    String[] texts = new String[column.count()];
    Arrays.setAll(texts, text);
    return texts;
  }

  static long integer(PrintSnapshot column, int i) {
    return Elements.decodeLong(column.type(), column.bits(i));
  }

  /// Pads to the width of the longest.
  private static String[] right(String[] texts) {
    return right(texts, Arrays.stream(texts).mapToInt(String::length).max().orElse(0));
  }

  private static String[] right(String[] texts, int width) {
    String[] cells = texts.clone();
    Arrays.setAll(cells, i -> " ".repeat(Math.max(0, width - texts[i].length())) + texts[i]);
    return cells;
  }

  private static String[] booleans(PrintSnapshot column, Place place) {
    String yes = place == Place.RECORD ? "True" : " True";
    return texts(column, i -> column.bits(i) != 0 ? yes : "False");
  }

  private static String[] floats(PrintSnapshot column, Place place) {
    FloatType type = FloatType.of(column.type());
    double[] values = FloatType.values(column);
    return place == Place.ARRAY
        ? FloatFormat.cells(values, type, false)
        : texts(column, i -> FloatFormat.single(values[i], type, true));
  }

  private static String[] complexes(PrintSnapshot column) {
    FloatType type = FloatType.of(column.type());
    String[] real = FloatFormat.cells(FloatType.parts(column, 0), type, false);
    String[] imaginary = FloatFormat.cells(FloatType.parts(column, 1), type, true);
    return texts(
        column,
        i -> {
          String digits = imaginary[i].stripTrailing();
          return real[i] + digits + "j" + imaginary[i].substring(digits.length());
        });
  }

  /// As wide as the earliest and the latest, like NumPy, which considers no others.
  private static String[] times(PrintSnapshot column) {
    String[] texts = texts(column, i -> time(column.type(), integer(column, i)));
    int first = -1;
    int last = -1;
    int width = 0;
    for (int i = 0; i < texts.length; i++) {
      long count = integer(column, i);
      if (count == TimeCasts.NAT) {
        width = texts[i].length();
      } else {
        first = first < 0 || count < integer(column, first) ? i : first;
        last = last < 0 || count > integer(column, last) ? i : last;
      }
    }
    if (first >= 0) {
      width = Math.max(width, Math.max(texts[first].length(), texts[last].length()));
    }
    return right(texts, width);
  }

  private static String time(DType type, long count) {
    if (count == TimeCasts.NAT) {
      return "'NaT'";
    }
    return type.kind() == Kind.DATETIME
        ? "'" + TimeText.date(count, type.unit()) + "'"
        : Long.toString(count);
  }

  private static String[] structs(PrintSnapshot column, Place place) {
    List<Field> fields = column.type().fields();
    String end = fields.size() == 1 ? ",)" : ")";
    StringJoiner[] rows = new StringJoiner[column.count()];
    Arrays.setAll(rows, i -> new StringJoiner(", ", "(", end));
    for (Field field : fields) {
      Summary summary = Summary.of(PrintSnapshot.subArray(field));
      PrintSnapshot values = column.field(field, summary);
      String[] cells = of(values, place.inside(field));
      int each = cells.length / rows.length;
      for (int i = 0; i < rows.length; i++) {
        rows[i].add(NestedBrackets.list(summary, cells, i * each));
      }
    }
    return texts(column, i -> rows[i].toString());
  }
}
