package org.culebra.ffi;

import org.jspecify.annotations.Nullable;

/// Converts between boxed Java numbers and a number of C, losing nothing: what does not fit is
/// refused, never masked or rounded.
///
/// @param scalar the C type
record NumberRule(CType.Scalar scalar) {
  static @Nullable NumberRule of(CType type) {
    return Carriers.plain(type) instanceof CType.Scalar scalar ? new NumberRule(scalar) : null;
  }

  /// The value in the carrier of the C type, or `null` where it does not fit.
  @Nullable Object toCarrier(@Nullable Object value) {
    return switch (scalar.kind()) {
      case BOOL -> value instanceof Boolean ? value : null;
      case FLOATING -> floating(value);
      case SIGNED, UNSIGNED -> integer(value);
    };
  }

  private @Nullable Object floating(@Nullable Object value) {
    if (!(value instanceof Number number) || !isExactDouble(number)) {
      return null;
    }
    double wide = number.doubleValue();
    if (scalar.size() == 8) {
      return wide;
    }
    float narrow = number.floatValue();
    return Double.compare(narrow, wide) == 0 || Double.isNaN(wide) ? narrow : null;
  }

  private static boolean isExactDouble(Number number) {
    return switch (number) {
      case Double d -> true;
      case Float f -> true;
      case Long l -> (long) l.doubleValue() == l && l != Long.MAX_VALUE;
      case Integer i -> true;
      case Short s -> true;
      case Byte b -> true;
      default -> false;
    };
  }

  private @Nullable Object integer(@Nullable Object value) {
    Long wide = widened(value);
    if (wide == null || !fits(wide)) {
      return null;
    }
    long bits = wide;
    return switch (scalar.size()) {
      case 1 -> (Object) (byte) bits;
      case 2 -> (short) bits;
      case 4 -> (int) bits;
      default -> bits;
    };
  }

  private static @Nullable Long widened(@Nullable Object value) {
    return switch (value) {
      case Byte b -> b.longValue();
      case Short s -> s.longValue();
      case Character c -> (long) c;
      case Integer i -> i.longValue();
      case Long l -> l;
      case null, default -> null;
    };
  }

  private boolean fits(long value) {
    if (scalar.size() == 8) {
      return true; // an unsigned long is its bits, for Java has no wider type
    }
    return value >= low() && value <= high();
  }

  private boolean isUnsigned() {
    return scalar.kind() == CType.Scalar.Kind.UNSIGNED;
  }

  /// The greatest length that the type can hold.
  long most() {
    return scalar.size() == 8 ? Long.MAX_VALUE : high();
  }

  private long low() {
    return isUnsigned() ? 0 : -1L << (8 * scalar.size() - 1);
  }

  private long high() {
    int bits = 8 * scalar.size();
    return isUnsigned() ? (1L << bits) - 1 : (1L << (bits - 1)) - 1;
  }

  /// The value as an unsigned reader sees it: a small unsigned number in the next wider Java type.
  Object fromCarrier(Object carrier) {
    if (!isUnsigned()) {
      return carrier;
    }
    return switch (carrier) {
      case Byte b -> (Object) Byte.toUnsignedInt(b);
      case Short s -> Short.toUnsignedInt(s);
      case Integer i -> Integer.toUnsignedLong(i);
      default -> carrier;
    };
  }

  /// What is expected, with the range where there is one: `unsigned char, 0 to 255`.
  String expected() {
    return switch (scalar.kind()) {
      case BOOL -> "a boolean";
      case FLOATING -> "a number that is exact as " + scalar;
      case SIGNED, UNSIGNED ->
          scalar.size() == 8
              ? "an integer (" + scalar + ")"
              : "an integer from " + low() + " to " + high() + " (" + scalar + ")";
    };
  }

  /// The value as a length: the number that C means, negative only where C's is.
  long asLength(@Nullable Object value) {
    Object carrier = toCarrier(value);
    if (carrier == null) {
      throw new IllegalArgumentException("not an integer: " + value);
    }
    return fromCarrier(carrier) instanceof Number number ? number.longValue() : -1;
  }
}
