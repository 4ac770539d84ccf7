package org.culebra.arrow.internal.cdata;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FieldPath;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.Format;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.jspecify.annotations.Nullable;

/// An adopted `ArrowDeviceArray` whose buffers may not be readable by the CPU: its structs have
/// been read, its elements never are. [OpaqueArray][org.culebra.arrow.OpaqueArray] is its public
/// type.
public final class OpaqueReader {
  private final ArrayData column;
  private final MemorySegment scope;
  private final int deviceType;
  private final long deviceId;
  private final long syncEvent;

  private OpaqueReader(ArrayData column, MemorySegment scope, long self) {
    this.column = column;
    this.scope = scope;
    this.deviceType = DeviceArrays.type(self);
    this.deviceId = CMemory.longAt(self + ArrowDeviceArray.DEVICE_ID);
    this.syncEvent = CMemory.longAt(self + ArrowDeviceArray.SYNC_EVENT);
  }

  public static OpaqueReader adopt(Arena arena, FieldType field, MemorySegment array) {
    Readiness.check();
    long self = StructKind.DEVICE.liveArray(array);
    long release = CMemory.longAt(self + ArrowArray.RELEASE);
    NativeBlock block =
        NativeBlock.adoptStruct(0, Long.MAX_VALUE, release, self, ArrowDeviceArray.BYTES);
    MemorySegment scope = block.viewIn(arena);
    CMemory.put(self + ArrowArray.RELEASE, 0); // moved
    try {
      long struct = block.struct();
      DeviceArrays.requireKnown(struct);
      return new OpaqueReader(column(field, struct, block, 1), scope, struct);
    } catch (Throwable e) {
      throw MemoryErrors.released(e, "array", block::release);
    }
  }

  public ArrayData column() {
    return column;
  }

  public int deviceType() {
    return deviceType;
  }

  public long deviceId() {
    return deviceId;
  }

  public long syncEvent() {
    return syncEvent;
  }

  /// Passes the array on, with the same device and the same event.
  public void export(MemorySegment array) {
    long self = StructKind.DEVICE.arrayAddress(array);
    Readiness.check();
    try {
      ArrayWriter.Node node = ArrayWriter.passedOn(column);
      DeviceArrays.fill(self, deviceType, deviceId, syncEvent);
      node.fill(self);
    } finally {
      Reference.reachabilityFence(scope);
    }
  }

  /// The structs are in CPU memory; the targets of their buffers are not accessed.
  private static ArrayData column(FieldType field, long self, NativeBlock block, int depth) {
    long length = CMemory.longAt(self + ArrowArray.LENGTH);
    long offset = CMemory.longAt(self + ArrowArray.OFFSET);
    if (length < 0 || offset < 0 || depth > FieldPath.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "field %s: expected a length and an offset of at least 0, at most %d structs deep, but found length %d, offset %d, %d deep"
              .formatted(field, FieldPath.MAX_DEPTH, length, offset, depth));
    }
    return new ArrayData(
        field,
        length,
        offset,
        CMemory.longAt(self + ArrowArray.NULL_COUNT),
        buffers(field, self, block),
        children(field, self, block, depth),
        dictionary(field, self, block, depth));
  }

  private static List<Buffer> buffers(FieldType field, long self, NativeBlock block) {
    Format.Kind kind = field.parsed().kind();
    int expected = kind.parts().size();
    long found = CMemory.longAt(self + ArrowArray.N_BUFFERS);
    if (kind.isView()) {
      throw new UnsupportedOperationException(
          "expected a format whose buffer sizes are not in a buffer but found \""
              + field.format()
              + "\"");
    }
    if (found != expected) {
      throw new IllegalArgumentException(
          "field %s: expected %d buffers but found n_buffers %d".formatted(field, expected, found));
    }
    List<Buffer> buffers = new ArrayList<>(expected);
    long pointers = CMemory.longAt(self + ArrowArray.BUFFERS);
    for (int i = 0; i < expected; i++) {
      requirePointer(field, "buffers", pointers);
      long address = CMemory.longAt(pointers + 8L * i);
      buffers.add(
          address == 0 ? Buffer.ABSENT : new Buffer(MemorySegment.ofAddress(address), block));
    }
    return buffers;
  }

  private static List<ArrayData> children(
      FieldType field, long self, NativeBlock block, int depth) {
    List<FieldType> fields = field.children();
    long found = CMemory.longAt(self + ArrowArray.N_CHILDREN);
    if (found != fields.size()) {
      throw new IllegalArgumentException(
          "field %s: expected %d children but found n_children %d"
              .formatted(field, fields.size(), found));
    }
    List<ArrayData> children = new ArrayList<>(fields.size());
    long pointers = CMemory.longAt(self + ArrowArray.CHILDREN);
    for (int i = 0; i < fields.size(); i++) {
      requirePointer(field, "children", pointers);
      children.add(child(fields.get(i), CMemory.longAt(pointers + 8L * i), block, depth));
    }
    return children;
  }

  private static @Nullable ArrayData dictionary(
      FieldType field, long self, NativeBlock block, int depth) {
    FieldType values = field.dictionary();
    long dictionary = CMemory.longAt(self + ArrowArray.DICTIONARY);
    if ((values == null) != (dictionary == 0)) {
      throw new IllegalArgumentException(
          "field %s: expected %s dictionary but found %s"
              .formatted(field, values == null ? "no" : "a", dictionary == 0 ? "none" : "one"));
    }
    return values == null ? null : child(values, dictionary, block, depth);
  }

  private static ArrayData child(FieldType field, long self, NativeBlock block, int depth) {
    requirePointer(field, "a child or dictionary", self);
    if (StructTree.ARRAY.isReleased(self)) {
      throw new IllegalArgumentException(
          "field %s: expected a live array but found a released one".formatted(field));
    }
    return column(field, self, block, depth + 1);
  }

  private static void requirePointer(FieldType field, String what, long address) {
    if (address <= 0) {
      throw new IllegalArgumentException(
          "field %s: expected an address in %s but found %s"
              .formatted(field, what, address == 0 ? "NULL" : "0x" + Long.toHexString(address)));
    }
  }
}
