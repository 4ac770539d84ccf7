package org.culebra.arrow.internal.cdata;

import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArray;
import org.culebra.ffi.internal.host.CMemory;

/// `struct ArrowDeviceArray`: an array together with the device of its buffers (Arrow C device
/// interface). The numbering of devices is DLPack's.
final class DeviceArrays {
  static final int CPU = 1;
  private static final int CUDA_HOST = 3;
  private static final int ROCM_HOST = 11;
  private static final int CUDA_MANAGED = 13;

  private static final int RESERVED_WORDS = 3;

  private DeviceArrays() {}

  // --- out

  /// The fields after the array in an `ArrowDeviceArray`.
  static void fill(StructKind kind, long self) {
    if (kind == StructKind.DEVICE) {
      fill(self);
    }
  }

  /// The CPU, which Arrow numbers -1.
  private static void fill(long self) {
    fill(self, CPU, -1, 0);
  }

  static void fill(long self, int type, long id, long syncEvent) {
    CMemory.put(self + ArrowDeviceArray.DEVICE_ID, id);
    CMemory.put(self + ArrowDeviceArray.DEVICE_TYPE, Integer.toUnsignedLong(type)); // and padding
    CMemory.put(self + ArrowDeviceArray.SYNC_EVENT, syncEvent);
    for (int i = 0; i < RESERVED_WORDS; i++) {
      CMemory.put(self + ArrowDeviceArray.RESERVED + 8L * i, 0);
    }
  }

  // --- in

  static int type(long self) {
    return CMemory.intAt(self + ArrowDeviceArray.DEVICE_TYPE);
  }

  /// Whether the CPU can read a device's memory directly: main memory, host memory pinned by a
  /// driver, and CUDA's managed memory, whose pages migrate when they are touched.
  static boolean isHostReachable(int type) {
    return type == CPU || type == CUDA_HOST || type == ROCM_HOST || type == CUDA_MANAGED;
  }

  /// @throws UnsupportedOperationException if the CPU cannot read the memory now
  static void requireReadable(StructKind kind, long self) {
    if (kind == StructKind.HOST) {
      return;
    }
    requireHost(type(self));
    requireKnown(self);
    long event = CMemory.longAt(self + ArrowDeviceArray.SYNC_EVENT);
    if (event != 0) {
      throw new UnsupportedOperationException(
          "expected an array that is ready, with sync_event NULL, but found sync_event 0x%x, which"
                  .formatted(event)
              + " only a driver can wait for");
    }
  }

  static void requireHost(int type) {
    if (!isHostReachable(type)) {
      throw new UnsupportedOperationException(
          "expected memory that the CPU can read but found device_type %d; adoptOpaque can pass it on"
                  .formatted(type)
              + " unread");
    }
  }

  /// The reserved words may get a meaning that this version does not know.
  static void requireKnown(long self) {
    for (int i = 0; i < RESERVED_WORDS; i++) {
      long word = CMemory.longAt(self + ArrowDeviceArray.RESERVED + 8L * i);
      if (word != 0) {
        throw new UnsupportedOperationException(
            "expected reserved words of 0 but found reserved[%d] 0x%x".formatted(i, word));
      }
    }
  }
}
