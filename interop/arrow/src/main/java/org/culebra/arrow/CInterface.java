package org.culebra.arrow;

/// Which structs hold values and streams: those for memory of the CPU, or those that name a device.
public enum CInterface {
  /// `ArrowArray` and `ArrowArrayStream`, of the [C data
  /// interface](https://arrow.apache.org/docs/format/CDataInterface.html) and the [C stream
  /// interface](https://arrow.apache.org/docs/format/CStreamInterface.html).
  DATA,
  /// `ArrowDeviceArray` and `ArrowDeviceArrayStream`, of the [C device
  /// interface](https://arrow.apache.org/docs/format/CDeviceDataInterface.html). Exports are in
  /// memory of the CPU (device type 1, id -1) and ready. Imports must be in memory that the CPU can
  /// read (device types 1, 3, 11 and 13), and must not have to wait for a `sync_event`.
  DEVICE
}
