package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// A number for a `const T *`, copied to memory of the call: Fortran passes all numbers by address.
///
/// On the hot path, without allocation. The range of a number is checked before.
public final class CopiedNumber {
  private CopiedNumber() {}

  /// Whether a rule accepts numbers: C must only read, and must not want text or several numbers.
  static boolean isAccepted(PointerRule rule) {
    CType.Scalar element = rule.element();
    return element != null && rule.isConst() && rule.dims().isEmpty() && !element.isChar();
  }

  public static MemorySegment of(boolean value, PointerRule rule, CallMemory memory) {
    return of((byte) (value ? 1 : 0), rule, memory);
  }

  public static MemorySegment of(byte value, PointerRule rule, CallMemory memory) {
    MemorySegment copy = memory.allocate(1, 1);
    copy.set(ValueLayout.JAVA_BYTE, 0, value);
    return copy;
  }

  public static MemorySegment of(short value, PointerRule rule, CallMemory memory) {
    return integer(value, rule, memory);
  }

  public static MemorySegment of(int value, PointerRule rule, CallMemory memory) {
    return integer(value, rule, memory);
  }

  public static MemorySegment of(long value, PointerRule rule, CallMemory memory) {
    return integer(value, rule, memory);
  }

  public static MemorySegment of(float value, PointerRule rule, CallMemory memory) {
    MemorySegment copy = memory.allocate(4, 4);
    copy.set(ValueLayout.JAVA_FLOAT, 0, value);
    return copy;
  }

  public static MemorySegment of(double value, PointerRule rule, CallMemory memory) {
    MemorySegment copy = memory.allocate(8, 8);
    copy.set(ValueLayout.JAVA_DOUBLE, 0, value);
    return copy;
  }

  /// An integer, whose range was checked, in C's size.
  private static MemorySegment integer(long value, PointerRule rule, CallMemory memory) {
    long size = rule.targetSize();
    MemorySegment copy = memory.allocate(size, size);
    switch ((int) size) {
      case 1 -> copy.set(ValueLayout.JAVA_BYTE, 0, (byte) value);
      case 2 -> copy.set(ValueLayout.JAVA_SHORT, 0, (short) value);
      case 4 -> copy.set(ValueLayout.JAVA_INT, 0, (int) value);
      default -> copy.set(ValueLayout.JAVA_LONG, 0, value);
    }
    return copy;
  }

  /// A boxed number, converted as one that is passed by value.
  static @Nullable MemorySegment boxed(Object value, PointerRule rule, CallMemory memory) {
    Object carrier = isAccepted(rule) ? number(rule).toCarrier(value) : null;
    return switch (carrier) {
      case Boolean b -> of(b, rule, memory);
      case Byte b -> of(b, rule, memory);
      case Short s -> integer(s, rule, memory);
      case Integer i -> integer(i, rule, memory);
      case Long l -> integer(l, rule, memory);
      case Float f -> of(f, rule, memory);
      case Double d -> of(d, rule, memory);
      case null, default -> null;
    };
  }

  /// Why a number does not match; `null` if it does.
  static @Nullable String problem(Object value, PointerRule rule) {
    NumberRule number = number(rule);
    return number.toCarrier(value) != null ? null : number.mismatch(value);
  }

  /// The rule of the number itself.
  static NumberRule number(PointerRule rule) {
    CType.Scalar element = rule.element();
    if (element == null) {
      throw new IllegalStateException("expected a pointer to a number but found " + rule);
    }
    return new NumberRule(element);
  }
}
