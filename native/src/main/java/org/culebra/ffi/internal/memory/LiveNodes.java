package org.culebra.ffi.internal.memory;

import java.util.concurrent.atomic.AtomicLongArray;
import org.culebra.ffi.internal.host.CMemory;

/// The structs of one kind that consumers have: how many there are, and their blocks, each of which
/// is one of C's `malloc`. Any thread, and nobody ever waits: what threads share changes by single
/// atomic steps, so that no error leaves it half changed.
///
/// A block has a *node*, at its beginning or behind the struct, of two words; the rest is its
/// owner's:
///
/// | offset | field | |
/// |---|---|---|
/// | 0 | `keep` | 1 if the block may be kept for another struct, 0 if not; -1 while it is |
/// | 8 | `ticket` | the number of the live export, see [LiveExports]; -1 without one |
///
/// Counts and spare blocks are in several lines, so that threads seldom meet in one. What is kept
/// stays in its line's count: so an export that takes a spare block, and the release that makes it
/// one again, change nothing but the place of the block, in one atomic step each.
final class LiveNodes {
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

  /// Behind the node's beginning, in a block that may be kept.
  private final int spareBytes;

  private final AtomicLongArray lines = new AtomicLongArray(LINES * LINE);

  /// No blocks yet.
  ///
  /// @param before the bytes of a block before its node
  /// @param spareBytes those from the node on that most structs need
  LiveNodes(int before, int spareBytes) {
    this.before = before;
    this.spareBytes = spareBytes;
  }

  private static int line() {
    return ((int) Thread.currentThread().threadId() & (LINES - 1)) * LINE;
  }

  /// A node at the beginning of its block that is not counted.
  static long uncounted(long bytes) {
    return fresh(CMemory.malloc(bytes), 0);
  }

  private static long fresh(long node, int keep) {
    CMemory.put(node + KEEP, keep);
    CMemory.put(node + TICKET, -1);
    return node;
  }

  /// A node that is counted.
  long counted(long bytes, long ticket) {
    int line = line();
    long node = bytes <= spareBytes ? spare(line) : 0;
    if (node == 0) {
      node = allocate(bytes);
      lines.getAndIncrement(line);
    }
    CMemory.put(node + TICKET, ticket);
    return node;
  }

  private long spare(int line) {
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

  private long allocate(long bytes) {
    boolean keep = bytes <= spareBytes;
    long total = before + (keep ? spareBytes : bytes);
    if (total < bytes) {
      throw CMemory.noMemory("allocate", bytes);
    }
    return fresh(CMemory.malloc(total) + before, keep ? 1 : 0);
  }

  /// More that are counted, or less.
  void add(long count) {
    lines.getAndAdd(line(), count);
  }

  /// Frees a node, or keeps its block for another.
  ///
  /// @param node of this kind, counted or not
  /// @param count what is added to the count
  /// @throws IllegalStateException if it has come back before, where that shows
  void free(long node, long count) {
    long keep = CMemory.longAt(node + KEEP);
    if (keep < 0) {
      throw new IllegalStateException(
          "expected a live struct but found one whose deleter has been called before");
    }
    boolean kept = keep != 0 && keep(node);
    long more = kept ? count + 1 : count;
    if (more != 0) {
      add(more);
    }
    if (!kept) {
      CMemory.free(node - before);
    }
  }

  private boolean keep(long node) {
    int line = line();
    CMemory.put(node + KEEP, -1);
    for (int i = line + 1; i <= line + SPARES; i++) {
      if (lines.getPlain(i) == 0 && lines.compareAndSet(i, 0, node)) {
        return true;
      }
    }
    return false;
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
