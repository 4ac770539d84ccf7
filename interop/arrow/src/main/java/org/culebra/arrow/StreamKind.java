package org.culebra.arrow;

import java.lang.foreign.MemorySegment;
import org.culebra.arrow.CDataStructs.ArrowArray;
import org.culebra.arrow.CDataStructs.ArrowArrayStream;
import org.culebra.arrow.CDataStructs.ArrowDeviceArray;
import org.culebra.arrow.CDataStructs.ArrowDeviceArrayStream;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.ReleaseRoute;

/// The two streams of C: for columns in the CPU's memory, and for those of any device. The second
/// says which device, and has the same fields behind that.
enum StreamKind {
  HOST("ArrowArrayStream", 0, ArrowArrayStream.BYTES, ArrowArray.BYTES),
  DEVICE(
      "ArrowDeviceArrayStream",
      ArrowDeviceArrayStream.GET_SCHEMA,
      ArrowDeviceArrayStream.BYTES,
      ArrowDeviceArray.BYTES);

  private final String struct;
  private final int shift;
  private final int bytes;
  private final int chunkBytes;

  StreamKind(String struct, int shift, int bytes, int chunkBytes) {
    this.struct = struct;
    this.shift = shift;
    this.bytes = bytes;
    this.chunkBytes = chunkBytes;
  }

  String struct() {
    return struct;
  }

  int bytes() {
    return bytes;
  }

  /// Of the struct that `get_next` fills in.
  int chunkBytes() {
    return chunkBytes;
  }

  int getSchema() {
    return shift + ArrowArrayStream.GET_SCHEMA;
  }

  int getNext() {
    return shift + ArrowArrayStream.GET_NEXT;
  }

  int getLastError() {
    return shift + ArrowArrayStream.GET_LAST_ERROR;
  }

  int release() {
    return shift + ArrowArrayStream.RELEASE;
  }

  int privateData() {
    return shift + ArrowArrayStream.PRIVATE_DATA;
  }

  long address(MemorySegment stream) {
    return StructAddress.address(stream, struct, bytes);
  }

  /// Releases anybody's struct, if it is not released.
  void release(MemorySegment stream) {
    long self = address(stream);
    long function = CMemory.longAt(self + release());
    if (function != 0) {
      ReleaseRoute.call(function, self, 0, 0);
    }
  }
}
