package org.culebra.array;

import java.util.Arrays;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.TimeUnits;
import org.culebra.array.internal.kernel.Texts;

/// Which conversions the casting rules allow: NumPy's answer, but for the differences by design
/// that stand here, each with its reason.
final class OracleCasts {

  private OracleCasts() {}

  static boolean expected(Casting casting, DType from, DType to, boolean numpys) {
    // NumPy prints and parses numbers, cuts raw bytes, takes points in time for spans, spans of
    // years for days, and repeats a value through a sub-array. A conversion without one obvious
    // meaning is rejected here, whatever the rule.
    if (!isOneFamily(from, to)) {
      return false;
    }
    // A number is a span of an unspecified unit: unsafe.
    if (from.isNumeric() && !to.isNumeric()) {
      return casting == Casting.UNSAFE;
    }
    // Equivalent means the same but for the byte order, and with it the same places: NumPy calls
    // the packed and the aligned struct of the same fields equivalent.
    if (casting == Casting.EQUIV && from.kind() == Kind.STRUCT && placesDiffer(from, to)) {
      return false;
    }
    if (casting == Casting.SAFE && from.kind() == Kind.DATETIME) {
      return isSafe(from, to, numpys);
    }
    return numpys;
  }

  private static boolean isSafe(DType from, DType to, boolean numpys) {
    // A year and a month do not begin with a week.
    if (isCalendar(from) && TimeUnits.base(to.unit()).equals("W")) {
      return false;
    }
    // NumPy's factors end at 2^56; every whole number of seconds is one of attoseconds.
    return numpys || to.unit().equals("as") && !isCalendar(from);
  }

  private static boolean isCalendar(DType type) {
    return type.unit().endsWith("Y") || type.unit().endsWith("M");
  }

  private static boolean isOneFamily(DType from, DType to) {
    if (from.isNumeric() && to.isNumeric() || Texts.isText(from) && Texts.isText(to)) {
      return true;
    }
    if (isCount(from) && isCount(to) && from.kind() != to.kind()) {
      return from.kind() == Kind.INT || to.kind() == Kind.INT;
    }
    return from.kind() == to.kind()
        && switch (from.kind()) {
          case DATETIME -> true;
          case TIMEDELTA -> isCalendar(from) == isCalendar(to);
          case RAW -> from.itemSize() == to.itemSize();
          case STRUCT -> areFieldsOfOneFamily(from, to);
          default -> false;
        };
  }

  /// 64 bits that count something.
  private static boolean isCount(DType type) {
    return type.kind() == Kind.DATETIME
        || type.kind() == Kind.TIMEDELTA
        || type.kind() == Kind.INT && type.itemSize() == 8;
  }

  private static boolean areFieldsOfOneFamily(DType from, DType to) {
    boolean family = from.fields().size() == to.fields().size();
    for (int i = 0; family && i < from.fields().size(); i++) {
      Field a = from.fields().get(i);
      Field b = to.fields().get(i);
      family = Arrays.equals(a.shape(), b.shape()) && isOneFamily(a.dtype(), b.dtype());
    }
    return family;
  }

  private static boolean placesDiffer(DType from, DType to) {
    int[] a = from.fields().stream().mapToInt(Field::byteOffset).toArray();
    int[] b = to.fields().stream().mapToInt(Field::byteOffset).toArray();
    return !Arrays.equals(a, b) || from.itemSize() != to.itemSize();
  }
}
