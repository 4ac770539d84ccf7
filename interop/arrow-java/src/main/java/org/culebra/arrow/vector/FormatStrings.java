package org.culebra.arrow.vector;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.culebra.arrow.ArrowField;

/// arrow-java's types and the format strings of the C data interface.
final class FormatStrings {
  private FormatStrings() {}

  // --- to a format string

  /// @param type the type; of an extension, its storage counts
  /// @param children how many children the field has, for unions that do not name their ids
  static String format(ArrowType type, int children) {
    return switch (type) {
      case ArrowType.ExtensionType extension -> format(extension.storageType(), children);
      case ArrowType.Null _ -> "n";
      case ArrowType.Bool _ -> "b";
      case ArrowType.Int number -> format(number);
      case ArrowType.FloatingPoint number -> format(number.getPrecision());
      case ArrowType.Decimal decimal -> format(decimal);
      case ArrowType.Utf8 _ -> "u";
      case ArrowType.LargeUtf8 _ -> "U";
      case ArrowType.Utf8View _ -> "vu";
      case ArrowType.Binary _ -> "z";
      case ArrowType.LargeBinary _ -> "Z";
      case ArrowType.BinaryView _ -> "vz";
      case ArrowType.FixedSizeBinary bytes -> "w:" + bytes.getByteWidth();
      case ArrowType.Date date -> date.getUnit() == DateUnit.DAY ? "tdD" : "tdm";
      case ArrowType.Time time -> "tt" + unit(time.getUnit());
      case ArrowType.Timestamp time ->
          "ts"
              + unit(time.getUnit())
              + ":"
              + (time.getTimezone() == null ? "" : time.getTimezone());
      case ArrowType.Duration duration -> "tD" + unit(duration.getUnit());
      case ArrowType.Interval interval -> format(interval.getUnit());
      default -> nested(type, children);
    };
  }

  private static String nested(ArrowType type, int children) {
    return switch (type) {
      case ArrowType.List _ -> "+l";
      case ArrowType.LargeList _ -> "+L";
      case ArrowType.ListView _ -> "+vl";
      case ArrowType.LargeListView _ -> "+vL";
      case ArrowType.FixedSizeList list -> "+w:" + list.getListSize();
      case ArrowType.Struct _ -> "+s";
      case ArrowType.Map _ -> "+m";
      case ArrowType.RunEndEncoded _ -> "+r";
      case ArrowType.Union union -> format(union, children);
      default ->
          throw new UnsupportedOperationException("expected a type of Arrow but found " + type);
    };
  }

  private static String format(ArrowType.Int number) {
    String letter =
        switch (number.getBitWidth()) {
          case 8 -> "c";
          case 16 -> "s";
          case 32 -> "i";
          case 64 -> "l";
          default ->
              throw new IllegalArgumentException("expected 8 to 64 bits but found " + number);
        };
    return number.getIsSigned() ? letter : letter.toUpperCase(java.util.Locale.ROOT);
  }

  private static String format(FloatingPointPrecision precision) {
    return switch (precision) {
      case HALF -> "e";
      case SINGLE -> "f";
      case DOUBLE -> "g";
    };
  }

  private static String format(ArrowType.Decimal decimal) {
    String format = "d:" + decimal.getPrecision() + "," + decimal.getScale();
    return decimal.getBitWidth() == 128 ? format : format + "," + decimal.getBitWidth();
  }

  private static String format(IntervalUnit unit) {
    return switch (unit) {
      case YEAR_MONTH -> "tiM";
      case DAY_TIME -> "tiD";
      case MONTH_DAY_NANO -> "tin";
    };
  }

  private static String format(ArrowType.Union union, int children) {
    int[] ids = union.getTypeIds();
    IntStream all = ids == null ? IntStream.range(0, children) : Arrays.stream(ids);
    String list = all.mapToObj(Integer::toString).collect(Collectors.joining(","));
    return (union.getMode() == UnionMode.Dense ? "+ud:" : "+us:") + list;
  }

  private static char unit(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> 's';
      case MILLISECOND -> 'm';
      case MICROSECOND -> 'u';
      case NANOSECOND -> 'n';
    };
  }

  // --- from a format string

  /// The type of a field's storage, or of its indices if it has a dictionary.
  ///
  /// @throws UnsupportedOperationException if arrow-java has no such type
  static ArrowType storage(ArrowField field) {
    String format = field.format();
    return switch (format.charAt(0)) {
      case 'n' -> ArrowType.Null.INSTANCE;
      case 'b' -> ArrowType.Bool.INSTANCE;
      case 'c', 'C' -> new ArrowType.Int(8, format.equals("c"));
      case 's', 'S' -> new ArrowType.Int(16, format.equals("s"));
      case 'i', 'I' -> new ArrowType.Int(32, format.equals("i"));
      case 'l', 'L' -> new ArrowType.Int(64, format.equals("l"));
      case 'e' -> new ArrowType.FloatingPoint(FloatingPointPrecision.HALF);
      case 'f' -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case 'g' -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case 'z' -> ArrowType.Binary.INSTANCE;
      case 'Z' -> ArrowType.LargeBinary.INSTANCE;
      case 'u' -> ArrowType.Utf8.INSTANCE;
      case 'U' -> ArrowType.LargeUtf8.INSTANCE;
      case 'v' -> format.equals("vu") ? ArrowType.Utf8View.INSTANCE : ArrowType.BinaryView.INSTANCE;
      case 'w' -> new ArrowType.FixedSizeBinary(Integer.parseInt(format.substring(2)));
      case 'd' -> decimal(format);
      case 't' -> temporal(format);
      default -> nested(format, field);
    };
  }

  private static ArrowType decimal(String format) {
    String[] numbers = format.substring(2).split(",", -1);
    int bits = numbers.length == 3 ? Integer.parseInt(numbers[2]) : 128;
    if (bits < 128) {
      throw new UnsupportedOperationException(
          "expected a decimal of 128 or 256 bits, because arrow-java has no vectors for others, but"
              + " found \""
              + format
              + "\"");
    }
    return new ArrowType.Decimal(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), bits);
  }

  private static ArrowType temporal(String format) {
    char unit = format.charAt(2);
    return switch (format.charAt(1)) {
      case 'd' -> new ArrowType.Date(unit == 'D' ? DateUnit.DAY : DateUnit.MILLISECOND);
      case 't' -> new ArrowType.Time(unit(unit), unit == 's' || unit == 'm' ? 32 : 64);
      case 's' -> {
        String zone = format.substring(4);
        yield new ArrowType.Timestamp(unit(unit), zone.isEmpty() ? null : zone);
      }
      case 'D' -> new ArrowType.Duration(unit(unit));
      default -> new ArrowType.Interval(interval(unit));
    };
  }

  private static TimeUnit unit(char unit) {
    return switch (unit) {
      case 's' -> TimeUnit.SECOND;
      case 'm' -> TimeUnit.MILLISECOND;
      case 'u' -> TimeUnit.MICROSECOND;
      default -> TimeUnit.NANOSECOND;
    };
  }

  private static IntervalUnit interval(char unit) {
    return switch (unit) {
      case 'M' -> IntervalUnit.YEAR_MONTH;
      case 'D' -> IntervalUnit.DAY_TIME;
      default -> IntervalUnit.MONTH_DAY_NANO;
    };
  }

  private static ArrowType nested(String format, ArrowField field) {
    return switch (format.substring(0, Math.min(3, format.length()))) {
      case "+l" -> ArrowType.List.INSTANCE;
      case "+L" -> ArrowType.LargeList.INSTANCE;
      case "+vl" -> ArrowType.ListView.INSTANCE;
      case "+vL" -> ArrowType.LargeListView.INSTANCE;
      case "+w:" -> new ArrowType.FixedSizeList(Integer.parseInt(format.substring(3)));
      case "+s" -> ArrowType.Struct.INSTANCE;
      case "+m" -> new ArrowType.Map((field.flags() & ArrowField.MAP_KEYS_SORTED) != 0);
      case "+r" -> ArrowType.RunEndEncoded.INSTANCE;
      case "+ud" -> new ArrowType.Union(UnionMode.Dense, typeIds(format));
      case "+us" -> new ArrowType.Union(UnionMode.Sparse, typeIds(format));
      default ->
          throw new UnsupportedOperationException(
              "expected a type that arrow-java supports but found \"" + format + "\"");
    };
  }

  private static int[] typeIds(String format) {
    String ids = format.substring(4);
    return ids.isEmpty()
        ? new int[0]
        : List.of(ids.split(",", -1)).stream().mapToInt(Integer::parseInt).toArray();
  }
}
