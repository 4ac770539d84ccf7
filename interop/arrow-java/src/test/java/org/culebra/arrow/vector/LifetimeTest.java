package org.culebra.arrow.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.util.AssertionUtil;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.util.TransferPair;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Who frees what, and that it happens once.
class LifetimeTest {
  private final long exports = ExportTracker.count();
  private final AtomicInteger leased = new AtomicInteger();
  private final AtomicInteger released = new AtomicInteger();

  @AfterEach
  void nothingIsLeft() {
    assertThat(ExportTracker.count()).as("item 54").isEqualTo(exports);
  }

  private final MemoryOwner counting =
      _ -> {
        leased.incrementAndGet();
        return released::incrementAndGet;
      };

  /// 0, 1, 2 … as int64, of an owner that counts.
  private Column longs(int length) {
    MemorySegment data = Arena.ofAuto().allocate(8L * length, 64);
    for (int i = 0; i < length; i++) {
      data.setAtIndex(ValueLayout.JAVA_LONG, i, i);
    }
    return Column.ofBuffers(
        ArrowField.of("x", "l"),
        length,
        0,
        0,
        List.of(MemorySegment.NULL, data),
        counting,
        List.of(),
        null);
  }

  @Test
  @DisplayName("item 50: a vector outlives the arena of its memory")
  void vector_outlivesTheArena() {
    try (BufferAllocator none = new RootAllocator(0)) {
      FieldVector vector;
      try (ExchangeArena arena = ExchangeArena.ofConfined()) {
        NDArray array = NDArray.zeros(arena, DType.FLOAT64, 100_000).fill(1.5);
        vector = Vectors.vector("x", array, none);
        assertThat(ExportTracker.count()).isEqualTo(exports + 1);
      }
      assertThat(((Float8Vector) vector).get(99_999)).isEqualTo(1.5);
      assertThat(ExportTracker.count()).isEqualTo(exports + 1);
      CompletableFuture.runAsync(vector::close).join();
      assertThat(ExportTracker.count()).isEqualTo(exports);
      vector.close();
      assertThat(none.getAllocatedMemory()).isZero();
    }
  }

  @Test
  @DisplayName("item 43: the owner is asked once and released once, at the last buffer")
  void owner_isReleasedOnce() {
    try (BufferAllocator allocator = new RootAllocator()) {
      FieldVector vector = Vectors.vector(longs(10), allocator);
      ArrowBuf kept = vector.getDataBuffer();
      kept.getReferenceManager().retain();
      vector.close();
      vector.close();
      assertThat(released).hasValue(0);
      assertThat(kept.getLong(72)).isEqualTo(9);
      assertThat(kept.getReferenceManager().release()).isTrue();
      assertThat(leased).hasValue(1);
      assertThat(released).hasValue(1);
      assertThatIllegalStateException()
          .isThrownBy(() -> kept.getReferenceManager().release())
          .withMessageContaining("a released one");
      assertThatIllegalStateException()
          .isThrownBy(() -> kept.getReferenceManager().retain())
          .withMessageContaining("a released one");
      assertThat(released).hasValue(1);
    }
  }

  @Test
  @DisplayName("vectors may be transferred, split and copied; the last one releases")
  void transfers_keepTheMemory() {
    try (BufferAllocator allocator = new RootAllocator();
        BufferAllocator child = allocator.newChildAllocator("child", 0, 1 << 20)) {
      FieldVector vector = Vectors.vector(longs(20), allocator);
      long address = vector.getDataBufferAddress();
      TransferPair split = vector.getTransferPair(child);
      split.splitAndTransfer(8, 5);
      TransferPair whole = vector.getTransferPair(child);
      whole.transfer();
      vector.close();
      try (BigIntVector part = (BigIntVector) split.getTo();
          BigIntVector all = (BigIntVector) whole.getTo()) {
        assertThat(part.getDataBufferAddress()).isEqualTo(address + 64);
        assertThat(part.get(4)).isEqualTo(12);
        assertThat(all.getDataBufferAddress()).isEqualTo(address);
        assertThat(all.get(19)).isEqualTo(19);
        all.setSafe(1000, 7);
        assertThat(all.getDataBufferAddress()).isNotEqualTo(address);
        assertThat(all.get(19)).isEqualTo(19);
        assertThat(released).hasValue(0);
      }
      assertThat(released).hasValue(1);
    }
  }

  @Test
  @DisplayName(
      "item 49: memory of an arena that may be closed is rejected; borrowed or copied, it is not")
  void arenaMemory_isRejected() {
    try (BufferAllocator none = new RootAllocator(0);
        Arena arena = Arena.ofConfined()) {
      NDArray array = NDArray.zeros(arena, DType.INT32, 10).fill(3);
      assertThatIllegalStateException()
          .isThrownBy(() -> Vectors.vector("x", array, none))
          .withMessageContaining("may be closed at any time");
      Column column = Column.of("x", array);
      try (FieldVector borrowed = Vectors.vector(column.borrowed(), none);
          FieldVector copy = Vectors.vector(column.copy(), none)) {
        assertThat(borrowed.getDataBufferAddress()).isEqualTo(array.address());
        assertThat(copy.getDataBufferAddress()).isNotEqualTo(array.address());
        assertThat(copy.getObject(9)).isEqualTo(3);
      }
    }
    NDArray dead;
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      dead = NDArray.zeros(arena, DType.INT32, 10);
    }
    try (BufferAllocator none = new RootAllocator(0)) {
      assertThatIllegalStateException().isThrownBy(() -> Vectors.vector("x", dead, none));
    }
  }

  @Test
  @DisplayName("item 52: a failure half-way releases exactly once, and leaves no vector")
  void failureHalfWay_releasesOnce() {
    Column ids =
        Column.ofBuffers(
            ArrowField.of("ids", "c"),
            4,
            0,
            0,
            List.of(MemorySegment.NULL, Arena.ofAuto().allocate(4)),
            counting,
            List.of(),
            null);
    Column union =
        Column.ofBuffers(
            ArrowField.of("u", "+us:0,1", longs(4).field(), longs(4).field()),
            4,
            0,
            0,
            List.of(ids.buffers().get(1)),
            Retention.GC_MANAGED,
            List.of(longs(4), longs(4)),
            null);
    Column batch = Column.ofBatch(longs(4).withName("fine"), union);
    try (BufferAllocator none = new RootAllocator(0)) {
      assertThatThrownBy(() -> Vectors.root(batch, none))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(leased).hasValue(3);
    assertThat(released).hasValue(3);
  }

  @Test
  @DisplayName("item 51: a column outlives its vector, until the arena is closed")
  void column_outlivesTheVector() {
    try (BufferAllocator allocator = new RootAllocator()) {
      try (Arena arena = Arena.ofConfined()) {
        NDArray array;
        try (BigIntVector vector = new BigIntVector("x", allocator)) {
          fill(vector, 100);
          array = Vectors.array(arena, vector);
          assertThat(array.address()).isEqualTo(vector.getDataBufferAddress());
        }
        assertThat(array.getLong(99)).isEqualTo(99);
        assertThat(allocator.getAllocatedMemory()).isPositive();
      }
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  private static void fill(BigIntVector vector, int length) {
    vector.allocateNew(length);
    for (int i = 0; i < length; i++) {
      vector.set(i, i);
    }
    vector.setValueCount(length);
  }

  @Test
  @DisplayName(
      "a column's lease keeps the vector's buffers beyond the arena, and ends on any thread")
  void lease_outlivesTheArena() {
    try (BufferAllocator allocator = new RootAllocator()) {
      Lease lease;
      FieldVector again;
      try (Arena arena = Arena.ofConfined();
          BigIntVector vector = new BigIntVector("x", allocator)) {
        fill(vector, 100);
        Column column = Vectors.column(arena, vector);
        lease = column.lease();
        again = Vectors.vector(column, allocator);
        assertThat(ExportTracker.count()).isEqualTo(exports + 2);
      }
      assertThat(again.getObject(99)).isEqualTo(99L);
      again.close();
      assertThat(allocator.getAllocatedMemory()).isPositive();
      CompletableFuture.runAsync(lease::release).join();
      assertThat(allocator.getAllocatedMemory()).isZero();
      assertThatIllegalStateException()
          .isThrownBy(lease::release)
          .withMessageContaining("a released one");
    }
  }

  @Test
  @DisplayName("a dead arena and one of another thread are rejected; the vector is untouched")
  void unusableArena_isRejected() {
    Arena closed = Arena.ofConfined();
    closed.close();
    try (BufferAllocator allocator = new RootAllocator();
        BigIntVector vector = new BigIntVector("x", allocator)) {
      fill(vector, 10);
      int references = vector.getDataBuffer().refCnt();
      assertThatIllegalStateException().isThrownBy(() -> Vectors.column(closed, vector));
      try (Arena arena = Arena.ofConfined()) {
        CompletableFuture<Throwable> elsewhere =
            CompletableFuture.supplyAsync(() -> {
              try {
                Vectors.column(arena, vector);
                return new AssertionError("nothing was thrown");
              } catch (RuntimeException e) {
                return e;
              }
            });
        assertThat(elsewhere.join()).isInstanceOf(WrongThreadException.class);
      }
      assertThat(vector.getDataBuffer().refCnt()).isEqualTo(references);
    }
  }

  @Test
  @DisplayName("item 53: dropped without a close, the collector releases")
  void dropped_isReleasedByTheCollector() throws InterruptedException {
    try (BufferAllocator allocator = new RootAllocator()) {
      try (BigIntVector vector = new BigIntVector("x", allocator)) {
        fill(vector, 10);
        Vectors.column(Arena.ofAuto(), vector);
      }
      for (int i = 0; i < 200 && allocator.getAllocatedMemory() > 0; i++) {
        System.gc();
        Thread.sleep(10);
      }
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  @Test
  @DisplayName(
      "an allocator that is closed too early says so; the memory stays until the arena's close")
  void allocatorClosedFirst_saysSo() {
    BufferAllocator allocator = new RootAllocator();
    Arena arena = Arena.ofConfined();
    Column column;
    try (BigIntVector vector = new BigIntVector("x", allocator)) {
      fill(vector, 10);
      column = Vectors.column(arena, vector);
    }
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(allocator::close)
        .withMessageContaining("Memory was leaked");
    assertThat(column.array().getLong(9)).isEqualTo(9);
    if (AssertionUtil.isAssertionsEnabled()) { // then Arrow itself rejects what comes back too late
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(arena::close)
          .withMessageContaining("allocator is closed");
    } else {
      arena.close();
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }
}
