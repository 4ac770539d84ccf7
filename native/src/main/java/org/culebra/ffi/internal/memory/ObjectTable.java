package org.culebra.ffi.internal.memory;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Objects by number; each number is in use once at a time. Thread-safe and non-blocking: a number
/// is acquired and released in one atomic step each, so that no error leaves the table half
/// changed.
///
/// The free numbers are a linked stack. Its head contains a change counter next to the number, so
/// that a number that was acquired and released meanwhile is not mistaken for one that stayed free.
final class ObjectTable {
  private static final int FIRST_BITS = 8;

  /// The initial capacity; the rest is allocated on demand.
  private static final int FIRST = 1 << FIRST_BITS;

  /// Each twice as long as the one before.
  private static final int CHUNKS = 31 - FIRST_BITS;

  private static final long NUMBER = 0xffff_ffffL;
  private static final long CHANGE = NUMBER + 1;

  /// The objects of some numbers, and the next free number after each of them.
  private static final class Chunk {
    final @Nullable Object[] objects;
    final int[] next;

    Chunk(int length) {
      this.objects = new Object[length];
      this.next = new int[length];
    }
  }

  private final Chunk first = new Chunk(FIRST);
  private final AtomicReferenceArray<@Nullable Chunk> chunks = new AtomicReferenceArray<>(CHUNKS);

  /// The number of changes, and one more than the first free number, or 0.
  private final AtomicLong head = new AtomicLong();

  /// The number of numbers.
  private final AtomicInteger made = new AtomicInteger();

  /// Acquires a number, which has no object yet.
  ///
  /// @return the number
  /// @throws OutOfMemoryError if the memory cannot be allocated; nothing has changed then
  int take() {
    long before = head.get();
    while ((before & NUMBER) != 0) {
      int number = (int) before - 1;
      long after = (before & ~NUMBER) + CHANGE | chunk(number).next[index(number)];
      if (head.compareAndSet(before, after)) {
        return number;
      }
      before = head.get();
    }
    return make();
  }

  private int make() {
    while (true) {
      int number = made.get();
      int chunk = chunkOf(number);
      if (chunk == CHUNKS) {
        throw new OutOfMemoryError("cannot keep " + number + " objects at once");
      }
      if (chunk > 0 && chunks.get(chunk) == null) {
        chunks.compareAndSet(chunk, null, new Chunk(FIRST << chunk));
      }
      if (made.compareAndSet(number, number + 1)) {
        return number;
      }
    }
  }

  /// Releases a number that has no object any more.
  void release(int number) {
    Chunk chunk = chunk(number);
    long before;
    do {
      before = head.get();
      chunk.next[index(number)] = (int) before;
    } while (!head.compareAndSet(before, (before & ~NUMBER) + CHANGE | number + 1L));
  }

  /// Only for the holder of the number.
  void put(int number, Object object) {
    chunk(number).objects[index(number)] = object;
  }

  /// Only for the holder of the number: removes and returns its object.
  @Nullable Object remove(int number) {
    @Nullable Object[] objects = chunk(number).objects;
    int index = index(number);
    Object object = objects[index];
    objects[index] = null;
    return object;
  }

  private Chunk chunk(int number) {
    return number < FIRST ? first : chunks.getPlain(chunkOf(number));
  }

  private static int chunkOf(int number) {
    return Integer.SIZE - 1 - FIRST_BITS - Integer.numberOfLeadingZeros(number + FIRST);
  }

  private static int index(int number) {
    return number < FIRST ? number : number + FIRST - Integer.highestOneBit(number + FIRST);
  }
}
