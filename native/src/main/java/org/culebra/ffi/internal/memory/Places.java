package org.culebra.ffi.internal.memory;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Places for objects and the headers that stand for them, each with a number, and each with one
/// holder at a time. Any thread, and nobody ever waits: a place is taken by one atomic step and
/// given back by one, so that no error leaves the places half changed.
///
/// The free ones are a stack, linked by their numbers. Its head counts its changes beside the
/// number, so that a place that has come back meanwhile is not taken for one that never left.
final class Places {
  private static final int FIRST_BITS = 5;

  /// Each twice as long as the one before.
  private static final int CHUNKS = 26;

  private static final long NUMBER = 0xffff_ffffL;
  private static final long CHANGE = NUMBER + 1;

  /// What some places have, and which place is free after each of them.
  private static final class Chunk {
    final @Nullable Object[] objects;
    final long[] headers;
    final int[] next;

    Chunk(int length) {
      this.objects = new Object[length];
      this.headers = new long[length];
      this.next = new int[length];
    }
  }

  private final Chunk first = new Chunk(1 << FIRST_BITS);
  private final AtomicReferenceArray<@Nullable Chunk> chunks = new AtomicReferenceArray<>(CHUNKS);

  /// How often it has changed, and one more than the place that is free first, or 0.
  private final AtomicLong head = new AtomicLong();

  /// How many places there are.
  private final AtomicInteger made = new AtomicInteger();

  /// Takes a place, which has neither an object nor, if it is new, a header.
  ///
  /// @return its number
  /// @throws OutOfMemoryError if there is no memory; nothing has changed then
  int take() {
    long before = head.get();
    while ((before & NUMBER) != 0) {
      int place = (int) before - 1;
      long after = (before & ~NUMBER) + CHANGE | chunk(place).next[index(place)];
      if (head.compareAndSet(before, after)) {
        return place;
      }
      before = head.get();
    }
    return make();
  }

  private int make() {
    while (true) {
      int place = made.get();
      int chunk = chunkOf(place);
      if (chunk == CHUNKS) {
        throw new OutOfMemoryError("cannot hold " + place + " objects at once");
      }
      if (chunk > 0 && chunks.get(chunk) == null) {
        chunks.compareAndSet(chunk, null, new Chunk(1 << FIRST_BITS + chunk));
      }
      if (made.compareAndSet(place, place + 1)) {
        return place;
      }
    }
  }

  /// Gives a place back that has no object any more.
  void giveBack(int place) {
    Chunk chunk = chunk(place);
    long before;
    do {
      before = head.get();
      chunk.next[index(place)] = (int) before;
    } while (!head.compareAndSet(before, (before & ~NUMBER) + CHANGE | place + 1L));
  }

  @Nullable Object object(int place) {
    return chunk(place).objects[index(place)];
  }

  /// Only whoever has the place.
  void put(int place, @Nullable Object object) {
    chunk(place).objects[index(place)] = object;
  }

  long header(int place) {
    return chunk(place).headers[index(place)];
  }

  /// Only whoever has the place.
  void putHeader(int place, long header) {
    chunk(place).headers[index(place)] = header;
  }

  private Chunk chunk(int place) {
    return place < 1 << FIRST_BITS ? first : chunks.getPlain(chunkOf(place));
  }

  private static int chunkOf(int place) {
    return Integer.SIZE - 1 - FIRST_BITS - Integer.numberOfLeadingZeros(place + (1 << FIRST_BITS));
  }

  private static int index(int place) {
    int n = place + (1 << FIRST_BITS);
    return n - Integer.highestOneBit(n);
  }
}
