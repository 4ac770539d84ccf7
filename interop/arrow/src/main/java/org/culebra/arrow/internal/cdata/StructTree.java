package org.culebra.arrow.internal.cdata;

import org.culebra.array.internal.Releases;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.arrow.internal.model.FieldPath;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.FilledStruct;
import org.culebra.ffi.internal.memory.ReleaseChain;

/// The two structs that have children and a dictionary of their own kind: the offsets of these
/// fields, and the release of structs created by this library.
///
/// Everything that a struct points to is in its *node*, to which `private_data` points: a struct
/// may be moved, so it is never found by its address. The structs of children and of the dictionary
/// are in their parent's node, but each has its own node, so that it can be moved out and outlive
/// the parent (Arrow C data interface, "Moving child arrays").
///
/// All nodes of a tree are in one block of C's `malloc`, the root's first. The block is freed when
/// the last of its structs has been released, which is usually the root, with all parts in it.
///
/// | offset in a node | field | |
/// |---|---|---|
/// | 0 | | the fields of [FilledStruct] |
/// | 16 | `count` | of headers |
/// | 24 | `root` | the root's node |
/// | 32 | `live` | in the root's node: the structs of the tree that are not released; 0 in others |
/// | 40 | `headers[]` | of the blocks that the struct retains, see `BlockHeader` |
/// | after that | | the targets of the struct |
public enum StructTree {
  /// `struct ArrowSchema`.
  SCHEMA(
      "ArrowSchema",
      ArrowSchema.BYTES,
      ArrowSchema.N_CHILDREN,
      ArrowSchema.CHILDREN,
      ArrowSchema.RELEASE),
  /// `struct ArrowArray`.
  ARRAY(
      "ArrowArray",
      ArrowArray.BYTES,
      ArrowArray.N_CHILDREN,
      ArrowArray.CHILDREN,
      ArrowArray.RELEASE);

  public static final int COUNT = FilledStruct.NODE_BYTES;
  private static final int ROOT = COUNT + Long.BYTES;
  private static final int LIVE = ROOT + Long.BYTES;
  static final int HEADERS = LIVE + Long.BYTES;

  private final int bytes;
  private final int childCount;
  private final int children;

  /// After the children, in both structs.
  private final int dictionary;

  private final int release;

  /// After the release, in both structs.
  private final int privateData;

  private final FilledStruct stub;

  StructTree(String struct, int bytes, int childCount, int children, int release) {
    this.bytes = bytes;
    this.childCount = childCount;
    this.children = children;
    this.dictionary = children + Long.BYTES;
    this.release = release;
    this.privateData = release + Long.BYTES;
    this.stub = FilledStruct.register(struct, bytes, release, this::release);
  }

  /// Bytes of the struct.
  int bytes() {
    return bytes;
  }

  /// The size of the structs of children and dictionary in a node, and of the pointers to the
  /// children.
  long partBytes(int childrenCount, boolean hasDictionary) {
    return (long) childrenCount * (Long.BYTES + bytes) + (hasDictionary ? bytes : 0);
  }

  /// The position of a child's struct in that part of a node. The dictionary's comes after the last
  /// child's.
  long part(long parts, int childrenCount, int index) {
    return parts + (long) Long.BYTES * childrenCount + (long) bytes * index;
  }

  /// Writes the pointers to children that are not created yet, and marks them as released, so that
  /// [#discard] may be called at any time.
  void prepare(long parts, int childrenCount, boolean hasDictionary) {
    for (int i = 0; i < childrenCount; i++) {
      long child = part(parts, childrenCount, i);
      CMemory.put(parts + (long) Long.BYTES * i, child);
      CMemory.put(child + release, 0);
    }
    if (hasDictionary) {
      CMemory.put(part(parts, childrenCount, childrenCount) + release, 0);
    }
  }

  /// Writes the fields that both structs have: the parts, the release and the node, after which the
  /// struct is live.
  void finish(long self, long node, long parts, int childrenCount, boolean hasDictionary) {
    CMemory.put(self + childCount, childrenCount);
    CMemory.put(self + children, childrenCount == 0 ? 0 : parts);
    CMemory.put(self + dictionary, hasDictionary ? part(parts, childrenCount, childrenCount) : 0);
    CMemory.put(self + privateData, node);
    CMemory.put(self + release, stub.address());
  }

  /// A root's node, which retains nothing, in a block with room for the whole tree.
  ///
  /// @param bytes of all nodes
  /// @param counted whether a consumer is about to get the struct; otherwise it is counted later
  long root(long bytes, boolean counted) {
    long node = counted ? stub.counted(bytes) : FilledStruct.uncounted(bytes);
    CMemory.put(node + COUNT, 0);
    CMemory.put(node + ROOT, node);
    CMemory.put(node + LIVE, 1);
    return node;
  }

  /// Makes memory of a root's block the node of a part, which retains nothing.
  static void part(long node, long root) {
    FilledStruct.part(node);
    CMemory.put(node + COUNT, 0);
    CMemory.put(node + ROOT, root);
    CMemory.put(node + LIVE, 0);
    CMemory.put(root + LIVE, CMemory.longAt(root + LIVE) + 1); // nothing is shared yet
  }

  /// Consumers accept no deeper nesting than this library's importers, and a release recurses as
  /// deep.
  ///
  /// @throws IllegalArgumentException if there are more
  static void requireDepth(int depth, String what) {
    if (depth > FieldPath.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "expected at most %d nested %s but found more".formatted(FieldPath.MAX_DEPTH, what));
    }
  }

  /// Counts a struct that a consumer is about to get after all.
  void count(long node) {
    stub.count(node);
  }

  /// Frees a root's node that is not owned by a struct, and all parts.
  void discard(long node, boolean counted, long parts, int childrenCount, boolean hasDictionary) {
    if (counted) {
      stub.uncount(node, 0);
    }
    Release run = new Release(this);
    long last = hasDictionary ? part(parts, childrenCount, childrenCount) : 0;
    run.parts(childrenCount, parts, last);
    run.node(node);
    run.finish();
  }

  /// The effect of C's `release`, except for one lease that is left to the caller.
  private long release(long self) {
    long node = CMemory.longAt(self + privateData);
    boolean flat = (CMemory.longAt(self + childCount) | CMemory.longAt(self + dictionary)) == 0;
    long count = CMemory.longAt(node + COUNT);
    if (flat && count <= 1 && CMemory.longAt(node + LIVE) == 1) { // by far the most common case
      long header = count == 0 ? 0 : CMemory.longAt(node + HEADERS);
      CMemory.put(self + release, 0);
      CMemory.put(self + privateData, 0);
      stub.uncountAndFree(node);
      return header;
    }
    Release run = new Release(this);
    run.whole(self, node);
    run.finish();
    return 0;
  }

  /// Frees a tree if its last structs were released.
  ///
  /// @param root its root's node
  /// @param count how many of them
  private void released(long root, long count) {
    if (FilledStruct.countDown(root + LIVE, count)) {
      stub.free(root);
    }
  }

  boolean isReleased(long self) {
    return CMemory.longAt(self + release) == 0;
  }

  /// Releases any producer's struct, unless it is already released.
  void releaseAny(long self) {
    long function = CMemory.longAt(self + release);
    if (function == stub.address()) {
      ReleaseChain.release(release(self));
    } else if (function != 0) {
      ReleaseChain.callWithin(function, self, 0, 0);
    }
  }

  /// One release: goes through all parts, whatever the owner of one of them throws.
  private static final class Release {
    private final StructTree kind;
    private final Pending pending = Pending.OF_THREAD.get();

    /// Parts that were moved out, and are released separately.
    private int movedOut;

    private final Releases releases = new Releases();

    /// Of nodes without a lease.
    private final Released released;

    Release(StructTree kind) {
      this.kind = kind;
      this.released = new Released(kind);
    }

    /// A struct that is no longer part of another.
    void whole(long self, long node) {
      parts(self);
      kind.stub.uncount(node, movedOut);
      end(self, node);
    }

    /// A part with everything in it. A loop, because recursion would overflow the stack: a node
    /// points to the struct that contains its own, and a struct counts down its remaining parts.
    private void struct(long part) {
      long self = part;
      CMemory.put(CMemory.longAt(self + kind.privateData) + FilledStruct.LINK, 0);
      while (self != 0) {
        long next = takePart(self);
        long function = next == 0 ? 0 : CMemory.longAt(next + kind.release);
        if (next == 0) {
          long node = CMemory.longAt(self + kind.privateData);
          long outer = CMemory.longAt(node + FilledStruct.LINK);
          end(self, node);
          self = outer;
        } else if (function == kind.stub.address()) {
          CMemory.put(CMemory.longAt(next + kind.privateData) + FilledStruct.LINK, self);
          self = next;
        } else {
          foreign(function, next);
        }
      }
    }

    /// @return one of the remaining parts of a struct, or 0
    private long takePart(long self) {
      long dictionary = CMemory.longAt(self + kind.dictionary);
      if (dictionary != 0) {
        CMemory.put(self + kind.dictionary, 0);
        return dictionary;
      }
      long last = CMemory.longAt(self + kind.childCount) - 1;
      if (last < 0) {
        return 0;
      }
      CMemory.put(self + kind.childCount, last);
      return CMemory.longAt(CMemory.longAt(self + kind.children) + Long.BYTES * last);
    }

    private void parts(long self) {
      parts(
          CMemory.longAt(self + kind.childCount),
          CMemory.longAt(self + kind.children),
          CMemory.longAt(self + kind.dictionary));
    }

    private void end(long self, long node) {
      CMemory.put(self + kind.release, 0);
      CMemory.put(self + kind.privateData, 0);
      node(node);
    }

    void parts(long count, long pointers, long dictionary) {
      for (long i = 0; i < count; i++) {
        part(CMemory.longAt(pointers + Long.BYTES * i));
      }
      if (dictionary != 0) {
        part(dictionary);
      }
    }

    private void part(long self) {
      long function = CMemory.longAt(self + kind.release);
      if (function == kind.stub.address()) {
        struct(self);
      } else {
        foreign(function, self);
      }
    }

    /// A part that a consumer has moved out, or replaced.
    private void foreign(long function, long self) {
      if (function == 0) {
        movedOut++;
        return;
      }
      try {
        ReleaseChain.callWithin(function, self, 0, 0);
      } catch (Throwable e) {
        releases.failed(e);
      }
    }

    void node(long node) {
      if (CMemory.longAt(node + COUNT) == 0) {
        released.add(node);
      } else {
        pending.add(node);
      }
    }

    /// Frees what no struct needs any more, and releases all leases, unless an outer release does
    /// so.
    void finish() {
      released.finish();
      if (pending.begin()) {
        for (long header = pending.next(); header != 0; header = pending.next()) {
          release(header);
        }
      }
      releases.rethrow();
    }

    private void release(long header) {
      try {
        ReleaseChain.release(header);
      } catch (Throwable e) {
        releases.failed(e);
      }
    }
  }

  /// Counts the released structs of one tree after the other: each tree is updated in one step.
  private static final class Released {
    private final StructTree kind;
    private long root;
    private long count;

    Released(StructTree kind) {
      this.kind = kind;
    }

    void add(long node) {
      long its = CMemory.longAt(node + ROOT);
      if (its != root) {
        finish();
        root = its;
      }
      count++;
    }

    void finish() {
      if (count != 0) {
        long all = count;
        count = 0;
        kind.released(root, all);
      }
      root = 0;
    }
  }

  /// The nodes whose leases a thread is about to release, in a linked list.
  ///
  /// The last lease of memory that was imported from a struct of this library releases that struct
  /// in turn: its nodes are added to the list, because recursive releases would overflow the stack
  /// on a long chain of them.
  private static final class Pending {
    static final ThreadLocal<Pending> OF_THREAD = ThreadLocal.withInitial(Pending::new);

    /// Of nodes without further leases; schemas retain nothing.
    private final Released released = new Released(ARRAY);

    private long first;
    private boolean busy;

    void add(long node) {
      CMemory.put(node + FilledStruct.LINK, first);
      first = node;
    }

    /// @return false if an outer release processes the list
    boolean begin() {
      boolean outermost = !busy;
      busy = true;
      return outermost;
    }

    /// Removes a lease.
    ///
    /// @return its header; 0 at the end
    long next() {
      long node = first;
      if (node == 0) {
        busy = false;
        released.finish();
        return 0;
      }
      long count = CMemory.longAt(node + COUNT) - 1;
      long header = CMemory.longAt(node + HEADERS + Long.BYTES * count);
      CMemory.put(node + COUNT, count);
      if (count == 0) {
        first = CMemory.longAt(node + FilledStruct.LINK);
        released.add(node);
      }
      return header;
    }
  }
}
