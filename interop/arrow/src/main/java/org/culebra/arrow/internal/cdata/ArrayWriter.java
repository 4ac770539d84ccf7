package org.culebra.arrow.internal.cdata;

import java.util.List;
import org.culebra.array.MemoryOwner;
import org.culebra.array.internal.Releases;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.culebra.ffi.internal.memory.PendingLease;
import org.culebra.ffi.internal.memory.ReleaseChain;

/// Writes `struct ArrowArray`. A node contains, after the fields of [StructTree]: `buffers[]`, then
/// `children[]`, the structs of the children and the struct of the dictionary, if there are any;
/// then the sizes of a view type's data buffers, which are a separate buffer in C.
///
/// All memory is retained before the consumer's struct is written; if some of it cannot be,
/// everything retained so far is released.
final class ArrayWriter {
  private static final StructTree TREE = StructTree.ARRAY;

  /// One offset of 0, of either width: consumers require it even if there are no elements, in which
  /// case a column may have none.
  private static final long ZERO = zero();

  private ArrayWriter() {}

  private static long zero() {
    long zero = CMemory.malloc(Long.BYTES);
    CMemory.put(zero, 0);
    return zero;
  }

  /// Creates everything that a struct points to, before a consumer's struct is touched, and counts
  /// it.
  ///
  /// @return to be filled in or discarded
  static Node counted(ArrayData column) {
    return node(column, true, ZERO);
  }

  /// The same for a column in memory of any device, of which only addresses are known.
  static Node passedOn(ArrayData column) {
    return node(column, true, 0);
  }

  /// Creates everything that a struct points to and retains all memory, on a thread that may do so:
  /// another one may continue.
  ///
  /// @return to be counted or discarded
  static Node uncounted(ArrayData column) {
    return node(column, false, ZERO);
  }

  /// Counts what was only retained.
  ///
  /// @param node discarded if this throws
  /// @return the same
  static Node counted(Node node) {
    try {
      node.count();
      return node;
    } catch (Throwable e) {
      Releases.after(e, List.of(node), Node::discard);
      throw e;
    }
  }

  private static Node node(ArrayData column, boolean counted, long noOffsets) {
    Node node = new Node(column, counted, noOffsets);
    try {
      content(node, 1, noOffsets);
      return node;
    } catch (Throwable e) {
      Releases.after(e, List.of(node), Node::discard);
      throw e;
    }
  }

  private static void content(Node node, int depth, long noOffsets) {
    node.retain();
    List<ArrayData> children = node.column.storedChildren();
    for (int i = 0; i < node.childrenCount; i++) {
      part(children.get(i), node.part(i), depth + 1, noOffsets);
    }
    ArrayData dictionary = node.column.dictionary();
    if (dictionary != null) {
      part(dictionary, node.part(node.childrenCount), depth + 1, noOffsets);
    }
  }

  /// Attached before it has content, so that discarding the whole finds it, whatever fails below
  /// it.
  private static void part(ArrayData column, long self, int depth, long noOffsets) {
    StructTree.requireDepth(depth, "columns");
    Node node = new Node(column, false, noOffsets);
    node.place(self);
    content(node, depth, noOffsets);
    node.fill(self);
  }

  /// The content of one struct; the struct itself is written last.
  static final class Node {
    private final ArrayData column;
    private final List<Buffer> stored;
    private final int bufferCount;
    private final int childrenCount;
    private final boolean hasDictionary;
    private final long address;
    private final long buffers;
    private final long parts;
    private final int viewed;

    /// The offsets of an empty column; 0 if the column has its own.
    private final long noOffsets;

    private long leases;
    private boolean counted;

    private Node(ArrayData column, boolean counted, long noOffsets) {
      this.column = column;
      this.counted = counted;
      this.noOffsets = noOffsets;
      this.stored = column.buffers();
      FormatString.Kind kind = column.format().kind();
      this.viewed = kind.isView() ? stored.size() - kind.parts().size() : 0;
      this.bufferCount = stored.size() + (kind.isView() ? 1 : 0);
      this.childrenCount = column.storedChildren().size();
      this.hasDictionary = column.dictionary() != null;
      long pointers = (long) Long.BYTES * bufferCount;
      long ahead = StructTree.HEADERS + 2 * pointers; // as many headers as buffers, at most
      long sizes = ahead + TREE.partBytes(childrenCount, hasDictionary);
      this.address = TREE.node(sizes + (long) Long.BYTES * viewed, counted);
      this.buffers = address + StructTree.HEADERS + pointers;
      this.parts = address + ahead;
      TREE.prepare(parts, childrenCount, hasDictionary);
      if (kind.isView()) {
        sizes(address + sizes);
      }
    }

    /// The sizes of the data buffers, which are the last ones, in the buffer after them.
    private void sizes(long at) {
      CMemory.put(buffers + (long) Long.BYTES * stored.size(), at);
      for (int i = 0; i < viewed; i++) {
        long size = stored.get(stored.size() - viewed + i).memory().byteSize();
        CMemory.put(at + (long) Long.BYTES * i, size);
      }
    }

    private void retain() {
      MemoryOwner before = null;
      for (int i = 0; i < stored.size(); i++) {
        Buffer buffer = stored.get(i);
        CMemory.put(buffers + (long) Long.BYTES * i, address(buffer, i));
        // the buffers of an import have one owner, a single block
        boolean again = before instanceof NativeBlock && before.equals(buffer.owner());
        if (!buffer.isAbsent() && !again) {
          retain(buffer);
          before = buffer.owner();
        }
      }
    }

    private long address(Buffer buffer, int index) {
      boolean replaced = column.length() == 0 && index == 1 && noOffsets != 0;
      return replaced && column.format().kind().hasOffsets()
          ? noOffsets
          : buffer.memory().address();
    }

    private void retain(Buffer buffer) {
      PendingLease lease = PendingLease.of(buffer.owner(), buffer.memory());
      if (lease == null) {
        if (!buffer.memory().scope().isAlive()) {
          throw MemoryErrors.gone();
        }
        return;
      }
      long header = lease.transfer();
      for (long i = 0; i < leases; i++) {
        if (header(i) == header) {
          ReleaseChain.release(header); // never the last one
          return;
        }
      }
      CMemory.put(address + StructTree.HEADERS + Long.BYTES * leases, header);
      leases++;
      CMemory.put(address + StructTree.COUNT, leases);
    }

    private long header(long index) {
      return CMemory.longAt(address + StructTree.HEADERS + Long.BYTES * index);
    }

    long part(int index) {
      return TREE.part(parts, childrenCount, index);
    }

    void fill(long self) {
      CMemory.put(self + ArrowArray.LENGTH, column.length());
      CMemory.put(self + ArrowArray.NULL_COUNT, nullCount());
      CMemory.put(self + ArrowArray.OFFSET, column.offset());
      CMemory.put(self + ArrowArray.N_BUFFERS, bufferCount);
      CMemory.put(self + ArrowArray.BUFFERS, bufferCount == 0 ? 0 : buffers);
      place(self);
    }

    /// The struct is live, but not filled in yet.
    void place(long self) {
      TREE.finish(self, address, parts, childrenCount, hasDictionary);
    }

    /// -1 is never written if there is no bitmap: some consumers fail on that.
    private long nullCount() {
      FormatString.Kind kind = column.format().kind();
      boolean unknown = kind.hasValidity() && !stored.getFirst().isAbsent();
      return unknown
          ? column.knownNullCount()
          : kind == FormatString.Kind.NULL ? column.length() : 0;
    }

    private void count() {
      TREE.count(address);
      counted = true;
    }

    void discard() {
      TREE.discard(address, counted, parts, childrenCount, hasDictionary);
    }
  }
}
