package org.culebra.ffi.internal;

/// The structs of one kind that C has and whose deleter is an upcall, so that the JVM's end can
/// make all of them harmless; and their blocks, each of which is one of C's `malloc`. Any thread.
///
/// Doubly linked lists whose nodes lie in the structs' own blocks, behind the struct, so that an
/// export allocates nothing for it; several lists, so that threads seldom wait for each other. Each
/// list keeps some blocks of structs that have come back, of the size that most arrays need: taking
/// one costs nothing, where the list is locked anyway.
///
/// | offset | field | |
/// |---|---|---|
/// | 0 | `before` | the node before, or 0; [#SPARE] while nobody has the struct |
/// | 8 | `next` | the node behind, or 0 |
/// | 16 | `list` | which list; 8 is added where the block may be kept |
/// | 24 | `ticket` | the number of the live export, see [LiveExports] |
final class LiveStructs {
  static final int NODE_BYTES = 32;

  private static final int BEFORE = 0;
  private static final int NEXT = 8;
  private static final int LIST = 16;
  private static final int TICKET = 24;
  private static final int LISTS = 8;

  /// Behind the node, in a block that may be kept: shape and strides of four axes.
  private static final int SPARE_BEHIND = 64;

  /// How many blocks a list keeps.
  private static final int SPARES = 32;

  private static final int SPARE = -1;

  /// A list and its lock.
  private static final class Nodes extends SpinLock {
    long first;
    long live;

    /// Blocks that are kept, linked by `next`.
    long spare;

    int spares;
    boolean ended;
  }

  private final Nodes[] lists = new Nodes[LISTS];

  /// Where the node is in the block.
  private final int toNode;

  /// From a node to its struct's deleter.
  private final int toDeleter;

  /// Lists for one kind of struct.
  ///
  /// @param struct its size in bytes
  /// @param deleter where it has its deleter
  LiveStructs(int struct, int deleter) {
    this.toNode = struct;
    this.toDeleter = deleter - struct;
    for (int i = 0; i < LISTS; i++) {
      lists[i] = new Nodes();
    }
  }

  /// A new struct, with its deleter written: the one given, or `free` if the JVM is ending.
  ///
  /// @param behind the bytes wanted behind the node
  /// @param deleter the address of a function
  /// @param ticket for [#free]
  /// @return the address of the struct
  /// @throws OutOfMemoryError if there is no memory
  long make(long behind, long deleter, long ticket) {
    int list = (int) Thread.currentThread().threadId() & (LISTS - 1);
    Nodes nodes = lists[list];
    if (behind <= SPARE_BEHIND) {
      nodes.lock();
      try {
        long node = nodes.spare;
        if (node != 0) {
          nodes.spare = CMemory.longAt(node + NEXT);
          nodes.spares--;
          add(nodes, node, deleter, ticket);
          return node - toNode;
        }
      } finally {
        nodes.unlock();
      }
    }
    return makeBlock(nodes, list, behind, deleter, ticket);
  }

  private long makeBlock(Nodes nodes, int list, long behind, long deleter, long ticket) {
    boolean common = behind <= SPARE_BEHIND;
    int head = toNode + NODE_BYTES;
    long bytes = head + (common ? SPARE_BEHIND : behind);
    if (bytes < behind) {
      throw Faults.noMemory("allocate", behind);
    }
    long node = CMemory.malloc(bytes) + toNode;
    CMemory.put(node + LIST, common ? list + LISTS : list);
    nodes.lock();
    try {
      add(nodes, node, deleter, ticket);
    } finally {
      nodes.unlock();
    }
    return node - toNode;
  }

  /// With the list locked.
  private void add(Nodes nodes, long node, long deleter, long ticket) {
    nodes.live++;
    CMemory.put(node + TICKET, ticket);
    CMemory.put(node + BEFORE, 0);
    if (nodes.ended) {
      CMemory.put(node + toDeleter, CMemory.FREE_FUNCTION.address());
      return;
    }
    CMemory.put(node + toDeleter, deleter);
    CMemory.put(node + NEXT, nodes.first);
    if (nodes.first != 0) {
      CMemory.put(nodes.first + BEFORE, node);
    }
    nodes.first = node;
  }

  /// Frees a struct, or keeps its block for another.
  ///
  /// @param self the address of the struct
  /// @return its ticket
  /// @throws IllegalStateException if it has come back before, where that shows
  long free(long self) {
    long node = self + toNode;
    long ticket = CMemory.longAt(node + TICKET);
    int list = (int) CMemory.longAt(node + LIST);
    Nodes nodes = lists[list & (LISTS - 1)];
    nodes.lock();
    try {
      long before = CMemory.longAt(node + BEFORE);
      if (before == SPARE) {
        throw new IllegalStateException(
            "expected a live struct but found one whose deleter has been called before");
      }
      nodes.live--;
      if (!nodes.ended) { // else neighbours may have been freed without a word
        unlink(nodes, before, CMemory.longAt(node + NEXT));
      }
      if (list >= LISTS && nodes.spares < SPARES) {
        CMemory.put(node + BEFORE, SPARE);
        CMemory.put(node + NEXT, nodes.spare);
        nodes.spare = node;
        nodes.spares++;
        return ticket;
      }
    } finally {
      nodes.unlock();
    }
    CMemory.free(self);
    return ticket;
  }

  private static void unlink(Nodes nodes, long before, long next) {
    if (before == 0) {
      nodes.first = next;
    } else {
      CMemory.put(before + NEXT, next);
    }
    if (next != 0) {
      CMemory.put(next + BEFORE, before);
    }
  }

  /// How many structs have not come back.
  long count() {
    long count = 0;
    for (Nodes nodes : lists) {
      nodes.lock();
      try {
        count += nodes.live;
      } finally {
        nodes.unlock();
      }
    }
    return count;
  }

  /// The JVM ends: from now on all these structs are released by `free`. What they keep alive goes
  /// with the process.
  void end() {
    for (Nodes nodes : lists) {
      nodes.lock();
      try {
        nodes.ended = true;
        long node = nodes.first;
        while (node != 0) {
          CMemory.put(node + toDeleter, CMemory.FREE_FUNCTION.address());
          node = CMemory.longAt(node + NEXT);
        }
        nodes.first = 0;
      } finally {
        nodes.unlock();
      }
    }
  }
}
