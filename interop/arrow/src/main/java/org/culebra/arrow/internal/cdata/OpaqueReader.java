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
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.NativeBlock;

/// An adopted `ArrowDeviceArray` whose buffers may not be readable by the CPU: its structs have
/// been read, its elements never are. [OpaqueArray][org.culebra.arrow.OpaqueArray] is its public
/// type.
public final class OpaqueReader {
  private final ArrayData column;
  private final NativeBlock block;
  private final MemorySegment scope;
  private final int deviceType;
  private final long deviceId;
  private final long syncEvent;

  private OpaqueReader(ArrayData column, NativeBlock block, MemorySegment scope, long self) {
    this.column = column;
    this.block = block;
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
      return new OpaqueReader(new OpaqueArrays(block).read(field, struct), block, scope, struct);
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
      ArrayWriter.Node node = ArrayWriter.passedOn(column, block);
      DeviceArrays.fill(self, deviceType, deviceId, syncEvent);
      node.fill(self);
    } finally {
      Reference.reachabilityFence(scope);
    }
  }

  /// The structs are the CPU's; what their buffers point to is left alone.
  private static final class OpaqueArrays extends ArrayReader {
    private final NativeBlock block;

    OpaqueArrays(NativeBlock block) {
      super(false);
      this.block = block;
    }

    @Override
    List<Buffer> buffers(
        long self, FormatString format, FieldPath place, long elements, long length, long nulls) {
      if (format.kind().isView()) {
        throw new UnsupportedOperationException(
            "expected a format whose buffer sizes are not in a buffer but found \""
                + format.text()
                + "\"");
      }
      int expected = format.kind().parts().size();
      long found = CMemory.longAt(self + ArrowArray.N_BUFFERS);
      requireCount(place, format, expected, found);
      long pointers = CMemory.longAt(self + ArrowArray.BUFFERS);
      StructAddress.requirePointers(place, "buffers", pointers, found);
      List<Buffer> buffers = new ArrayList<>(expected);
      for (int i = 0; i < expected; i++) {
        long address = CMemory.longAt(pointers + (long) Long.BYTES * i);
        buffers.add(
            address == 0 ? Buffer.ABSENT : new Buffer(MemorySegment.ofAddress(address), block));
      }
      return buffers;
    }
  }
}
