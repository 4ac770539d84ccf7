package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// A bit-field in memory: an integer in adjacent bits of up to nine bytes, the lowest first, as on
/// all supported platforms (System V ABI, AMD64 supplement, 3.1.2).
///
/// @param segment the memory
/// @param field the path that leads to it, for messages and for its place
/// @param width its bits
/// @param first its first bit in its first byte
/// @param rule the numbers of its type
/// @param signed whether its highest bit is a sign
record BitField(
    MemorySegment segment,
    StructPath.Field field,
    int width,
    int first,
    NumberRule rule,
    boolean signed) {

  static BitField of(MemorySegment segment, StructPath.Field field, CType.Field bits) {
    NumberRule rule = Objects.requireNonNull(NumberRule.of(bits.type()), "an integer");
    boolean signed =
        bits.type() instanceof CType.Enum named
            ? named.negative()
            : rule.scalar().kind() == CType.Scalar.Kind.SIGNED;
    return new BitField(segment, field, bits.bitWidth(), bits.bitOffset(), rule, signed);
  }

  /// The value, boxed as that of a field of the same type without a width, except that an enum
  /// without a sign that fills an `int` needs a `long`.
  Object get() {
    long value = 0;
    for (int i = 0; i < bytes(); i++) {
      long part = segment.get(ValueLayout.JAVA_BYTE, field.byteOffset() + i) & 0xFFL;
      int shift = 8 * i - first;
      value |= shift < 0 ? part >>> -shift : part << shift;
    }
    int unused = Long.SIZE - width;
    long extended = signed ? value << unused >> unused : value << unused >>> unused;
    if (rule.scalar().kind() == CType.Scalar.Kind.BOOL) {
      return extended != 0;
    }
    boolean tooWide = !signed && width == Integer.SIZE;
    return rule.fromCarrier(
        switch (tooWide ? Long.BYTES : rule.scalar().size()) {
          case 1 -> (Object) (byte) extended;
          case 2 -> (short) extended;
          case 4 -> (int) extended;
          default -> extended;
        });
  }

  private int bytes() {
    return (first + width + 7) / 8;
  }

  /// Sets the value; the bits beside it do not change.
  ///
  /// @throws IllegalArgumentException if the bits cannot represent the value
  void set(@Nullable Object value) {
    long bits =
        switch (value) {
          case Boolean b when rule.scalar().kind() == CType.Scalar.Kind.BOOL -> b ? 1 : 0;
          case Long l when isAny64(l) -> l;
          case Byte b when isIn(b) -> b;
          case Short s when isIn(s) -> s;
          case Character c when isIn(c) -> c;
          case Integer i when isIn(i) -> i;
          case null, default ->
              throw new IllegalArgumentException(
                  field.where()
                      + ": expected "
                      + expected()
                      + " but found "
                      + Describe.value(value));
        };
    for (int i = 0; i < bytes(); i++) {
      int shift = 8 * i - first;
      long mask = -1L >>> (Long.SIZE - width);
      long at = field.byteOffset() + i;
      long part = shift < 0 ? bits << -shift : bits >>> shift;
      long partMask = shift < 0 ? mask << -shift : mask >>> shift;
      long old = segment.get(ValueLayout.JAVA_BYTE, at);
      segment.set(ValueLayout.JAVA_BYTE, at, (byte) (old & ~partMask | part & partMask));
    }
  }

  /// 64 bits of an unsigned field are taken as they are, as for other unsigned numbers.
  private boolean isAny64(long value) {
    return width == Long.SIZE || isIn(value);
  }

  private boolean isIn(long value) {
    return rule.scalar().kind() != CType.Scalar.Kind.BOOL && value >= least() && value <= most();
  }

  private long least() {
    return signed ? -1L << (width - 1) : 0;
  }

  private long most() {
    int bits = Math.min(signed ? width - 1 : width, Long.SIZE - 1);
    return (1L << bits) - 1;
  }

  private String expected() {
    return rule.scalar().kind() == CType.Scalar.Kind.BOOL
        ? "a boolean"
        : "an integer from %d to %d (%s : %d)".formatted(least(), most(), field.type(), width);
  }
}
