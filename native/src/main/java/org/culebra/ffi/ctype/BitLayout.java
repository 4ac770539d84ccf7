package org.culebra.ffi.ctype;

/// Places the fields of a struct or union one after the other, bit-fields included (System V ABI,
/// AMD64 supplement, 3.1.2, "Bit-Fields"), as GCC does for `packed`, `aligned` and `#pragma pack`.
///
/// Positions are bytes and bits within the next byte, so that no size overflows before its limit.
final class BitLayout {
  private final boolean union;
  private final boolean packed;
  private final long pack;
  private final boolean alignsUnnamed;
  private long bytes;
  private int bits;
  private int firstBit;
  private long size;
  private long alignment;

  /// @param packed whether `packed` holds for all fields
  /// @param alignment of the whole, at least
  /// @param pack of `#pragma pack`; 0 for none
  /// @param alignsUnnamed see [DataModel#alignsUnnamedBitFields]
  BitLayout(boolean union, boolean packed, long alignment, long pack, boolean alignsUnnamed) {
    this.union = union;
    this.packed = packed;
    this.alignment = Math.max(alignment, 1);
    this.pack = pack;
    this.alignsUnnamed = alignsUnnamed;
  }

  /// Places a field with an address; returns its offset.
  ///
  /// @param natural the alignment of its type
  /// @param attributes of the field
  /// @throws ArithmeticException if the size exceeds 2^63
  long place(long byteSize, long natural, Syntax.Attributes attributes) {
    long given = attributes.alignment();
    boolean tight = packed || attributes.packed();
    long wanted = capped(tight ? Math.max(given, 1) : Math.max(given, natural));
    alignment = Math.max(alignment, wanted);
    start();
    alignUp(wanted);
    long offset = bytes;
    bytes = Math.addExact(bytes, byteSize);
    end();
    return offset;
  }

  /// Places a bit-field; returns the offset of the byte with its first bit, see [#bitOffset].
  ///
  /// @param width 0 ends the unit that is being filled
  /// @param byteSize of its type
  /// @param natural the alignment of its type
  /// @throws ArithmeticException if the size exceeds 2^63
  long placeBits(
      int width, long byteSize, long natural, Syntax.Attributes attributes, boolean isUnnamed) {
    boolean tight = packed || attributes.packed();
    long given = capped(attributes.alignment());
    start();
    if (width == 0) {
      alignUp(natural); // whatever #pragma pack says
    } else {
      if (given > 0) {
        alignUp(given);
      }
      if (!tight && pack == 0 && spans(width, byteSize, natural)) {
        alignUp(natural);
      }
    }
    if (!isUnnamed || alignsUnnamed) {
      long own = pack > 0 || width == 0 ? capped(natural) : tight ? 1 : natural;
      alignment = Math.max(alignment, Math.max(own, given));
    }
    long offset = bytes;
    firstBit = bits;
    long total = (long) bits + width;
    bytes = Math.addExact(bytes, total / 8);
    bits = (int) (total % 8);
    end();
    return offset;
  }

  /// The first bit of the bit-field placed last, in its byte.
  int bitOffset() {
    return firstBit;
  }

  private long capped(long wanted) {
    return pack > 0 ? Math.min(wanted, pack) : wanted;
  }

  /// Whether a bit-field here would touch more units than its type has.
  private boolean spans(int width, long byteSize, long unit) {
    long start = bytes % unit * 8 + bits;
    long unitBits = unit * 8;
    return Math.ceilDiv(start + width, unitBits) > byteSize / unit;
  }

  private void start() {
    if (union) {
      bytes = 0;
      bits = 0;
    }
  }

  private void end() {
    size = Math.max(size, bits > 0 ? Math.addExact(bytes, 1) : bytes);
  }

  private void alignUp(long unit) {
    long whole = bits > 0 ? Math.addExact(bytes, 1) : bytes;
    bytes = alignUp(whole, unit);
    bits = 0;
  }

  static long alignUp(long offset, long unit) {
    return Math.addExact(offset, unit - 1) / unit * unit;
  }

  /// The alignment of the whole.
  long byteAlignment() {
    return alignment;
  }

  /// The size of the whole.
  ///
  /// @throws ArithmeticException if it exceeds 2^63
  long byteSize() {
    return alignUp(size, alignment);
  }
}
