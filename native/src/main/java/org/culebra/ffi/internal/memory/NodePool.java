package org.culebra.ffi.internal.memory;

import java.util.concurrent.atomic.AtomicLongArray;
import org.culebra.ffi.internal.host.CMemory;

/// Blocks of C's `malloc` for one kind of struct or header, some of which are kept for the next
/// use; and how many structs are in use. Any thread, and nobody ever waits: what threads share
/// changes by single atomic steps, so that no error leaves it half changed.
///
/// A block has a *node*, at its beginning or after the struct, of two words; the rest is its
/// owner's:
///
/// | offset | field | |
/// |---|---|---|
/// | 0 | `keep` | 1 if the block may be kept for another use, 0 if not; -1 while it is |
/// | 8 | `ticket` | the number of the live export, see [ExportRegistry], -1 without one; or of the object, see [HandleTable] |
///
/// Counts and spare blocks are in several lines, so that threads seldom meet in one. What is kept
/// stays in its line's count: so an export that takes a spare block, and the release that makes it
/// one again, change nothing but the place of the block, in one atomic step each.
final class NodePool {
  static final int HEAD_BYTES = 16;
  static final int TICKET = 8;

  private static final int KEEP = 0;
  private static final int LINES = 8;

  /// Words of a line, of which the first counts structs and spare blocks and the next ones are the
  /// spare blocks: 128 bytes, which no other thread has in its cache.
  private static final int LINE = 16;

  private static final int SPARES = 7;

  /// Where the node is in its block.
  private final int before;

  /// From the node on, in a block that may be kept.
  private final int pooledBytes;

  private final AtomicLongArray lines = new AtomicLongArray(LINES * LINE);

  /// No blocks yet.
  ///
  /// @param before the bytes of a block before its node
  /// @param pooledBytes those from the node on that most uses need
  NodePool(int before, int pooledBytes) {
    this.before = before;
    this.pooledBytes = pooledBytes;
  }

  private static int line() {
    return ((int) Thread.currentThread().threadId() & (LINES - 1)) * LINE;
  }

  /// A node at the beginning of its block that is not counted and is of no pool.
  static long unpooled(long bytes) {
    return fill(CMemory.malloc(bytes), 0);
  }

  private static long fill(long node, int keep) {
    CMemory.put(node + KEEP, keep);
    CMemory.put(node + TICKET, -1);
    return node;
  }

  /// A node that is counted.
  ///
  /// @param bytes its size
  /// @throws OutOfMemoryError if there is no memory; nothing has changed then
  long take(long bytes, long ticket) {
    long node = bytes <= pooledBytes ? takeSpare() : 0;
    if (node == 0) {
      node = allocate(bytes);
      add(1);
    }
    CMemory.put(node + TICKET, ticket);
    return node;
  }

  /// A node that was kept, with the ticket that it had.
  ///
  /// @return 0 if there is none
  long takeSpare() {
    int line = line();
    for (int i = line + 1; i <= line + SPARES; i++) {
      if (lines.getPlain(i) != 0) {
        long node = lines.getAndSet(i, 0);
        if (node != 0) {
          CMemory.put(node + KEEP, 1);
          return node;
        }
      }
    }
    return 0;
  }

  /// A new node that is not counted.
  long allocate(long bytes) {
    boolean keep = bytes <= pooledBytes;
    long total = before + (keep ? pooledBytes : bytes);
    if (total < bytes) {
      throw CMemory.noMemory("allocate", bytes);
    }
    return fill(CMemory.malloc(total) + before, keep ? 1 : 0);
  }

  /// More that are counted, or less.
  void add(long count) {
    lines.getAndAdd(line(), count);
  }

  /// Frees a node, or keeps its block for another.
  ///
  /// @param node of this pool, or of none
  /// @param count what is added to the count: -1 if the node was counted
  /// @throws IllegalStateException if it has come back before, where that shows
  void free(long node, long count) {
    long keep = CMemory.longAt(node + KEEP);
    if (keep < 0) {
      throw new IllegalStateException(
          "expected a live struct but found one whose deleter has already been called");
    }
    boolean kept = keep != 0 && keep(node);
    long more = kept ? count + 1 : count;
    if (more != 0) {
      add(more);
    }
    if (!kept) {
      freeBlock(node);
    }
  }

  /// Keeps a node's block for another use.
  ///
  /// @param node that may be kept
  /// @return false if there are enough; then the node is still the caller's
  boolean keep(long node) {
    int line = line();
    CMemory.put(node + KEEP, -1);
    for (int i = line + 1; i <= line + SPARES; i++) {
      if (lines.getPlain(i) == 0 && lines.compareAndSet(i, 0, node)) {
        return true;
      }
    }
    return false;
  }

  /// Frees a node's block.
  void freeBlock(long node) {
    CMemory.free(node - before);
  }

  /// How many are counted; exact when nothing happens meanwhile.
  long count() {
    long count = 0;
    for (int i = 0; i < LINES; i++) {
      int line = i * LINE;
      count += lines.get(line);
      for (int k = line + 1; k <= line + SPARES; k++) {
        count -= lines.get(k) == 0 ? 0 : 1;
      }
    }
    return count;
  }
}
