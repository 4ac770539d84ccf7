package org.culebra.arrow.internal.cdata;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.MemoryOwner;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FieldPath;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.arrow.internal.model.FormatString.Kind;
import org.culebra.arrow.internal.model.FormatString.Part;
import org.culebra.ffi.internal.host.CMemory;

/// Reads arrays whose buffers the CPU can read: their sizes are known, from the types, the lengths
/// and the last offsets.
final class HostArrayReader extends ArrayReader {
  /// Every address, in the scope of an arena.
  private final MemorySegment all;

  /// Keeps the structs, and so all buffers.
  private final MemoryOwner owner;

  HostArrayReader(MemorySegment all, MemoryOwner owner) {
    super(true);
    this.all = all;
    this.owner = owner;
  }

  @Override
  List<Buffer> buffers(
      long self, FormatString format, FieldPath place, long elements, long length, long nulls) {
    Kind kind = format.kind();
    int named = kind.parts().size();
    long found = CMemory.longAt(self + ArrowArray.N_BUFFERS);
    int legacy = legacy(kind, found);
    requireCount(place, format, kind.isView() ? named + 1 : named + legacy, found);
    long pointers = CMemory.longAt(self + ArrowArray.BUFFERS);
    StructAddress.requirePointers(place, "buffers", pointers, found);
    if (legacy > 0) {
      requireNoNulls(place, kind, pointers, nulls);
    }
    if (named == 2 && !kind.isView() && legacy == 0) {
      Buffer first = buffer(format, place, 0, pointers, elements, length, Buffer.ABSENT);
      return List.of(first, buffer(format, place, 1, pointers, elements, length, first));
    }
    List<Buffer> buffers = new ArrayList<>();
    for (int i = 0; i < named; i++) {
      long from = pointers + (long) Long.BYTES * legacy;
      Buffer before = i == 0 ? Buffer.ABSENT : buffers.getLast();
      buffers.add(buffer(format, place, i, from, elements, length, before));
    }
    if (kind.isView()) {
      variadic(place, pointers + (long) Long.BYTES * named, (int) found - named - 1, buffers);
    }
    return List.copyOf(buffers);
  }

  /// Producers from before Arrow 1.0 gave one more buffer to unions, and one to nulls.
  private static int legacy(Kind kind, long found) {
    boolean one = kind == Kind.NULL || kind.isUnion();
    return one && found == kind.parts().size() + 1 ? 1 : 0;
  }

  private static void requireNoNulls(FieldPath place, Kind kind, long pointers, long nulls) {
    if (kind.isUnion() && CMemory.longAt(pointers) != 0 && nulls != 0) {
      throw place.rejected(
          "expected a union without a validity buffer but found one, and null_count %d", nulls);
    }
  }

  private Buffer buffer(
      FormatString format,
      FieldPath place,
      int index,
      long pointers,
      long elements,
      long length,
      Buffer before) {
    long address = CMemory.longAt(pointers + (long) Long.BYTES * index);
    long bytes = ArrowValidator.bytes(place, format, index, elements, length, before);
    if (address == 0) {
      if (bytes == 0 || length == 0 || format.kind().parts().get(index) == Part.VALIDITY) {
        return Buffer.ABSENT;
      }
      throw place.rejected(
          "expected the address of %d bytes in buffer %d of format \"%s\" but found NULL",
          bytes, index, format.text());
    }
    return buffer(place, index, address, bytes);
  }

  private Buffer buffer(FieldPath place, int index, long address, long bytes) {
    if (address < 0 || bytes > Buffer.ADDRESS_LIMIT || address > Buffer.ADDRESS_LIMIT - bytes) {
      throw place.rejected(
          "expected %d bytes at a valid address in buffer %d but found 0x%x",
          bytes, index, address);
    }
    return new Buffer(all.asSlice(address, bytes), owner);
  }

  /// The data buffers of a view type, whose sizes are in one more buffer after them.
  private void variadic(FieldPath place, long pointers, int count, List<Buffer> buffers) {
    long sizes = CMemory.longAt(pointers + (long) Long.BYTES * count);
    StructAddress.requirePointers(place, "the buffer of buffer sizes", sizes, count);
    for (int i = 0; i < count; i++) {
      long address = CMemory.longAt(pointers + (long) Long.BYTES * i);
      long bytes = CMemory.longAt(sizes + (long) Long.BYTES * i);
      if (bytes < 0 || (address == 0 && bytes > 0)) {
        throw place.rejected(
            "expected a buffer of at least 0 bytes in buffer %d but found %d at 0x%x",
            buffers.size(), bytes, address);
      }
      buffers.add(address == 0 ? Buffer.ABSENT : buffer(place, buffers.size(), address, bytes));
    }
  }
}
