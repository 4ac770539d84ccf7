package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;

/// Third-party arenas, and memory supplied from outside.
final class AllocationTest {

  /// A used arena that returns a given segment.
  private record Reusing(Arena under, long extra, boolean onHeap) implements Arena {

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
      MemorySegment used =
          onHeap
              ? MemorySegment.ofArray(new byte[(int) (byteSize + extra)])
              : under.allocate(byteSize + extra, byteAlignment);
      return used.fill((byte) 0x55);
    }

    @Override
    public MemorySegment.Scope scope() {
      return under.scope();
    }

    @Override
    public void close() {
      under.close();
    }
  }

  @Test
  void zeros_inAnArenaThatDoesNotZero_areZeros() {
    try (Arena arena = new Reusing(Arena.ofConfined(), 0, false)) {
      assertThat(NDArray.zeros(arena, DType.INT32, 2, 3).toIntArray()).containsOnly(0);
      NDArray copy = NDArray.copyOf(arena, new int[] {1, 2});
      assertThat(copy.toIntArray()).containsExactly(1, 2);
      DType padded = DType.struct(8, List.of(new Field("a", null, DType.INT8, new long[0], 0)));
      DType wide = DType.struct(8, List.of(new Field("a", null, DType.INT16, new long[0], 2)));
      assertThat(NDArray.zeros(padded, 1).copy(arena, wide).rawBytes()).containsOnly(0);
    }
  }

  @Test
  void zeros_inAnArenaThatGivesAnotherSize_areRejected() {
    for (long extra : new long[] {-1, 1, -24}) {
      try (Arena arena = new Reusing(Arena.ofConfined(), extra, false)) {
        Rejections.argument(
            "expected an arena that returns 24 bytes of native memory, aligned to 64, but found "
                + (24 + extra)
                + " bytes",
            () -> NDArray.zeros(arena, DType.INT32, 2, 3));
      }
    }
  }

  @Test
  void zeros_inAnArenaOfTheHeap_areRejected() {
    try (Arena arena = new Reusing(Arena.ofConfined(), 0, true)) {
      Rejections.argument(
          "expected an arena that returns 24 bytes of native memory, aligned to 64, but found a"
              + " heap segment of 24 bytes",
          () -> NDArray.zeros(arena, DType.INT32, 2, 3));
    }
  }

  @Test
  void of_withoutElements_beginsInsideTheSegment() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(16);
      for (long offset : new long[] {-1, 17, Long.MAX_VALUE, Long.MIN_VALUE}) {
        StridedLayout layout = StridedLayout.of(8, offset, new long[] {0}, new long[] {8});
        Rejections.argument(
            "expected an offset in the segment's [0, 16] but found %d: float64 of shape (0,), strides (8,)"
                .formatted(offset),
            () -> NDArray.of(segment, Retention.ARENA, DType.FLOAT64, layout));
      }
      for (long offset : new long[] {0, 16}) {
        StridedLayout layout = StridedLayout.of(8, offset, new long[] {0}, new long[] {8});
        NDArray none = NDArray.of(segment, Retention.ARENA, DType.FLOAT64, layout);
        assertThat(none.address()).isEqualTo(segment.address() + offset);
      }
    }
  }

  @Test
  void zeros_inTheJdksArenas_areZeros() {
    try (Arena confined = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      for (Arena arena : new Arena[] {confined, shared, Arena.ofAuto(), Arena.global()}) {
        NDArray zeros = NDArray.zeros(arena, DType.INT64, 100);
        assertThat(zeros.segment().toArray(ValueLayout.JAVA_LONG)).containsOnly(0);
        assertThat(zeros.segment().byteSize()).isEqualTo(800);
        assertThat(zeros.address() % 64).isZero();
      }
    }
  }

  @Test
  void noArena_beyondTheLimit_saysWhatToDo() {
    ChildJvm.Result result =
        ChildJvm.of(NoRoomMain.class).flags("-Xmx64m", "-XX:MaxDirectMemorySize=1m").run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    List<String> lines = result.stdout().lines().toList();
    assertThat(lines).as(result.toString()).hasSize(11);
    assertThat(lines.subList(0, 10))
        .allSatisfy(line ->
            assertThat(line)
                .matches(
                    "expected 8000000 bytes of GC-managed memory but found: .+\\. The limit is"
                        + " -XX:MaxDirectMemorySize, by default the maximal size of the heap"
                        + " \\(-Xmx, here \\d+ bytes\\)\\. Raise it, or pass an arena, which has no"
                        + " limit: Arena.ofConfined\\(\\), or ExchangeArena.ofAuto\\(\\) of"
                        + " org.culebra.ffi, which is GC-managed too"));
    assertThat(lines.getLast()).isEqualTo("1000000");
  }
}
