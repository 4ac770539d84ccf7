package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;

/// Memory that is taken over together with the function that frees it.
class AdoptionTest {
  private static final CLibrary LIB = OwnersLibrary.open(OwnersLibrary.build());
  private static final CFunction MAKE = LIB.function("make");
  private static final CFunction RELEASE = LIB.function("release_memory");

  private static MemorySegment make(long bytes) {
    return OwnersLibrary.pointer(MAKE.call(bytes));
  }

  private static long frees() {
    return OwnersLibrary.number(LIB.function("count_frees").call());
  }

  @Test
  void everyArena_freesOnce() {
    for (Arena arena :
        List.of(
            Arena.ofConfined(),
            Arena.ofShared(),
            ExchangeArena.ofConfined(),
            ExchangeArena.ofShared())) {
      long before = frees();
      NDArray array =
          Pointers.adopt(arena, make(8000), 8000, RELEASE, DType.FLOAT64, 1000).fill(3.14);
      assertThat(array.sum()).isCloseTo(3140, org.assertj.core.data.Offset.offset(1e-9));
      assertThat(frees()).isEqualTo(before);

      arena.close();

      assertThat(frees()).isEqualTo(before + 1);
      assertThatIllegalStateException().isThrownBy(() -> array.getDouble(0));
      assertThatIllegalStateException()
          .isThrownBy(() -> array.owner().leaseFor(array.segment()))
          .withMessage("expected memory that is alive but found that its arena has been closed");
    }
  }

  @Test
  void automaticArena_freesWhenUnreachable() throws InterruptedException {
    long before = frees();
    long address = Pointers.adopt(Arena.ofAuto(), make(8), 8, RELEASE, DType.INT64, 1).address();
    assertThat(address).isNotZero();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (frees() == before && System.nanoTime() < deadline) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(frees()).isEqualTo(before + 1);
  }

  @Test
  void globalArena_neverFrees() {
    long before = frees();
    NDArray array = Pointers.adopt(Arena.global(), make(8), 8, RELEASE, DType.INT64, 1);
    array.owner().leaseFor(array.segment()).release();

    assertThat(frees()).isEqualTo(before);
  }

  @Test
  void leases_keepTheMemoryBeyondTheClose() {
    long before = frees();
    Arena arena = Arena.ofConfined();
    NDArray array = Pointers.adopt(arena, make(16), 16, RELEASE, DType.INT64, 2);
    Lease first = array.owner().leaseFor(array.segment());
    Lease second = array.sliceAxis(0, 1, 2).owner().leaseFor(array.segment().asSlice(8));
    arena.close();
    first.release();
    assertThat(frees()).isEqualTo(before);

    ExchangeArenaTest.run(second::release);

    assertThat(frees()).isEqualTo(before + 1);
    assertThatIllegalStateException()
        .isThrownBy(second::release)
        .withMessage("expected a live lease but found a released one");
    assertThat(frees()).isEqualTo(before + 1);
  }

  @Test
  void sizedFree_getsTheSize() {
    CFunction sized = LIB.function("release_sized");
    long bytes = OwnersLibrary.number(LIB.function("count_bytes").call());
    try (Arena arena = Arena.ofConfined()) {
      Pointers.adopt(arena, make(4096), 4096, sized, DType.UINT8, 100);
    }
    assertThat(LIB.function("count_bytes").call()).isEqualTo(bytes + 4096);
  }

  @Test
  void free_isTheDefault() {
    for (int i = 0; i < 1000; i++) {
      try (Arena arena = Arena.ofConfined()) {
        NDArray array = Pointers.adopt(arena, make(1 << 20), 1 << 20, DType.INT32, 10).fill(1L);
        assertThat(array.sumLong()).isEqualTo(10);
      }
    }
  }

  @Test
  void strides_startAnywhereInTheMemory() {
    long before = frees();
    try (Arena arena = Arena.ofConfined()) {
      StridedLayout reversed = StridedLayout.of(8, 16, new long[] {3}, new long[] {-8});
      NDArray array = Pointers.adopt(arena, make(24), 24, RELEASE.pointer(), DType.INT64, reversed);
      array.setLong(2, 7);
      assertThat(array.address()).isEqualTo(array.segment().address() + 16);
      assertThat(array.reinterpret(DType.INT64).getLong(2)).isEqualTo(7);
    }
    assertThat(frees()).isEqualTo(before + 1);
  }

  @Test
  void overlappingElements_areReadOnly() {
    try (Arena arena = Arena.ofConfined()) {
      StridedLayout windows = StridedLayout.of(8, 0, new long[] {2, 2}, new long[] {8, 8});
      NDArray array = Pointers.adopt(arena, make(24), 24, RELEASE.pointer(), DType.INT64, windows);
      assertThat(array.isReadOnly()).isTrue();
    }
  }

  /// The jemalloc example of the seeds counts its shape in bytes.
  @Test
  void shapeInBytes_isRejected_andTheMemoryFreed() {
    long before = frees();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = make(8000);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> Pointers.adopt(arena, memory, 8000, RELEASE, DType.FLOAT64, 8000))
          .withMessage(
              "expected elements inside the 8000 adopted bytes but found bytes [0, 64000):"
                  + " float64 of shape (8000,); the memory has been released");
      assertThat(frees()).isEqualTo(before + 1);
    }
    assertThat(frees()).isEqualTo(before + 1);
  }

  @Test
  void faultsOfTheShape_releaseOnce() {
    long before = frees();
    try (Arena arena = Arena.ofConfined()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Pointers.adopt(arena, make(8), 8, RELEASE, DType.INT64, -1))
          .matches(Imports::hasReleased);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Pointers.adopt(arena, make(8), 8, RELEASE, DType.INT64, 1L << 62, 4));
      StridedLayout below = StridedLayout.of(8, 0, new long[] {2}, new long[] {-8});
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> Pointers.adopt(arena, make(16), 16, RELEASE.pointer(), DType.INT64, below));
      StridedLayout other = StridedLayout.cOrder(4, 1);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> Pointers.adopt(arena, make(16), 16, RELEASE.pointer(), DType.INT64, other))
          .matches(Imports::hasReleased);
      assertThat(frees()).isEqualTo(before + 4);
    }
    assertThat(frees()).isEqualTo(before + 4);
  }

  @Test
  void faultsOfTheCaller_leaveTheMemoryWithTheCaller() {
    long before = frees();
    Arena closed = Arena.ofConfined();
    closed.close();
    Arena confined = Arena.ofConfined();
    MemorySegment memory = make(8);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.adopt(confined, MemorySegment.NULL, 8, RELEASE, DType.INT64, 1))
        .withMessage("expected the address of memory to adopt but found NULL")
        .matches(e -> !Imports.hasReleased(e));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Pointers.adopt(confined, MemorySegment.ofAddress(-1), 8, RELEASE, DType.INT64, 1))
        .withMessage("expected the address of memory to adopt but found 0xffffffffffffffff");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.adopt(confined, memory, -8, RELEASE, DType.INT64, 1));
    assertThatIllegalStateException()
        .isThrownBy(() -> Pointers.adopt(closed, memory, 8, RELEASE, DType.INT64, 1))
        .withMessage("expected an open arena but found a closed one");
    ExchangeArenaTest.run(() ->
        assertThatExceptionOfType(WrongThreadException.class)
            .isThrownBy(() -> Pointers.adopt(confined, memory, 8, RELEASE, DType.INT64, 1))
            .withMessage("Attempted access outside owning thread"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.adopt(confined, memory, 8, MemorySegment.NULL, DType.INT64, 1))
        .withMessage("expected the address of a function that frees the memory but found NULL");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.adopt(confined, memory, 8, MAKE, DType.INT64, 1))
        .withMessage(
            "expected a function that takes the pointer, and optionally the size in bytes, but"
                + " found void *make(size_t n)");
    assertThat(frees()).isEqualTo(before);

    Pointers.adopt(confined, memory, 8, RELEASE, DType.INT64, 1);
    confined.close();
    assertThat(frees()).isEqualTo(before + 1);
  }

  @Test
  void underJemalloc_mallocAndFreeAreOfOneAllocator() {
    String jemalloc = Peers.library("jemalloc").toString();

    ChildJvm.Result result =
        ChildJvm.of(JemallocMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .environment("LD_PRELOAD", jemalloc)
            .arguments(OwnersLibrary.build())
            .run();

    assertThat(result.stdout())
        .as(result.toString())
        .isEqualTo("jemalloc is there\nrejected\n3140.0\n1000 rounds\n");
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }
}
