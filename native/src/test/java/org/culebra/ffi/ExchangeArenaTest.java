package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.ArenaRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeArenaTest {
  static Supplier<ExchangeArena>[] kinds() {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Supplier<ExchangeArena>[] kinds = new Supplier[3];
    kinds[0] = ExchangeArena::ofConfined;
    kinds[1] = ExchangeArena::ofShared;
    kinds[2] = ExchangeArena::ofAuto;
    return kinds;
  }

  /// Runs something on another thread and throws what it throws.
  static void run(Runnable action) {
    CompletableFuture.runAsync(action, task -> new Thread(task).start()).join();
  }

  /// What C would see.
  private static double raw(long address) {
    return Restricted.segment(address, 8).get(ValueLayout.JAVA_DOUBLE, 0);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void memory_isZeroAndAligned(Supplier<ExchangeArena> kind) {
    ExchangeArena arena = kind.get();
    for (long size : new long[] {0, 1, 100, 65535, 65536, 1 << 20, (4 << 20) - 1, 5 << 20}) {
      MemorySegment memory = arena.allocate(size, 1);

      assertThat(memory.byteSize()).isEqualTo(size);
      assertThat(memory.address() % 64).isZero();
      assertThat(memory.mismatch(MemorySegment.ofArray(new byte[(int) size]))).isEqualTo(-1);
      memory.fill((byte) -1);
    }
    assertThat(arena.allocate(10, 8192).address() % 8192).isZero();
    assertThat(arena.allocate(8 << 20, 8192).address() % 8192).isZero();
  }

  @Test
  void usedMemory_comesBackAsZeros() {
    for (int i = 0; i < 100; i++) {
      try (ExchangeArena arena = ExchangeArena.ofConfined()) {
        NDArray array = NDArray.zeros(arena, DType.INT8, 200_000);
        assertThat(array.sumLong()).isZero();
        array.fill(1L);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void negativeSize_isRejected(long size) {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> arena.allocate(size, 8))
          .withMessage("expected a size of at least 0 bytes but found " + size);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> arena.allocate(8, 24))
          .withMessage("expected an alignment that is a power of two but found 24");
    }
  }

  @Test
  void absurdSize_isOutOfMemory() {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      assertThatExceptionOfType(OutOfMemoryError.class)
          .isThrownBy(() -> arena.allocate(Long.MAX_VALUE, 8));
      assertThatExceptionOfType(OutOfMemoryError.class)
          .isThrownBy(() -> arena.allocate(Long.MAX_VALUE, 1L << 20));
      assertThatExceptionOfType(OutOfMemoryError.class)
          .isThrownBy(() -> arena.allocate(1, 1L << 62));
      assertThat(NDArray.zeros(arena, DType.FLOAT64, 3).sum()).isZero();
    }
  }

  @Test
  void leasedMemory_outlivesTheClose_andIsReleasedElsewhere() {
    for (Supplier<ExchangeArena> kind : kinds()) {
      ExchangeArena arena = kind.get();
      NDArray array = NDArray.copyOf(arena, new double[] {1.5, 2.5}, 2);
      long before = ExportTracker.count();
      Lease lease = array.owner().leaseFor(array.segment());
      assertThat(ArenaRegistry.count(arena, array.segment())).isEqualTo(2);
      assertThat(ExportTracker.count()).isEqualTo(before + 1);
      if (!arena.toString().contains("automatic")) {
        arena.close();
        assertThatIllegalStateException().isThrownBy(() -> array.getDouble(0));
      }

      assertThat(raw(addressOf(array))).isEqualTo(1.5);
      run(lease::release);
      assertThat(ExportTracker.count()).isEqualTo(before);
      assertThatIllegalStateException()
          .isThrownBy(lease::release)
          .withMessage("expected a live lease but found a released one");
      assertThat(ExportTracker.count()).isEqualTo(before);
    }
  }

  /// The address of an array whose arena is closed.
  private static long addressOf(NDArray array) {
    return array.segment().address();
  }

  @Test
  void count_isOfJavaAndTheLeases() {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      MemorySegment a = arena.allocate(64, 8);
      MemorySegment b = arena.allocate(64, 8);
      Lease first = arena.leaseFor(a.asSlice(8, 8));
      Lease second = arena.leaseFor(a.asReadOnly());

      assertThat(ArenaRegistry.count(arena, a)).isEqualTo(3);
      assertThat(ArenaRegistry.count(arena, b)).isEqualTo(1);
      first.release();
      second.close();
      assertThat(ArenaRegistry.count(arena, a)).isEqualTo(1);
    }
  }

  @Test
  void everyBlock_isFound() {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      for (int i = 0; i < 50; i++) {
        MemorySegment small = arena.allocate(i, 8);
        MemorySegment big = arena.allocate(4 << 20, 4096);
        arena.leaseFor(small).release();
        arena.leaseFor(small.asSlice(i)).release();
        arena.leaseFor(big).release();
        arena.leaseFor(big.asSlice((4 << 20) - 1)).release();
      }
    }
  }

  @Test
  void foreignMemory_isNotLeased(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[100]);
    try (ExchangeArena arena = ExchangeArena.ofConfined();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      arena.allocate(64, 8);
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 100, arena);
      MemorySegment other = Arena.global().allocate(16);
      MemorySegment heap = MemorySegment.ofArray(new double[2]);

      assertThatIllegalStateException()
          .isThrownBy(() -> arena.leaseFor(mapped))
          .withMessage(
              "expected memory that this arena has allocated but found a read-only MemorySegment of"
                  + " 100 bytes");
      assertThatIllegalStateException().isThrownBy(() -> arena.leaseFor(other));
      assertThatIllegalStateException().isThrownBy(() -> arena.leaseFor(heap));
      NDArray borrowed = Pointers.asArray(arena, other, DType.UINT8, 16);
      assertThatIllegalStateException()
          .isThrownBy(() -> borrowed.owner().leaseFor(borrowed.segment()));
    }
  }

  @Test
  void tooLongSegment_isNotLeased() {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      MemorySegment memory = arena.allocate(64, 8);
      MemorySegment longer = Restricted.segment(memory.address(), 65);

      assertThatIllegalStateException().isThrownBy(() -> arena.leaseFor(longer));
    }
  }

  @Test
  void closedArena_rejectsEverything() {
    for (ExchangeArena arena :
        new ExchangeArena[] {ExchangeArena.ofConfined(), ExchangeArena.ofShared()}) {
      MemorySegment memory = arena.allocate(8);
      arena.close();

      String closed = "expected an open arena but found a closed one";
      assertThatIllegalStateException().isThrownBy(() -> arena.allocate(8, 8)).withMessage(closed);
      assertThatIllegalStateException()
          .isThrownBy(() -> arena.leaseFor(memory))
          .withMessage(closed);
      assertThatIllegalStateException().isThrownBy(arena::close).withMessage("Already closed");
      assertThat(arena.toString()).endsWith(", closed]");
    }
  }

  @Test
  void confinedArena_rejectsOtherThreads() {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      MemorySegment memory = arena.allocate(8);

      run(() -> {
        for (Runnable action :
            new Runnable[] {
              () -> arena.allocate(8, 8), () -> arena.leaseFor(memory), arena::close
            }) {
          assertThatExceptionOfType(WrongThreadException.class).isThrownBy(action::run);
        }
      });
      assertThat(ArenaRegistry.count(arena, memory)).isEqualTo(1);
      memory.set(ValueLayout.JAVA_LONG, 0, 1);
    }
  }

  @Test
  void automaticArena_cannotBeClosed() {
    ExchangeArena arena = ExchangeArena.ofAuto();

    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(arena::close);
    assertThat(arena).hasToString("ExchangeArena[automatic]");
  }

  @Test
  void automaticMemory_isFreedWhenUnreachable_butNotWhileLeased() throws InterruptedException {
    Lease[] lease = new Lease[1];
    long[] address = new long[1];
    WeakReference<NDArray> array = unreachable(lease, address);
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (array.get() != null && System.nanoTime() < deadline) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(array.get()).isNull();
    Thread.sleep(50); // the cleaner's thread

    assertThat(raw(address[0])).isEqualTo(7.0);
    lease[0].release();
  }

  private static WeakReference<NDArray> unreachable(Lease[] lease, long[] address) {
    NDArray array = NDArray.copyOf(ExchangeArena.ofAuto(), new double[] {7}, 1);
    lease[0] = array.owner().leaseFor(array.segment());
    address[0] = array.address();
    return new WeakReference<>(array);
  }

  @Test
  void cleanupsOfOthers_thatThrow_doNotKeepTheMemory() {
    ExchangeArena arena = ExchangeArena.ofConfined();
    MemorySegment memory = arena.allocate(8);
    MemorySegment other =
        Restricted.segment(
            memory.address(),
            8,
            arena,
            ended -> {
              throw new IllegalArgumentException("on purpose");
            });

    assertThat(other.byteSize()).isEqualTo(8);
    assertThatIllegalArgumentException().isThrownBy(arena::close).withMessage("on purpose");
    assertThat(ArenaRegistry.count(arena, memory)).isZero();
  }

  @Test
  void views_handTheOwnerOn() {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray view =
          NDArray.zeros(arena, DType.FLOAT64, 4, 5).transpose().slice("::-1, 1:").asReadOnly();

      assertThat(view.owner()).isSameAs(arena);
      view.owner().leaseFor(view.segment()).release();
    }
  }
}
