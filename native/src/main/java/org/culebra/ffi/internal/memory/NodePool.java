package org.culebra.ffi.internal.memory;

import java.util.concurrent.atomic.AtomicLongArray;
import org.culebra.ffi.internal.host.CMemory;

/// A pool of blocks of C's `malloc` for one kind of struct or header, and the number of structs in
/// use. Thread-safe and non-blocking: shared state changes in single atomic steps, so that no error
/// leaves it half changed.
///
/// A block has a *node* of two words, at its beginning or after the struct; the rest is the
/// caller's:
///
/// | offset | field | |
/// |---|---|---|
/// | 0 | `keep` | 1 if the block may be pooled, 0 if not; -1 while it is pooled |
/// | 8 | `ticket` | the number of the live export, see [ExportRegistry], -1 if there is none; or the number of the object, see [HandleTable] |
///
/// Counts and pooled blocks are spread over several lines, so that threads rarely contend. A pooled
/// block stays in its line's count: an export that takes a block from the pool, and the release
/// that returns it, change only the block's slot, in one atomic step each.
final class NodePool {
  static final int HEAD_BYTES = 16;
  static final int TICKET = 8;

  private static final int KEEP = 0;
  private static final int LINES = 8;

  /// The words of a line: the first counts structs and pooled blocks, the next ones are the pooled
  /// blocks. 128 bytes, which share no cache line with others.
  private static final int LINE = 16;

  private static final int SPARES = 7;

  /// The offset of the node in its block.
  private final int before;

  /// The size from the node on, of a block that may be pooled.
  private final int pooledBytes;

  private final AtomicLongArray lines = new AtomicLongArray(LINES * LINE);

  /// An empty pool.
  ///
  /// @param before the bytes of a block before its node
  /// @param pooledBytes the bytes from the node on that suffice for most uses
  NodePool(int before, int pooledBytes) {
    this.before = before;
    this.pooledBytes = pooledBytes;
  }

  private static int line() {
    return ((int) Thread.currentThread().threadId() & (LINES - 1)) * LINE;
  }

  /// A node at the beginning of its block that is not counted and belongs to no pool.
  static long unpooled(long bytes) {
    return fill(CMemory.malloc(bytes), 0);
  }

  /// Fills in a node, which has no ticket.
  static long fill(long node, int keep) {
    CMemory.put(node + KEEP, keep);
    CMemory.put(node + TICKET, -1);
    return node;
  }

  /// A node that is counted.
  ///
  /// @param bytes its size
  /// @throws OutOfMemoryError if the memory cannot be allocated; nothing has changed then
  long take(long bytes, long ticket) {
    long node = bytes <= pooledBytes ? takeSpare() : 0;
    if (node == 0) {
      node = allocate(bytes);
      add(1);
    }
    CMemory.put(node + TICKET, ticket);
    return node;
  }

  /// A pooled node, with the ticket that it had.
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

  /// Adds to the count.
  void add(long count) {
    lines.getAndAdd(line(), count);
  }

  /// Frees a node, or returns its block to the pool.
  ///
  /// @param node of this pool, or of none
  /// @param count what is added to the count: -1 if the node was counted
  /// @throws IllegalStateException if it was already freed, as far as that is detected
  void free(long node, long count) {
    long keep = CMemory.longAt(node + KEEP);
    if (keep < 0) {
      throw new IllegalStateException(
          "expected a live struct but found one whose deleter has already been called");
    }
    boolean kept = false;
    if (keep != 0) { // as keep(), which would be one level more for C2 to inline
      CMemory.put(node + KEEP, -1);
      kept = store(node);
    }
    long more = kept ? count + 1 : count;
    if (more != 0) {
      add(more);
    }
    if (!kept) {
      freeBlock(node);
    }
  }

  /// Returns a node's block to the pool.
  ///
  /// @param node whose block may be pooled
  /// @return false if the pool is full; the caller then still owns the node
  boolean keep(long node) {
    CMemory.put(node + KEEP, -1);
    return store(node);
  }

  private boolean store(long node) {
    int line = line();
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

  /// The number of counted nodes; exact while nothing changes.
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
