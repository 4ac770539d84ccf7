package org.culebra.ffi;

import java.lang.foreign.Arena;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;

/// A child JVM that forgets two of three exports.
final class ExportTrackerMain {
  private ExportTrackerMain() {}

  public static void main(String[] arguments) {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      Lease first = forgotten(NDArray.zeros(arena, DType.FLOAT64, 3));
      Lease second = forgotten(NDArray.zeros(arena, DType.FLOAT64, 3));
      PyBuffer third =
          PyBuffer.fill(
              Arena.ofAuto().allocate(PyBuffer.BYTES), NDArray.zeros(DType.INT8, 4), PyBuffer.FULL);
      System.out.println(
          ExportTracker.count()
              + " live, "
              + (ExportTracker.isTraced() ? "traced, " : "")
              + ExportTracker.stacks().size()
              + " stacks");
      second.release();
      System.out.println(
          ExportTracker.count() + (first.equals(second) || third.block() == 0 ? " odd" : " live"));
    }
  }

  private static Lease forgotten(NDArray array) {
    return array.owner().leaseFor(array.segment());
  }
}
