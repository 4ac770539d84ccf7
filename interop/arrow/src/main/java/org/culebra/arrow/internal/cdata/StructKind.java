package org.culebra.arrow.internal.cdata;

import java.lang.foreign.MemorySegment;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArrayStream;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArrayStream;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.Addresses;
import org.culebra.ffi.internal.memory.ReleaseChain;

/// The two families of structs for values: those of the C data and stream interfaces, for columns
/// in CPU memory, and those of the C device interface. A device array begins with a host array; a
/// device stream begins with the type of its device, followed by the fields of a host stream.
public enum StructKind {
  HOST("ArrowArrayStream", 0, ArrowArrayStream.BYTES, "ArrowArray", ArrowArray.BYTES),
  DEVICE(
      "ArrowDeviceArrayStream",
      ArrowDeviceArrayStream.GET_SCHEMA,
      ArrowDeviceArrayStream.BYTES,
      "ArrowDeviceArray",
      ArrowDeviceArray.BYTES);

  private final String struct;
  private final int shift;
  private final int bytes;
  private final String array;
  private final int arrayBytes;
  private final String whatStream;
  private final String whatArray;

  StructKind(String struct, int shift, int bytes, String array, int arrayBytes) {
    this.struct = struct;
    this.shift = shift;
    this.bytes = bytes;
    this.array = array;
    this.arrayBytes = arrayBytes;
    this.whatStream = "a struct " + struct;
    this.whatArray = "a struct " + array;
  }

  String struct() {
    return struct;
  }

  public int bytes() {
    return bytes;
  }

  /// The struct that `get_next` fills in.
  public int arrayBytes() {
    return arrayBytes;
  }

  long arrayAddress(MemorySegment struct) {
    return Addresses.ofStruct(struct, whatArray, arrayBytes);
  }

  /// The address of an array with content.
  long liveArray(MemorySegment struct) {
    return StructAddress.live(arrayAddress(struct), array, ArrowArray.RELEASE);
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
    return Addresses.ofStruct(stream, whatStream, bytes);
  }

  /// Releases any producer's struct, unless it is already released.
  public void release(MemorySegment stream) {
    long self = address(stream);
    long function = CMemory.longAt(self + release());
    if (function != 0) {
      ReleaseChain.call(function, self, 0, 0);
    }
  }
}
