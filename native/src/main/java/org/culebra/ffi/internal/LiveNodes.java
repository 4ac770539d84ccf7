package org.culebra.ffi.internal;

/// The nodes of one kind of struct that consumers have: how many there are, and their blocks, each
/// of which is one of C's `malloc`. Any thread.
///
/// A node is what a struct's `private_data` leads to. It begins with two words; the rest is its
/// owner's:
///
/// | offset | field | |
/// |---|---|---|
/// | 0 | `list` | whose spare the block may become; -1 if none's |
/// | 8 | `ticket` | the number of the live export, see [LiveExports]; -1 without one |
///
/// Several lists, so that threads seldom wait for each other, each with some blocks of nodes that
/// have come back, of the size that most need: taking one costs nothing where the list is locked
/// anyway, to count.
final class LiveNodes {
  static final int HEAD_BYTES = 16;
  static final int TICKET = 8;

  private static final int LIST = 0;

  /// Over the ticket, in a spare block.
  private static final int NEXT = 8;

  private static final int LISTS = 8;

  /// Of a block that may be kept: two buffers and two headers, or a name of some thirty letters.
  private static final int SPARE_BYTES = 128;

  /// How many blocks a list keeps.
  private static final int SPARES = 32;

  private static final class Nodes extends SpinLock {
    long live;
    long spare;
    int spares;
  }

  private final Nodes[] lists = new Nodes[LISTS];

  LiveNodes() {
    for (int i = 0; i < LISTS; i++) {
      lists[i] = new Nodes();
    }
  }

  private static int list() {
    return (int) Thread.currentThread().threadId() & (LISTS - 1);
  }

  /// A node that is not counted.
  static long uncounted(long bytes) {
    long node = CMemory.malloc(bytes);
    CMemory.put(node + LIST, -1);
    CMemory.put(node + TICKET, -1);
    return node;
  }

  /// A node that is counted.
  long counted(long bytes, long ticket) {
    if (bytes > SPARE_BYTES) {
      long node = uncounted(bytes);
      add(1);
      CMemory.put(node + TICKET, ticket);
      return node;
    }
    int list = list();
    Nodes nodes = lists[list];
    nodes.lock();
    long node = nodes.spare;
    if (node != 0) {
      nodes.live++;
      nodes.spare = CMemory.longAt(node + NEXT);
      nodes.spares--;
    }
    nodes.unlock();
    if (node == 0) {
      node = CMemory.malloc(SPARE_BYTES);
      add(1);
    }
    CMemory.put(node + LIST, list);
    CMemory.put(node + TICKET, ticket);
    return node;
  }

  /// More that are counted, or less.
  void add(long count) {
    Nodes nodes = lists[list()];
    nodes.lock();
    nodes.live += count;
    nodes.unlock();
  }

  /// Frees a node, or keeps its block for another.
  ///
  /// @param node of this kind, counted or not
  /// @param count what is added to the count
  void free(long node, long count) {
    int list = (int) CMemory.longAt(node + LIST);
    if (list < 0) {
      if (count != 0) {
        add(count);
      }
      CMemory.free(node);
      return;
    }
    Nodes nodes = lists[list];
    nodes.lock();
    nodes.live += count;
    boolean kept = nodes.spares < SPARES;
    if (kept) {
      CMemory.put(node + NEXT, nodes.spare);
      nodes.spare = node;
      nodes.spares++;
    }
    nodes.unlock();
    if (!kept) {
      CMemory.free(node);
    }
  }

  /// How many are counted; exact when nothing happens meanwhile.
  long count() {
    long count = 0;
    for (Nodes nodes : lists) {
      nodes.lock();
      count += nodes.live;
      nodes.unlock();
    }
    return count;
  }
}
