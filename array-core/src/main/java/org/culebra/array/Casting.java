package org.culebra.array;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.time.TimeCasts;

/// The conversions allowed between types, by NumPy's rules.
public enum Casting {
  /// No conversion: the types are the same, including the byte order.
  NO,
  /// Only the byte order may differ.
  EQUIV,
  /// Every source value is preserved. As in NumPy, `float64` counts as safe for 64-bit integers.
  SAFE,
  /// Like [#SAFE], and also to a smaller type of the same kind, or to a richer kind: `float64` to
  /// `float32`, `int64` to `int8`, `uint64` to `int8`; not from signed to unsigned, nor from
  /// floating-point to integer.
  SAME_KIND,
  /// Any conversion that is defined: between all types of numbers and booleans, including complex
  /// ones; between strings; between raw bytes of the same size; between times of the same kind,
  /// except between spans of years or months and spans of days or less; between times and `int64`,
  /// their count; and between structs with the same number of fields and the same sub-arrays, if
  /// their field types convert. There are no conversions between numbers and strings, and `float8`
  /// types convert only to themselves.
  UNSAFE;

  /// Whether this rule allows a conversion.
  ///
  /// @param from the type of the source
  /// @param to the type of the result
  /// @return true if so
  public boolean allows(DType from, DType to) {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    return switch (this) {
      case NO -> from.equals(to);
      case EQUIV -> isEquivalent(from, to);
      case SAFE -> isEquivalent(from, to) || isSafe(from, to);
      case SAME_KIND -> isEquivalent(from, to) || isSafe(from, to) || isSameKind(from, to);
      case UNSAFE -> isEquivalent(from, to) || isSafe(from, to) || hasMeaning(from, to);
    };
  }

  /// The smallest type that holds the values of several, in this machine's byte order: NumPy's
  /// `np.result_type(…)` of types.
  ///
  /// | types | result |
  /// |---|---|
  /// | two integers | the smallest integer with the range of both; `float64` for `uint64` and a signed one |
  /// | integer and floating-point or complex | a floating-point type that holds the integer, `float64` for 32 bits and more |
  /// | `float16` and `bfloat16` | `float32` |
  /// | `bool` and a number | the number |
  /// | bytes and text | text of the greater length |
  /// | two times of one kind | the finer unit, if it divides the other |
  /// | structs with the same number of fields | the one whose fields hold the other's |
  ///
  /// NumPy also turns numbers into text, takes times to a third unit and promotes structs field by
  /// field; these are rejected here.
  ///
  /// @param types at least one type
  /// @return the type
  /// @throws IllegalArgumentException if there is none
  public static DType promote(DType... types) {
    return Promotion.of(types);
  }

  static boolean isEquivalent(DType from, DType to) {
    return from.equals(to) || from.withByteOrder(to.byteOrder()).equals(to) || sameFields(from, to);
  }

  /// Structs with the same names and offsets whose fields differ only in byte order.
  private static boolean sameFields(DType from, DType to) {
    if (from.kind() != Kind.STRUCT || to.kind() != Kind.STRUCT) {
      return false;
    }
    DType a = from.withByteOrder(ByteOrder.nativeOrder());
    return a.equals(to.withByteOrder(ByteOrder.nativeOrder()));
  }

  private static boolean isSafe(DType from, DType to) {
    if (from.isNumeric() && to.isNumeric()) {
      return isSafeNumber(from, to);
    }
    return switch (from.kind()) {
      case BYTES ->
          to.kind() == Kind.BYTES && to.itemSize() >= from.itemSize()
              || to.kind() == Kind.STRING && to.itemSize() / 4 >= from.itemSize();
      case STRING -> to.kind() == Kind.STRING && to.itemSize() >= from.itemSize();
      case DATETIME, TIMEDELTA -> from.kind() == to.kind() && TimeCasts.isFiner(from, to);
      case STRUCT -> eachField(SAFE, from, to);
      default -> false;
    };
  }

  private static boolean isSafeNumber(DType from, DType to) {
    if (from.kind() == Kind.BOOL) {
      return true;
    }
    int width = to.kind() == Kind.COMPLEX ? to.itemSize() / 2 : to.itemSize();
    boolean integer = to.isInteger() || to.kind() == Kind.BOOL;
    return switch (from.kind()) {
      case INT ->
          integer ? to.kind() == Kind.INT && width >= from.itemSize() : holds(from, to, width);
      case UINT ->
          integer
              ? to.kind() == Kind.UINT && width >= from.itemSize()
                  || to.kind() == Kind.INT && width > from.itemSize()
              : holds(from, to, width);
      case FLOAT -> !integer && to.kind() != Kind.BFLOAT && width >= from.itemSize();
      case BFLOAT -> !integer && width >= 4;
      default -> to.kind() == Kind.COMPLEX && to.itemSize() >= from.itemSize();
    };
  }

  /// Integers to a floating-point type at least twice as wide, and 64-bit integers to `float64`.
  private static boolean holds(DType from, DType to, int width) {
    return to.kind() == Kind.BFLOAT ? false : width > from.itemSize() || width == 8;
  }

  private static boolean isSameKind(DType from, DType to) {
    if (from.isNumeric() && to.isNumeric()) {
      return rank(from.kind()) <= rank(to.kind());
    }
    return switch (from.kind()) {
      case BYTES -> to.kind() == Kind.BYTES || to.kind() == Kind.STRING;
      case STRING -> to.kind() == Kind.STRING;
      case DATETIME, TIMEDELTA -> from.kind() == to.kind() && TimeCasts.convertible(from, to);
      case STRUCT -> eachField(SAME_KIND, from, to);
      default -> false;
    };
  }

  private static int rank(Kind kind) {
    return switch (kind) {
      case BOOL -> 0;
      case UINT -> 1;
      case INT -> 2;
      case FLOAT, BFLOAT -> 3;
      default -> 4;
    };
  }

  private static boolean hasMeaning(DType from, DType to) {
    if (from.isNumeric() && to.isNumeric()) {
      return true;
    }
    return switch (from.kind()) {
      case BYTES, STRING -> to.kind() == Kind.BYTES || to.kind() == Kind.STRING;
      case DATETIME, TIMEDELTA ->
          to.kind() == Kind.INT && to.itemSize() == 8
              || from.kind() == to.kind() && TimeCasts.convertible(from, to);
      case INT ->
          from.itemSize() == 8 && (to.kind() == Kind.DATETIME || to.kind() == Kind.TIMEDELTA);
      case RAW -> to.kind() == Kind.RAW && to.itemSize() == from.itemSize();
      case STRUCT -> eachField(UNSAFE, from, to);
      default -> false;
    };
  }

  private static boolean eachField(Casting rule, DType from, DType to) {
    if (to.kind() != Kind.STRUCT || from.fields().size() != to.fields().size()) {
      return false;
    }
    for (int i = 0; i < from.fields().size(); i++) {
      Field a = from.fields().get(i);
      Field b = to.fields().get(i);
      if (!Arrays.equals(a.shape(), b.shape()) || !rule.allows(a.dtype(), b.dtype())) {
        return false;
      }
    }
    return true;
  }
}
