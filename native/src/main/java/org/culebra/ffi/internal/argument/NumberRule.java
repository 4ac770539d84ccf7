package org.culebra.ffi.internal.argument;

import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// Converts between boxed Java numbers and C numbers without loss: a value that does not fit is
/// rejected, never truncated or rounded.
///
/// @param scalar the C type
public record NumberRule(CType.Scalar scalar) implements ParameterRule {
  public static @Nullable NumberRule of(CType type) {
    return Carriers.plain(type) instanceof CType.Scalar scalar ? new NumberRule(scalar) : null;
  }

  /// An unsigned number in a wider Java type must be in range, and so must a count.
  @Override
  public void emit(Code code, int index) {
    if (code.isGiven(index)) {
      range(code, index);
    }
  }

  /// Generates the check of the range, where the Java type may hold other values.
  void range(Code code, int index) {
    boolean wider = isUnsigned() && JavaTypeMapping.size(code.java(index)) > scalar.size();
    if (wider || counts()) {
      code.inRange(index, most());
    }
  }

  @Override
  public @Nullable Object convert(@Nullable Object argument, Call call) {
    Object carrier = toCarrier(argument);
    return carrier == null ? null : outgoing(carrier);
  }

  @Override
  public @Nullable String explain(@Nullable Object argument, Call call) {
    return toCarrier(argument) != null ? null : mismatch(argument);
  }

  /// A description of the accepted numbers.
  public String mismatch(@Nullable Object found) {
    return "expected " + expected() + " but found " + Describe.value(found);
  }

  /// The linker's representation of a value in the carrier.
  public Object outgoing(Object carrier) {
    return Carriers.outgoingCarrier(scalar) == char.class
        ? (Object) (char) ((Integer) fromCarrier(carrier)).intValue()
        : carrier;
  }

  /// The value in the carrier of the C type, or `null` if it does not fit.
  public @Nullable Object toCarrier(@Nullable Object value) {
    return switch (scalar.kind()) {
      case BOOL -> value instanceof Boolean ? value : null;
      case FLOATING -> floating(value);
      case SIGNED, UNSIGNED -> integer(value);
    };
  }

  /// The same for a value that Java returns to C, where `(size_t) -1` is the usual indicator of an
  /// error.
  public @Nullable Object toResult(@Nullable Object value) {
    Long wide = scalar.size() == 8 && scalar.isInteger() ? widened(value) : null;
    return wide == null ? toCarrier(value) : wide;
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
    boolean bits64 = value instanceof Long && scalar.size() == 8 && !counts();
    if (wide == null || !(bits64 || fits(wide))) {
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

  /// Whether a number is in range. A `long` for an unsigned 64-bit number always is: it holds the
  /// number's bits, because Java has no wider type.
  private boolean fits(long value) {
    return value >= low() && value <= high();
  }

  /// Whether the type is for counts, by its name: `size_t`, and nothing in memory has 2^63
  /// elements. The other unsigned 64-bit types may hold arbitrary bits.
  public boolean counts() {
    return scalar.spelling().equals("size_t") && scalar.size() == 8;
  }

  private boolean isUnsigned() {
    return scalar.kind() == CType.Scalar.Kind.UNSIGNED;
  }

  /// The maximal length that the type can represent.
  public long most() {
    return high();
  }

  private long low() {
    return isUnsigned() ? 0 : -1L << (8 * scalar.size() - 1);
  }

  private long high() {
    int bits = Math.min(8 * scalar.size() - (isUnsigned() ? 0 : 1), 63);
    return (1L << bits) - 1;
  }

  /// The value read as unsigned: a small unsigned number in the next wider Java type.
  public Object fromCarrier(Object carrier) {
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

  /// A description of the expected number, with its range if there is one: `unsigned char, 0 to
  /// 255`.
  public String expected() {
    return switch (scalar.kind()) {
      case BOOL -> "a boolean";
      case FLOATING -> "a number that is exact as " + scalar;
      case SIGNED -> scalar.size() == 8 ? "an integer (" + scalar + ")" : range();
      case UNSIGNED ->
          scalar.size() < 8
              ? range()
              : counts()
                  ? "an integer from 0 to " + high() + " (size_t; uint64_t takes any 64 bits)"
                  : "an integer of at least 0, or its 64 bits as a long (" + scalar + ")";
    };
  }

  private String range() {
    return "an integer from " + low() + " to " + high() + " (" + scalar + ")";
  }

  /// The value as a part of a length: C's number, negative only if C's is.
  ///
  /// @throws ArithmeticException if it is 2^63 or more
  public long asLength(@Nullable Object value, String name) {
    Object carrier = toCarrier(value);
    if (carrier == null || !(fromCarrier(carrier) instanceof Number number)) {
      throw new IllegalArgumentException("not an integer: " + value);
    }
    return Carriers.isWide(scalar) ? Axes.part(number.longValue(), name) : number.longValue();
  }
}
