package org.culebra.ffi.internal.memory;

import java.util.concurrent.atomic.AtomicLongArray;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;

/// Blocks of C's `malloc` for one kind of struct or header, which are used again: how many are in
/// use, and what Java keeps for each. Any thread, and nobody ever waits: what threads share changes
/// by single atomic steps, so that no error leaves it half changed.
///
/// A block has a *node*, at its beginning or behind the struct, of two words; the rest is its
/// owner's:
///
/// | offset | field | |
/// |---|---|---|
/// | 0 | `place` | the number of the block's place in the pool; -1 without one: the block is freed after its use |
/// | 8 | `ticket` | the number of the live export, see [ExportRegistry]; -1 without one |
///
/// Places are in several stripes, so that threads seldom meet in one. A block with a place counts
/// while it is in use; so an export that takes it, and the release, change nothing but who has the
/// place, in one atomic step each.
final class NodePool {
  static final int HEAD_BYTES = 16;
  static final int TICKET = 8;

  private static final int PLACE = 0;
  private static final int STRIPES = 8;

  /// A word of each thread's counter is 128 bytes from the others.
  private static final int LINE = 16;

  /// Where the node is in its block.
  private final long before;

  /// From the node on, in a block that has a place.
  private final long pooledBytes;

  private final PoolStripe[] stripes = new PoolStripe[STRIPES];

  /// Nodes without a place that count, and what is added to the count.
  private final AtomicLongArray others = new AtomicLongArray(STRIPES * LINE);

  private NodePool(long before, long pooledBytes, boolean hasObjects) {
    this.before = before;
    this.pooledBytes = pooledBytes;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new PoolStripe(hasObjects);
    }
  }

  /// A pool of blocks for structs.
  ///
  /// @param before the bytes of a block before its node
  /// @param pooledBytes those from the node on that most structs need: greater blocks have no place
  static NodePool of(long before, long pooledBytes) {
    return new NodePool(before, pooledBytes, false);
  }

  /// A pool of blocks that each have an object of Java's.
  ///
  /// @param before the bytes of a block before its node, which is all that follows
  static NodePool ofObjects(long before) {
    return new NodePool(before, HEAD_BYTES, true);
  }

  private static int stripe() {
    return (int) Thread.currentThread().threadId() & (STRIPES - 1);
  }

  /// A node at the beginning of its block that is not counted and has no place in any pool.
  static long unpooled(long bytes) {
    return fill(CMemory.malloc(bytes), -1);
  }

  private static long fill(long node, long place) {
    CMemory.put(node + PLACE, place);
    CMemory.put(node + TICKET, -1);
    return node;
  }

  /// A node that is counted.
  ///
  /// @param bytes its size
  /// @throws OutOfMemoryError if there is no memory; nothing has changed then
  long take(long bytes, long ticket) {
    long node = bytes <= pooledBytes ? pooled() : 0;
    if (node == 0) {
      node = fill(allocate(bytes), -1);
      add(1);
    }
    CMemory.put(node + TICKET, ticket);
    return node;
  }

  private long pooled() {
    int number = stripe();
    PoolStripe stripe = stripes[number];
    int place = stripe.take();
    if (place < 0) {
      return 0;
    }
    long node = stripe.reuse(place);
    return node != 0 ? node : newNode(stripe, place, (long) place * STRIPES + number);
  }

  private long newNode(PoolStripe stripe, int place, long number) {
    try {
      long node = fill(allocate(pooledBytes), number);
      stripe.putNode(place, node);
      return node;
    } catch (Throwable e) {
      stripe.giveBack(place);
      throw e;
    }
  }

  private long allocate(long bytes) {
    long total = before + bytes;
    if (total < bytes) {
      throw CMemory.noMemory("allocate", bytes);
    }
    return CMemory.malloc(total) + before;
  }

  /// More that are counted, or less.
  void add(long count) {
    others.getAndAdd(stripe() * LINE, count);
  }

  /// Frees a node, or keeps its block for another.
  ///
  /// @param node of this pool, or without a place in any
  /// @param count what is added to the count: -1 if the node was counted
  /// @throws IllegalStateException if it has come back before, where that shows
  void free(long node, long count) {
    long number = CMemory.longAt(node + PLACE);
    if (number < 0) {
      if (count != 0) {
        add(count);
      }
      CMemory.free(node - before);
      return;
    }
    PoolStripe stripe = stripe(number);
    int place = place(number);
    if (!stripe.has(place, node)) {
      throw new IllegalStateException(
          "expected a live struct but found one whose deleter has been called before");
    }
    if (place < PoolStripe.FIRST) {
      stripe.keep(place, node);
    } else {
      stripe.putNode(place, 0);
      CMemory.free(node - before);
    }
    stripe.giveBack(place);
    if (count != -1) {
      add(count + 1); // it counts no more by itself
    }
  }

  private PoolStripe stripe(long number) {
    return stripes[(int) number & (STRIPES - 1)];
  }

  private static int place(long number) {
    return (int) (number / STRIPES);
  }

  /// Keeps an object of Java's for a node in use, in a pool of such.
  void putObject(long node, Object object) {
    long number = CMemory.longAt(node + PLACE);
    stripe(number).putObject(place(number), object);
  }

  /// The object that a node has, which it has no more.
  ///
  /// @return null if there is none, where that shows
  @Nullable Object takeObject(long node) {
    long number = CMemory.longAt(node + PLACE);
    PoolStripe stripe = stripe(number);
    Object object = stripe.object(place(number));
    stripe.putObject(place(number), null);
    return object;
  }

  /// How many are counted; exact when nothing happens meanwhile.
  long count() {
    long count = 0;
    for (int i = 0; i < STRIPES; i++) {
      count += stripes[i].used() + others.get(i * LINE);
    }
    return count;
  }
}
