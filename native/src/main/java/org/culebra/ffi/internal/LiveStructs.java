package org.culebra.ffi.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The structs of one kind that C has and whose deleter is an upcall, so that the JVM's end can
/// make all of them harmless. Any thread.
///
/// Doubly linked lists whose nodes lie in the structs' own blocks, behind the struct, so that an
/// export allocates nothing for it; several lists, so that threads seldom wait for each other.
///
/// | offset | field | |
/// |---|---|---|
/// | 0 | `before` | the node before, or 0 |
/// | 8 | `next` | the node behind, or 0 |
/// | 16 | `list` | which list |
/// | 24 | `ticket` | the number of the live export, see [LiveExports] |
final class LiveStructs {
  static final int NODE_BYTES = 32;

  private static final int BEFORE = 0;
  private static final int NEXT = 8;
  private static final int LIST = 16;
  private static final int TICKET = 24;
  private static final int LISTS = 8;

  /// A list and its lock, which is held for a few stores: half the cost of a monitor where nobody
  /// waits. To unlock takes no more stack than to lock, so it does not fail.
  private static final class Nodes {
    private static final VarHandle LOCKED = locked();

    @SuppressWarnings("unused") // by LOCKED
    private int locked;

    long first;
    long live;
    boolean ended;

    private static VarHandle locked() {
      try {
        return MethodHandles.lookup().findVarHandle(Nodes.class, "locked", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SuppressWarnings("ThreadPriorityCheck") // right without the yield, only slower
    void lock() {
      int tries = 0;
      while (!LOCKED.compareAndSet(this, 0, 1)) {
        if (++tries % 64 == 0) {
          Thread.yield(); // whoever has it may have no processor
        } else {
          Thread.onSpinWait();
        }
      }
    }

    void unlock() {
      LOCKED.setRelease(this, 0);
    }
  }

  private final Nodes[] lists = new Nodes[LISTS];

  /// From a node to its struct's deleter.
  private final int toDeleter;

  LiveStructs(int toDeleter) {
    this.toDeleter = toDeleter;
    for (int i = 0; i < LISTS; i++) {
      lists[i] = new Nodes();
    }
  }

  /// Takes a struct in and writes its deleter: the one given, or `free` if the JVM is ending.
  void add(long node, long deleter, long ticket) {
    long list = Thread.currentThread().threadId() & (LISTS - 1);
    set(node + LIST, list);
    set(node + TICKET, ticket);
    set(node + BEFORE, 0);
    Nodes nodes = lists[(int) list];
    nodes.lock();
    try {
      nodes.live++;
      if (nodes.ended) {
        set(node + toDeleter, CMemory.FREE_FUNCTION.address());
        return;
      }
      set(node + toDeleter, deleter);
      set(node + NEXT, nodes.first);
      if (nodes.first != 0) {
        set(nodes.first + BEFORE, node);
      }
      nodes.first = node;
    } finally {
      nodes.unlock();
    }
  }

  /// Takes a struct out that is about to be freed.
  ///
  /// @return its ticket
  long remove(long node) {
    MemorySegment all = CMemory.ALL;
    Nodes nodes = lists[(int) all.get(JAVA_LONG, node + LIST) & (LISTS - 1)];
    nodes.lock();
    try {
      nodes.live--;
      // after the end, neighbours may have been freed without a word
      if (!nodes.ended) {
        long before = all.get(JAVA_LONG, node + BEFORE);
        long next = all.get(JAVA_LONG, node + NEXT);
        if (before == 0) {
          nodes.first = next;
        } else {
          set(before + NEXT, next);
        }
        if (next != 0) {
          set(next + BEFORE, before);
        }
      }
    } finally {
      nodes.unlock();
    }
    return all.get(JAVA_LONG, node + TICKET);
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
          set(node + toDeleter, CMemory.FREE_FUNCTION.address());
          node = CMemory.ALL.get(JAVA_LONG, node + NEXT);
        }
        nodes.first = 0;
      } finally {
        nodes.unlock();
      }
    }
  }

  private static void set(long address, long value) {
    CMemory.ALL.set(JAVA_LONG, address, value);
  }
}
