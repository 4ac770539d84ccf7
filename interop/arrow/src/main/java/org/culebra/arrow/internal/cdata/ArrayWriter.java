package org.culebra.arrow.internal.cdata;

import java.lang.foreign.MemorySegment;
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
/// then the sizes of a view type's data buffers, which are a separate buffer in C. The nodes of the
/// children and of the dictionary follow, each with its own parts.
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
  ///
  /// @param block retained even if there are no buffers: an event belongs to it, too
  static Node passedOn(ArrayData column, NativeBlock block) {
    Node node = node(column, true, 0);
    try {
      retain(new Buffer(MemorySegment.NULL, block), node.address);
      return node;
    } catch (Throwable e) {
      Releases.after(e, List.of(node), Node::discard);
      throw e;
    }
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
  /// @return to be filled in or discarded
  static Node counted(Node node) {
    try {
      TREE.count(node.address);
      return new Node(node.column, node.address, true);
    } catch (Throwable e) {
      Releases.after(e, List.of(node), Node::discard);
      throw e;
    }
  }

  private static Node node(ArrayData column, boolean counted, long noOffsets) {
    long address = TREE.root(treeBytes(column, 1), counted);
    prepare(column, address);
    try {
      content(column, address, address, noOffsets);
    } catch (Throwable e) {
      Releases.after(e, List.of(new Node(column, address, counted)), Node::discard);
      throw e;
    }
    return new Node(column, address, counted);
  }

  // --- sizes and places

  private static int bufferCount(ArrayData column) {
    return column.buffers().size() + (column.format().kind().isView() ? 1 : 0);
  }

  /// How many of the buffers are data buffers of a view type.
  private static int viewed(ArrayData column) {
    FormatString.Kind kind = column.format().kind();
    return kind.isView() ? column.buffers().size() - kind.parts().size() : 0;
  }

  /// Where `buffers[]` begins; there are as many headers as buffers, at most, and room for one.
  private static long buffersAt(int bufferCount) {
    return StructTree.HEADERS + (long) Long.BYTES * Math.max(1, bufferCount);
  }

  private static long partsAt(int bufferCount) {
    return buffersAt(bufferCount) + (long) Long.BYTES * bufferCount;
  }

  private static long sizesAt(ArrayData column) {
    int children = column.storedChildren().size();
    return partsAt(bufferCount(column)) + TREE.partBytes(children, column.dictionary() != null);
  }

  private static long nodeBytes(ArrayData column) {
    return sizesAt(column) + (long) Long.BYTES * viewed(column);
  }

  /// The size of all nodes of a column and its parts.
  private static long treeBytes(ArrayData column, int depth) {
    StructTree.requireDepth(depth, "columns");
    long bytes = nodeBytes(column);
    List<ArrayData> children = column.storedChildren();
    for (int i = 0; i < children.size(); i++) {
      bytes += treeBytes(children.get(i), depth + 1);
    }
    ArrayData dictionary = column.dictionary();
    return dictionary == null ? bytes : bytes + treeBytes(dictionary, depth + 1);
  }

  // --- content

  private static void prepare(ArrayData column, long node) {
    long parts = node + partsAt(bufferCount(column));
    TREE.prepare(parts, column.storedChildren().size(), column.dictionary() != null);
  }

  /// Writes everything that a struct points to.
  ///
  /// @param node where its node is
  /// @param noOffsets the offsets of an empty column; 0 if the column has its own
  /// @return the end of its node and those of its parts
  private static long content(ArrayData column, long node, long root, long noOffsets) {
    List<ArrayData> children = column.storedChildren();
    int count = children.size();
    ArrayData dictionary = column.dictionary();
    long parts = node + partsAt(bufferCount(column));
    buffers(column, node, noOffsets);
    long end = node + nodeBytes(column);
    for (int i = 0; i < count; i++) {
      end = part(children.get(i), TREE.part(parts, count, i), end, root, noOffsets);
    }
    return dictionary == null
        ? end
        : part(dictionary, TREE.part(parts, count, count), end, root, noOffsets);
  }

  /// The struct is filled in before it retains anything, so that discarding the whole finds what it
  /// retains, whatever fails below it.
  private static long part(ArrayData column, long self, long node, long root, long noOffsets) {
    StructTree.part(node, root);
    prepare(column, node);
    fill(column, node, self);
    return content(column, node, root, noOffsets);
  }

  private static void buffers(ArrayData column, long node, long noOffsets) {
    List<Buffer> stored = column.buffers();
    long buffers = node + buffersAt(bufferCount(column));
    MemoryOwner before = null;
    for (int i = 0; i < stored.size(); i++) {
      Buffer buffer = stored.get(i);
      boolean replaced = i == 1 && noOffsets != 0 && needsOffsets(column);
      CMemory.put(
          buffers + (long) Long.BYTES * i, replaced ? noOffsets : buffer.memory().address());
      // the buffers of an import have one owner, a single block
      boolean again = before instanceof NativeBlock && before.equals(buffer.owner());
      if (!buffer.isAbsent() && !again) {
        retain(buffer, node);
        before = buffer.owner();
      }
    }
    if (column.format().kind().isView()) {
      sizes(column, buffers, node + sizesAt(column));
    }
  }

  private static boolean needsOffsets(ArrayData column) {
    return column.length() == 0 && column.format().kind().hasOffsets();
  }

  /// The sizes of the data buffers, which are the last ones, in the buffer after them.
  private static void sizes(ArrayData column, long buffers, long at) {
    List<Buffer> stored = column.buffers();
    CMemory.put(buffers + (long) Long.BYTES * stored.size(), at);
    int viewed = viewed(column);
    for (int i = 0; i < viewed; i++) {
      long size = stored.get(stored.size() - viewed + i).memory().byteSize();
      CMemory.put(at + (long) Long.BYTES * i, size);
    }
  }

  private static void retain(Buffer buffer, long node) {
    long header = PendingLease.retain(buffer.owner(), buffer.memory());
    if (header == 0) {
      if (!buffer.memory().scope().isAlive()) {
        throw MemoryErrors.gone();
      }
      return;
    }
    long count = CMemory.longAt(node + StructTree.COUNT);
    long headers = node + StructTree.HEADERS;
    for (long i = 0; i < count; i++) {
      if (CMemory.longAt(headers + Long.BYTES * i) == header) {
        ReleaseChain.release(header); // never the last one
        return;
      }
    }
    CMemory.put(headers + Long.BYTES * count, header);
    CMemory.put(node + StructTree.COUNT, count + 1);
  }

  // --- the struct

  private static void fill(ArrayData column, long node, long self) {
    int bufferCount = bufferCount(column);
    CMemory.put(self + ArrowArray.LENGTH, column.length());
    CMemory.put(self + ArrowArray.NULL_COUNT, nullCount(column));
    CMemory.put(self + ArrowArray.OFFSET, column.offset());
    CMemory.put(self + ArrowArray.N_BUFFERS, bufferCount);
    CMemory.put(self + ArrowArray.BUFFERS, bufferCount == 0 ? 0 : node + buffersAt(bufferCount));
    int children = column.storedChildren().size();
    TREE.finish(self, node, node + partsAt(bufferCount), children, column.dictionary() != null);
  }

  /// -1 is never written if there is no bitmap: some consumers fail on that.
  private static long nullCount(ArrayData column) {
    FormatString.Kind kind = column.format().kind();
    boolean unknown = kind.hasValidity() && !column.buffer(0).isAbsent();
    return unknown ? column.knownNullCount() : kind == FormatString.Kind.NULL ? column.length() : 0;
  }

  /// What a consumer's struct is going to point to.
  ///
  /// @param address of the struct's node
  /// @param counted as a live export
  record Node(ArrayData column, long address, boolean counted) {
    void fill(long self) {
      ArrayWriter.fill(column, address, self);
    }

    void discard() {
      long parts = address + partsAt(bufferCount(column));
      int children = column.storedChildren().size();
      TREE.discard(address, counted, parts, children, column.dictionary() != null);
    }
  }
}
