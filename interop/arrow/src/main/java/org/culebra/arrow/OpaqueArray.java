package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.culebra.arrow.CDataStructs.ArrowArray;
import org.culebra.arrow.CDataStructs.ArrowDeviceArray;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.jspecify.annotations.Nullable;

/// An adopted array that may lie in memory of a device: it says what it is and where it lives, and
/// can be handed on, but its elements cannot be read here.
///
/// The producer's release is called once, when the arena of the adoption has been closed and every
/// consumer of [#export] has released its struct, on the thread that does the last of these. Any
/// thread may use this object, as far as its arena allows.
public final class OpaqueArray {
  private final Column column;
  private final MemorySegment scope;
  private final int deviceType;
  private final long deviceId;
  private final long syncEvent;

  private OpaqueArray(Column column, MemorySegment scope, long self) {
    this.column = column;
    this.scope = scope;
    this.deviceType = DeviceArrays.type(self);
    this.deviceId = CMemory.longAt(self + ArrowDeviceArray.DEVICE_ID);
    this.syncEvent = CMemory.longAt(self + ArrowDeviceArray.SYNC_EVENT);
  }

  static OpaqueArray adopt(Arena arena, ArrowField field, MemorySegment array) {
    Readiness.check();
    long self = DeviceArrays.live(arena, array);
    long release = CMemory.longAt(self + ArrowArray.RELEASE);
    NativeBlock block =
        NativeBlock.adoptStruct(0, Long.MAX_VALUE, release, self, ArrowDeviceArray.BYTES);
    MemorySegment scope = block.viewIn(arena);
    CMemory.put(self + ArrowArray.RELEASE, 0); // moved
    try {
      long struct = block.struct();
      DeviceArrays.requireKnown(struct);
      return new OpaqueArray(column(field, struct, block, 1), scope, struct);
    } catch (Throwable e) {
      throw MemoryErrors.released(e, "array", block::drop);
    }
  }

  /// The structs are the CPU's; what their buffers point to is left alone.
  private static Column column(ArrowField field, long self, NativeBlock block, int depth) {
    long length = CMemory.longAt(self + ArrowArray.LENGTH);
    long offset = CMemory.longAt(self + ArrowArray.OFFSET);
    if (length < 0 || offset < 0 || depth > FieldPath.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "field %s: expected a length and an offset of at least 0, at most %d structs deep, but found length %d, offset %d, %d deep"
              .formatted(field, FieldPath.MAX_DEPTH, length, offset, depth));
    }
    return new Column(
        field,
        length,
        offset,
        CMemory.longAt(self + ArrowArray.NULL_COUNT),
        buffers(field, self, block),
        children(field, self, block, depth),
        dictionary(field, self, block, depth));
  }

  private static List<Buffer> buffers(ArrowField field, long self, NativeBlock block) {
    Format.Kind kind = field.parsed().kind();
    int expected = kind.parts().size();
    long found = CMemory.longAt(self + ArrowArray.N_BUFFERS);
    if (kind.isView()) {
      throw new UnsupportedOperationException(
          "expected a format whose buffers lie apart from their sizes but found \""
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

  private static List<Column> children(ArrowField field, long self, NativeBlock block, int depth) {
    List<ArrowField> fields = field.children();
    long found = CMemory.longAt(self + ArrowArray.N_CHILDREN);
    if (found != fields.size()) {
      throw new IllegalArgumentException(
          "field %s: expected %d children but found n_children %d"
              .formatted(field, fields.size(), found));
    }
    List<Column> children = new ArrayList<>(fields.size());
    long pointers = CMemory.longAt(self + ArrowArray.CHILDREN);
    for (int i = 0; i < fields.size(); i++) {
      requirePointer(field, "children", pointers);
      children.add(child(fields.get(i), CMemory.longAt(pointers + 8L * i), block, depth));
    }
    return children;
  }

  private static @Nullable Column dictionary(
      ArrowField field, long self, NativeBlock block, int depth) {
    ArrowField values = field.dictionary();
    long dictionary = CMemory.longAt(self + ArrowArray.DICTIONARY);
    if ((values == null) != (dictionary == 0)) {
      throw new IllegalArgumentException(
          "field %s: expected %s dictionary but found %s"
              .formatted(field, values == null ? "no" : "a", dictionary == 0 ? "none" : "one"));
    }
    return values == null ? null : child(values, dictionary, block, depth);
  }

  private static Column child(ArrowField field, long self, NativeBlock block, int depth) {
    requirePointer(field, "a child or dictionary", self);
    if (StructTree.ARRAY.isReleased(self)) {
      throw new IllegalArgumentException(
          "field %s: expected an array with content but found one that is released"
              .formatted(field));
    }
    return column(field, self, block, depth + 1);
  }

  private static void requirePointer(ArrowField field, String what, long address) {
    if (address <= 0) {
      throw new IllegalArgumentException(
          "field %s: expected an address in %s but found %s"
              .formatted(field, what, address == 0 ? "NULL" : "0x" + Long.toHexString(address)));
    }
  }

  /// What the elements are.
  ///
  /// @return the type
  public ArrowField field() {
    return column.field();
  }

  /// How many elements there are.
  ///
  /// @return the number of elements
  public long length() {
    return column.length();
  }

  /// Whose memory the elements are in, by the numbers that Arrow and DLPack share: 1 is the CPU, 2
  /// is CUDA.
  ///
  /// @return the struct's `device_type`
  public int deviceType() {
    return deviceType;
  }

  /// Which of the devices of that type.
  ///
  /// @return the struct's `device_id`; -1 for the CPU, mostly
  public long deviceId() {
    return deviceId;
  }

  /// What to wait for on the device before the elements are there.
  ///
  /// @return the struct's `sync_event`: the address of a driver's event, or 0 if there is nothing
  ///   to wait for. It is the producer's, and there until the release
  public long syncEvent() {
    return syncEvent;
  }

  /// Trusts the pointer: hands the array on, with the same device and the same event. The receiver
  /// releases the struct exactly once, on any thread; the memory stays until then, also beyond the
  /// arena's close.
  ///
  /// @param array the address of an `ArrowDeviceArray`, overwritten
  /// @throws IllegalStateException if the arena is closed; the struct is untouched
  public void export(MemorySegment array) {
    long self = DeviceArrays.address(array);
    Readiness.check();
    try {
      ArrayWriter.Node node = ArrayWriter.passedOn(column);
      DeviceArrays.fill(self, deviceType, deviceId, syncEvent);
      node.fill(self);
    } finally {
      Reference.reachabilityFence(scope);
    }
  }

  /// Says what it is, never what it holds.
  @Override
  public String toString() {
    return "OpaqueArray[%d of %s on device type %d, id %d]"
        .formatted(length(), field(), deviceType, deviceId);
  }
}
