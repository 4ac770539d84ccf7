package org.culebra.dlpack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.testsupport.NullSweep;
import org.culebra.testsupport.Samples;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NullsTest {

  @Test
  @DisplayName("null is rejected by everything public")
  void nulls_areRejected() {
    Raw raw = Raw.produced();
    try (Arena arena = Arena.ofConfined()) {
      OpaqueTensor tensor = DLPack.adoptOpaque(arena, raw.pointer());
      Samples samples =
          new Samples()
              .add(Arena.class, () -> arena)
              .add(MemorySegment.class, raw::pointer)
              .add(NDArray.class, () -> NDArray.zeros(DType.INT8, 1))
              .add(ExportOptions.class, () -> ExportOptions.LEASED)
              .add(ImportOptions.class, () -> ImportOptions.VERSIONED)
              .add(Ownership.class, () -> Ownership.LEASED)
              .add(CopyPolicy.class, () -> CopyPolicy.NEVER)
              .add(DLDevice.class, () -> DLDevice.CPU)
              .add(OpaqueTensor.class, () -> tensor);
      new NullSweep(samples).assertClean(DLPack.class);
    }
  }
}
