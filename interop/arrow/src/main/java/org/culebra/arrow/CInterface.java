package org.culebra.arrow;

/// Which structs hold values and streams: those for CPU memory, or those that name a device.
public enum CInterface {
  /// `ArrowArray` and `ArrowArrayStream`, of the [C data
  /// interface](https://arrow.apache.org/docs/format/CDataInterface.html) and the [C stream
  /// interface](https://arrow.apache.org/docs/format/CStreamInterface.html).
  DATA,
  /// `ArrowDeviceArray` and `ArrowDeviceArrayStream`, of the [C device
  /// interface](https://arrow.apache.org/docs/format/CDeviceDataInterface.html). Exports are in CPU
  /// memory (device type 1, id -1) and ready. Imports must be in CPU-readable memory (device types
  /// 1, 3, 11 and 13), with no pending `sync_event`.
  DEVICE
}
