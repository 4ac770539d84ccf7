package org.culebra.ffi.internal.memory;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A part of a [NodePool]: places, each with a number, and each with one holder at a time. Any
/// thread, and nobody ever waits: a place is taken by one atomic step and given back by one, so
/// that no error leaves the places half changed.
///
/// The free ones are a stack, linked by their numbers. Its head counts its changes beside the
/// number, so that a place that has come back meanwhile is not taken for one that never left.
final class PoolStripe {
  private static final int FIRST_BITS = 5;

  /// How many places there are at once; the others are made as they are needed.
  static final int FIRST = 1 << FIRST_BITS;

  /// Each twice as long as the one before.
  private static final int CHUNKS = 26;

  private static final long NUMBER = 0xffff_ffffL;
  private static final long CHANGE = NUMBER + 1;

  /// Beside the address of a node that waits for its next use; nodes lie at multiples of 8.
  private static final long SPARE = 1;

  /// What some places have, and which place is free after each of them.
  private static final class Chunk {
    final @Nullable Object[] objects;
    final long[] nodes;
    final int[] next;

    Chunk(int length, boolean hasObjects) {
      this.objects = new Object[hasObjects ? length : 0];
      this.nodes = new long[length];
      this.next = new int[length];
    }
  }

  private final boolean hasObjects;
  private final Chunk first;
  private final AtomicReferenceArray<@Nullable Chunk> chunks = new AtomicReferenceArray<>(CHUNKS);

  /// How often it has changed, and one more than the place that is free first, or 0.
  private final AtomicLong head = new AtomicLong();

  /// How many places there are.
  private final AtomicInteger made = new AtomicInteger();

  /// No places yet.
  ///
  /// @param hasObjects whether places have objects; else there are [#FIRST] of them at most
  PoolStripe(boolean hasObjects) {
    this.hasObjects = hasObjects;
    this.first = new Chunk(FIRST, hasObjects);
  }

  /// Takes a place, which has neither an object nor, if it is new, a node.
  ///
  /// @return its number; -1 if there is none
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
      if (place >= FIRST && !hasObjects) {
        return -1;
      }
      int chunk = chunkOf(place);
      if (chunk == CHUNKS) {
        throw new OutOfMemoryError("cannot keep " + place + " objects at once");
      }
      if (chunk > 0 && chunks.get(chunk) == null) {
        chunks.compareAndSet(chunk, null, new Chunk(FIRST << chunk, true));
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
  void putObject(int place, @Nullable Object object) {
    chunk(place).objects[index(place)] = object;
  }

  /// Whether a place has this node, in use.
  boolean has(int place, long node) {
    return chunk(place).nodes[index(place)] == node;
  }

  /// The node that a place that was just taken has kept, which is in use from now on; 0 if there is
  /// none.
  long reuse(int place) {
    long[] nodes = chunk(place).nodes;
    long node = nodes[index(place)] & ~SPARE;
    nodes[index(place)] = node;
    return node;
  }

  /// Only whoever has the place: a new node, in use, or 0 for none.
  void putNode(int place, long node) {
    chunk(place).nodes[index(place)] = node;
  }

  /// Only whoever has the place, and is about to give it back: its node waits for the next use.
  void keep(int place, long node) {
    chunk(place).nodes[index(place)] = node | SPARE;
  }

  /// How many places have a node in use.
  int used() {
    int used = 0;
    head.get(); // what was given back until now is seen
    int places = made.get();
    for (int place = 0; place < places; place++) {
      long node = chunk(place).nodes[index(place)];
      used += node != 0 && (node & SPARE) == 0 ? 1 : 0;
    }
    return used;
  }

  private Chunk chunk(int place) {
    return place < FIRST ? first : chunks.getPlain(chunkOf(place));
  }

  private static int chunkOf(int place) {
    return Integer.SIZE - 1 - FIRST_BITS - Integer.numberOfLeadingZeros(place + FIRST);
  }

  private static int index(int place) {
    int n = place + FIRST;
    return n - Integer.highestOneBit(n);
  }
}
