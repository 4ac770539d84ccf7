package org.culebra.arrow;

import java.lang.foreign.MemorySegment;
import org.culebra.arrow.internal.cdata.OpaqueReader;

/// An adopted array that may be in memory of a device: its type and device are known and it can be
/// exported again, but its elements cannot be read from Java.
///
/// The producer's release function is called once, when the arena has been closed and every
/// consumer of [#export] has released its struct, on the thread of the last of these events. May be
/// used by any thread that may use the arena.
public final class OpaqueArray {
  private final OpaqueReader reader;

  OpaqueArray(OpaqueReader reader) {
    this.reader = reader;
  }

  /// The name and the type.
  ///
  /// @return the type
  public ArrowField field() {
    return new ArrowField(reader.column().field());
  }

  /// The number of elements.
  ///
  /// @return the number of elements
  public long length() {
    return reader.column().length();
  }

  /// The type of the device, in the numbering that Arrow and DLPack share: 1 is the CPU, 2 is CUDA.
  ///
  /// @return the struct's `device_type`
  public int deviceType() {
    return reader.deviceType();
  }

  /// The number of the device among those of its type.
  ///
  /// @return the struct's `device_id`; usually -1 for the CPU
  public long deviceId() {
    return reader.deviceId();
  }

  /// The event to wait for on the device before the elements are read.
  ///
  /// @return the struct's `sync_event`: the address of a driver's event, or 0 if there is nothing
  ///   to wait for. It belongs to the producer and is valid until the release
  public long syncEvent() {
    return reader.syncEvent();
  }

  /// Trusts the pointer: exports the array, with the same device and the same event. The receiver
  /// releases the struct exactly once, on any thread; until then the memory stays valid, even if
  /// the arena is closed.
  ///
  /// @param array the address of an `ArrowDeviceArray`, overwritten
  /// @throws IllegalStateException if the arena is closed; the struct is untouched
  public void export(MemorySegment array) {
    reader.export(array);
  }

  /// Describes the type, the length and the device.
  @Override
  public String toString() {
    return "OpaqueArray[%d of %s on device type %d, id %d]"
        .formatted(length(), field(), deviceType(), deviceId());
  }
}
