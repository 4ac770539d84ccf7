package org.culebra.array;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.kernel.TimeCasts;

/// How much a conversion between types may change, NumPy's rules.
public enum Casting {
  /// Nothing: the types are the same, byte order included.
  NO,
  /// Only the byte order.
  EQUIV,
  /// Every value of the source survives. As in NumPy, 64-bit integers count as safe in `float64`.
  SAFE,
  /// As [#SAFE], or to a smaller type of the same kind, or to a richer kind: `float64` to
  /// `float32`, `int64` to `int8`, `uint64` to `int8`; not from signed to unsigned, nor from
  /// floating-point to integer.
  SAME_KIND,
  /// Any conversion that has a meaning: between all types of numbers and booleans, complex ones
  /// included; between texts; between raw bytes of one size; between times of one kind, but not
  /// between spans of years or months and spans of days or less; between times and `int64`, their
  /// count; and between structs of as many fields, of the same sub-arrays, in whose types it has
  /// one. Numbers are not made from text nor text from numbers, and `float8` types only from
  /// themselves.
  UNSAFE;

  /// Whether a conversion keeps to this rule.
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

  static boolean isEquivalent(DType from, DType to) {
    return from.equals(to) || from.withByteOrder(to.byteOrder()).equals(to) || sameFields(from, to);
  }

  /// Structs of the same names and places whose fields differ in byte order only.
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

  /// Integers in a floating-point type at least twice as wide, and of 64 bits in `float64`.
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
