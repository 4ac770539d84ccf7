package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.testsupport.NullSweep;
import org.culebra.testsupport.Samples;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReadingNullsTest {

  @Test
  @DisplayName("null is rejected by everything public")
  void nulls_areRejected() {
    try (Arena arena = Arena.ofConfined()) {
      Column column = ProducedArray.doubles(3, 0).adopt(arena);
      Samples samples =
          new Samples()
              .add(Arena.class, () -> arena)
              .add(
                  MemorySegment.class,
                  () -> Arrow.newArray(arena, CInterface.DEVICE)) // the longest struct
              .add(String.class, () -> "g") // also a format
              .add(BatchSource.class, () -> BatchSource.of(column))
              .add(ArrowStream.class, () -> stream(arena, column))
              .add(OpaqueArray.class, () -> opaque(arena, column))
              .add(AdoptedMemory.class, () -> AdoptedMemory.in(arena, () -> {}))
              .add(NDArray.class, () -> NDArray.zeros(DType.INT8, 1))
              .add(DType.class, () -> DType.FLOAT64)
              .add(ImportOptions.class, () -> ImportOptions.DATA)
              .add(CopyPolicy.class, () -> CopyPolicy.NEVER)
              .add(MemoryOwner.class, () -> Retention.GC_MANAGED)
              .add(ArrowField.class, () -> ArrowField.of("x", "g"))
              .add(Metadata.class, () -> Metadata.EMPTY)
              .add(List.class, List::of)
              .add(ZoneId.class, () -> ZoneOffset.UTC)
              .add(Period.class, () -> Period.ZERO)
              .add(Duration.class, () -> Duration.ZERO)
              .add(Interval.class, () -> new Interval(1, 2, 3))
              .add(Lease.class, () -> column.lease())
              .add(Column.class, () -> column);
      new NullSweep(samples).assertClean(Arrow.class);
    }
  }

  private static ArrowStream stream(Arena arena, Column column) {
    MemorySegment struct = Arrow.newStream(arena);
    Arrow.exportStream(BatchSource.of(column), struct);
    return Arrow.adoptStream(arena, struct);
  }

  private static OpaqueArray opaque(Arena arena, Column column) {
    MemorySegment struct = Arrow.newArray(arena, CInterface.DEVICE);
    Arrow.exportArray(column, struct, CInterface.DEVICE);
    return Arrow.adoptOpaque(arena, column.field(), struct);
  }
}
