package org.culebra.dlpack;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// The location of memory: DLPack's device type and number. The numbering of devices is the
/// producer's. Types unknown to this version are kept as numbers.
///
/// @param type DLPack's `device_type`
/// @param id its `device_id`
public record DLDevice(int type, int id) {

  /// Main memory.
  public static final DLDevice CPU = new DLDevice(1, 0);

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "CPU"),
          Map.entry(2, "CUDA"),
          Map.entry(3, "CUDAHost"),
          Map.entry(4, "OpenCL"),
          Map.entry(7, "Vulkan"),
          Map.entry(8, "Metal"),
          Map.entry(9, "VPI"),
          Map.entry(10, "ROCM"),
          Map.entry(11, "ROCMHost"),
          Map.entry(12, "ExtDev"),
          Map.entry(13, "CUDAManaged"),
          Map.entry(14, "OneAPI"),
          Map.entry(15, "WebGPU"),
          Map.entry(16, "Hexagon"),
          Map.entry(17, "MAIA"),
          Map.entry(18, "Trn"),
          Map.entry(19, "TPU"),
          Map.entry(20, "TPUHost"),
          Map.entry(21, "Ascend"));

  /// Whether the CPU can read the memory directly: `CPU`, host memory pinned by a driver
  /// (`CUDAHost`, `ROCMHost`), and `CUDAManaged`, whose pages migrate when they are touched. For
  /// the last three, the producer must have finished its work on the device before the CPU reads.
  ///
  /// @return false if only the device can read it
  public boolean isHostReachable() {
    return type == 1 || type == 3 || type == 11 || type == 13;
  }

  /// DLPack's name of the type.
  ///
  /// @return `CUDA` for example, or `device type 99`
  public String name() {
    return Objects.requireNonNullElse(NAMES.get(type), "device type " + type);
  }

  /// The name and the number, in the usual notation: `cuda:0`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT) + ":" + id;
  }
}
