package org.culebra.array.internal.kernel;

import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;

/// The order of elements of four or eight bytes as integers of that size, so that one loop compares
/// them, whatever their type. The place of an element is `(bits ^ bits >> (width - 1) & mask) +
/// shift`:
///
/// - The mask turns the bits of negative floating-point numbers, which grow with the magnitude.
///   -0.0 comes just before 0.0.
/// - The shift rotates the places. It makes unsigned integers signed ones, and what counts as
///   invalid, NaN of either sign and "not a time", the last in the wanted direction.
final class Order {

  /// The most elements compared in one call.
  static final int SIZE = 1 << 16;

  /// The elements searched one by one for a place that is among them.
  private static final int SEARCHED = 256;

  private final boolean greatest;
  private final boolean isFloat;
  private final boolean isWide;
  private final long mask;
  private final long shift;

  /// The place of the last valid element; only invalid ones are beyond.
  private final long last;

  /// The order in which the greatest elements are looked for, or the least.
  Order(DType type, boolean greatest) {
    this.greatest = greatest;
    isFloat = type.kind() == Kind.FLOAT;
    isWide = type.itemSize() == Long.BYTES;
    int width = 8 * type.itemSize();
    // So many NaN there are of each sign.
    long invalid = isFloat ? (1L << (isWide ? 52 : 23)) - 1 : 1;
    mask = isFloat ? (1L << width - 1) - 1 : 0;
    boolean isTime = type.kind() == Kind.DATETIME || type.kind() == Kind.TIMEDELTA;
    if (type.kind() == Kind.UINT) {
      shift = -1L << width - 1;
    } else if (isFloat) {
      shift = greatest ? -invalid : invalid;
    } else {
      shift = isTime && greatest ? -1 : 0;
    }
    last = isFloat ? last(width, 2 * invalid) : isTime ? last(width, 1) : beyond(width);
  }

  private long last(int width, long invalid) {
    long beyond = beyond(width);
    return greatest ? beyond - invalid : beyond + invalid;
  }

  private long beyond(int width) {
    return greatest ? (1L << width - 1) - 1 : -1L << width - 1;
  }

  /// Whether there is an order of this kind for a type.
  static boolean takes(DType type) {
    return switch (type.kind()) {
      case INT, UINT, FLOAT, DATETIME, TIMEDELTA -> type.itemSize() == 4 || type.itemSize() == 8;
      default -> false;
    };
  }

  boolean isWide() {
    return isWide;
  }

  /// The place that any other one is better than.
  long worst() {
    int unused = isWide ? 0 : 32;
    return greatest ? Long.MIN_VALUE >> unused : Long.MAX_VALUE >> unused;
  }

  boolean isBetter(long place, long other) {
    return greatest ? place > other : place < other;
  }

  /// The best place in a packed run.
  long best(MemorySegment run, int n) {
    if (isWide) {
      return greatest
          ? PlaceLoops.greatest(run, n, mask, shift)
          : PlaceLoops.least(run, n, mask, shift);
    }
    return greatest
        ? PlaceLoops.greatest(run, n, (int) mask, (int) shift)
        : PlaceLoops.least(run, n, (int) mask, (int) shift);
  }

  /// Replaces places by those in a packed run that are better.
  void improve(long[] places, MemorySegment run, int n) {
    if (greatest) {
      PlaceLoops.raise(places, run, n, mask, shift);
    } else {
      PlaceLoops.lower(places, run, n, mask, shift);
    }
  }

  void improve(int[] places, MemorySegment run, int n) {
    if (greatest) {
      PlaceLoops.raise(places, run, n, (int) mask, (int) shift);
    } else {
      PlaceLoops.lower(places, run, n, (int) mask, (int) shift);
    }
  }

  /// The bits of the element at a place; the upper ones are zero.
  long bits(long place) {
    if (isWide) {
      long turned = place - shift;
      return turned ^ turned >> 63 & mask;
    }
    int turned = (int) (place - shift);
    return (turned ^ turned >> 31 & (int) mask) & 0xffff_ffffL;
  }

  /// One place for all that count as equal for a position: the zeros, and what is invalid.
  long withoutRank(long place) {
    if (greatest ? place > last : place < last) {
      return greatest ? last + 1 : last - 1;
    }
    return isFloat && place == shift - 1 ? shift : place;
  }

  /// The first index in a packed run that has a place, see [#withoutRank].
  int indexOf(long place, MemorySegment run, int n) {
    int size = isWide ? Long.BYTES : Integer.BYTES;
    for (int first = 0; first < n; first += SEARCHED) {
      int count = Math.min(SEARCHED, n - first);
      MemorySegment part = run.asSlice((long) first * size, (long) count * size);
      if (withoutRank(best(part, count)) == place) {
        return first + search(place, part, count);
      }
    }
    return 0; // an element has changed meanwhile
  }

  private int search(long place, MemorySegment run, int n) {
    for (int i = 0; i < n; i++) {
      long bits =
          isWide
              ? Elements.bits(run, 8L * i, DType.INT64)
              : Elements.bits(run, 4L * i, DType.INT32);
      if (withoutRank(place(bits)) == place) {
        return i;
      }
    }
    return 0;
  }

  private long place(long bits) {
    if (isWide) {
      return (bits ^ bits >> 63 & mask) + shift;
    }
    int narrow = (int) bits;
    int place = (narrow ^ narrow >> 31 & (int) mask) + (int) shift; // wraps around, as it should
    return place;
  }
}
