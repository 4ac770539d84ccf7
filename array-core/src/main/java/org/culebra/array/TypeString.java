package org.culebra.array;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.TimeUnits;

/// Type strings of the array interface: `[order] kind digits ["[" unit "]"]`.
final class TypeString {

  private static final Pattern GRAMMAR =
      Pattern.compile(
          "([<>=|]?)([biufcmMSUV])([1-9][0-9]{0,9})(?:\\[([1-9][0-9]{0,8})?([A-Za-z]{1,2})])?");

  private TypeString() {}

  static String print(DType type) {
    char mark = type.swapUnit() == 1 ? '|' : type.byteOrder() == LITTLE_ENDIAN ? '<' : '>';
    return switch (type.kind()) {
      case BOOL, INT, UINT, FLOAT, COMPLEX -> "" + mark + type.kind().code() + type.itemSize();
      case BYTES, RAW, STRUCT -> "|" + type.kind().code() + type.itemSize();
      case STRING -> mark + "U" + type.itemSize() / 4;
      case TIMEDELTA, DATETIME -> "" + mark + type.kind().code() + "8[" + type.unit() + "]";
      case BFLOAT, FLOAT8 ->
          throw new UnsupportedOperationException(
              Errors.text(
                  "expected a type with a type string but found %s: view it as raw bytes,"
                      + " reinterpret(DType.raw(%d))",
                  type, type.itemSize()));
    };
  }

  /// Strict: rejects what only NumPy's tolerance accepts.
  static DType parse(String text) {
    Matcher m = GRAMMAR.matcher(text);
    if (!m.matches()) {
      throw malformed(text);
    }
    String mark = m.group(1);
    DType type = plain(m, text);
    boolean orderless = type.swapUnit() == 1;
    boolean agrees = mark.isEmpty() || mark.equals("=") || mark.equals("|") == orderless;
    if (!agrees) {
      throw new FormatException(
          Errors.text(
              "expected '%s' to begin with %s but found '%s'",
              text, orderless ? "'|' or nothing" : "'<', '>', '=' or nothing", mark));
    }
    return type.withByteOrder(
        switch (mark) {
          case "<" -> LITTLE_ENDIAN;
          case ">" -> BIG_ENDIAN;
          default -> ByteOrder.nativeOrder();
        });
  }

  private static DType plain(Matcher m, String text) {
    char code = m.group(2).charAt(0);
    String unit = m.group(5);
    long count = Long.parseLong(m.group(3));
    boolean timed = code == 'm' || code == 'M';
    if (timed != (unit != null) || count > Integer.MAX_VALUE / (code == 'U' ? 4 : 1)) {
      throw malformed(text);
    }
    int n = (int) count;
    if (timed) {
      String multiple = m.group(4) == null ? "" : m.group(4);
      if (n != 8 || !TimeUnits.isUnit(unit)) {
        throw malformed(text);
      }
      return code == 'm' ? DType.timedelta64(multiple + unit) : DType.datetime64(multiple + unit);
    }
    return switch (code) {
      case 'S' -> DType.bytes(n);
      case 'U' -> DType.string(n);
      case 'V' -> DType.raw(n);
      default -> {
        DType type = DType.plain(code, n);
        if (type == null) {
          throw malformed(text);
        }
        yield type;
      }
    };
  }

  private static FormatException malformed(String text) {
    return new FormatException(
        Errors.text(
            "expected a type string such as '<f8', '|u1' or '<M8[ns]' but found '%s'",
            Errors.brief(text)));
  }
}
