package org.culebra.arrow;

import java.lang.foreign.MemorySegment;
import org.culebra.arrow.internal.cdata.OpaqueReader;

/// An adopted array that may lie in memory of a device: it says what it is and where it lives, and
/// can be handed on, but its elements cannot be read here.
///
/// The producer's release is called once, when the arena of the adoption has been closed and every
/// consumer of [#export] has released its struct, on the thread that does the last of these. Any
/// thread may use this object, as far as its arena allows.
public final class OpaqueArray {
  private final OpaqueReader reader;

  OpaqueArray(OpaqueReader reader) {
    this.reader = reader;
  }

  /// What the elements are.
  ///
  /// @return the type
  public ArrowField field() {
    return new ArrowField(reader.column().field());
  }

  /// How many elements there are.
  ///
  /// @return the number of elements
  public long length() {
    return reader.column().length();
  }

  /// Whose memory the elements are in, by the numbers that Arrow and DLPack share: 1 is the CPU, 2
  /// is CUDA.
  ///
  /// @return the struct's `device_type`
  public int deviceType() {
    return reader.deviceType();
  }

  /// Which of the devices of that type.
  ///
  /// @return the struct's `device_id`; -1 for the CPU, mostly
  public long deviceId() {
    return reader.deviceId();
  }

  /// What to wait for on the device before the elements are there.
  ///
  /// @return the struct's `sync_event`: the address of a driver's event, or 0 if there is nothing
  ///   to wait for. It is the producer's, and there until the release
  public long syncEvent() {
    return reader.syncEvent();
  }

  /// Trusts the pointer: hands the array on, with the same device and the same event. The receiver
  /// releases the struct exactly once, on any thread; the memory stays until then, also beyond the
  /// arena's close.
  ///
  /// @param array the address of an `ArrowDeviceArray`, overwritten
  /// @throws IllegalStateException if the arena is closed; the struct is untouched
  public void export(MemorySegment array) {
    reader.export(array);
  }

  /// Says what it is, never what it holds.
  @Override
  public String toString() {
    return "OpaqueArray[%d of %s on device type %d, id %d]"
        .formatted(length(), field(), deviceType(), deviceId());
  }
}
