package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What a stream keeps alive, from when until when; and its release at any moment.
class StreamLeasesTest {
  private static final CStreams.Api C = CStreams.C;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment stream = Arrow.newStream(arena);
  private final MemorySegment deviceStream = Arrow.newStream(arena, CInterface.DEVICE);
  private final MemorySegment array = Arrow.newArray(arena);
  private final long exports = ExportTracker.count();
  private final AtomicInteger leased = new AtomicInteger();
  private final AtomicInteger released = new AtomicInteger();

  @AfterEach
  void item54_countReturnsToItsStart() {
    arena.close();
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(exports);
    assertThat(released).as("releases").hasValue(leased.get());
  }

  private Column counted(double... values) {
    NDArray plain = NDArray.copyOf(values, values.length);
    NDArray counted =
        NDArray.of(
            plain.segment(),
            segment -> {
              leased.incrementAndGet();
              Lease inner = Retention.GC_MANAGED.leaseFor(segment); // the memory stays reachable
              return () -> {
                inner.release();
                released.incrementAndGet();
              };
            },
            DType.FLOAT64,
            StridedLayout.cOrder(8, plain.shape()));
    return Column.of("x", counted);
  }

  private double next() {
    assertThat(C.ask_next(stream, array)).isZero();
    double sum = CSide.C.sum_of(array);
    CSide.C.release_array(array);
    return sum;
  }

  @Test
  @DisplayName("item 50: columns that are there stay beyond their arena, whatever thread asks")
  void item50_outliveTheirArena() {
    try (ExchangeArena memory = ExchangeArena.ofConfined()) {
      Column first = Column.of("x", NDArray.copyOf(memory, new double[] {1, 2}, 2));
      Column second = Column.of("x", NDArray.copyOf(memory, new double[] {4, 8, 16}, 3));
      Arrow.exportStream(BatchSource.of(first, second, second.slice(1, 3), counted(32)), stream);
      Arrow.exportStream(BatchSource.of(first, second), deviceStream, CInterface.DEVICE);
    }
    assertThat(ExportTracker.count()).as("the streams").isEqualTo(exports + 2);
    assertThat(C.drain_on_threads(stream)).isEqualTo(3 + 28 + 24 + 32);
    assertThat(ExportTracker.count()).isEqualTo(exports + 1);
    try (ArrowStream back = Arrow.adoptStream(arena, deviceStream, ImportOptions.DEVICE)) {
      Column first = Objects.requireNonNull(back.next());
      assertThat(first.values().toDoubleArray()).containsExactly(1, 2);
    }
  }

  @Test
  @DisplayName("items 43, 59: released unread or half-read, it releases everything once")
  void item59_unread() {
    Arrow.exportStream(BatchSource.of(counted(1), counted(2), counted(3)), stream);
    assertThat(leased).hasValue(3);
    C.end_stream(stream);
    assertThat(released).hasValue(3);

    Arrow.exportStream(BatchSource.of(counted(1), counted(2), counted(3)), stream);
    assertThat(next()).isEqualTo(1);
    assertThat(released).hasValue(4);
    assertThat(C.ask_next(stream, array)).isZero();
    C.end_stream(stream);
    assertThat(released).as("all but the consumer's").hasValue(5);
    CSide.C.release_array(array);
    assertThat(released).hasValue(6);
  }

  @Test
  @DisplayName("a batch of a stream has offset 0")
  void slicedBatch_hasNoOffset() {
    Column batch = Column.ofBatch(counted(1, 2, 4), counted(8, 16, 32));
    Arrow.exportStream(BatchSource.of(batch.slice(1, 3), batch.slice(2, 3)), stream);
    assertThat(C.ask_next(stream, array)).isZero();
    assertThat(CMemory.longAt(array.address() + ArrowArray.OFFSET)).isZero();
    assertThat(CSide.C.move_and_consume(array)).isEqualTo(54);
    assertThat(next()).isEqualTo(36);
    C.end_stream(stream);
  }

  @Test
  @DisplayName("item 60: a struct that was moved or released does nothing")
  void item60_leftBehind() {
    Arrow.exportStream(BatchSource.of(counted(1)), stream);
    MemorySegment stale = Arrow.newStream(arena).copyFrom(stream);
    C.end_stream(stream);
    assertThat(C.ask_next(stale, array)).isEqualTo(22);
    assertThat(C.ask_error(stale)).isZero();
    C.end_stream(stale);
    assertThat(released).hasValue(1);
  }

  /// Its first call waits until the test lets it continue.
  private static final class Slow implements BatchSource {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);
    final Column column;
    volatile boolean closed;

    Slow(Column column) {
      this.column = column;
    }

    @Override
    public ArrowField schema() {
      return column.field();
    }

    @Override
    public @Nullable Column next() {
      assertThat(closed).as("asked after its close").isFalse();
      asked.countDown();
      try {
        assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      assertThat(closed).as("closed while asked").isFalse();
      return column;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  @DisplayName("item 59: a release while another thread is in get_next waits; later calls fail")
  void item59_releaseDuringNext() throws Exception {
    Slow source = new Slow(counted(5));
    Arrow.exportStream(source, stream);
    MemorySegment second = Arrow.newArray(arena);
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Future<Integer> first = threads.submit(() -> C.ask_next(stream, array));
      source.asked.await();
      Future<Integer> behind = threads.submit(() -> C.ask_next(stream, second));
      Thread.sleep(100); // it waits for the first
      Future<?> end = threads.submit(() -> C.end_stream(stream));
      Thread.sleep(100);
      assertThat(source.closed).isFalse();
      source.goOn.countDown();
      assertThat(first.get()).isZero();
      end.get();
      // either before the release or after it, but not on a closed source
      if (behind.get() == 0) {
        CSide.C.release_array(second);
      } else {
        assertThat(behind.get()).isEqualTo(22);
      }
    }
    assertThat(source.closed).isTrue();
    CSide.C.release_array(array);
  }

  @Test
  @DisplayName("item 68: a stream goes to and fro, each column released as soon as it is read")
  void item68_relayed() {
    long before = C.released_arrays();
    C.make_stream(stream, 5, -1, -1, -1, 0);
    for (int i = 0; i < 3; i++) {
      Arrow.exportStream(Arrow.adoptStream(arena, stream), stream);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(next()).isEqualTo(30 * i + 3);
      assertThat(C.released_arrays() - before).as("chunks released").isEqualTo(i + 1);
    }
    C.end_stream(stream);
  }

  @Test
  @DisplayName("an exported source has no columns left")
  void source_isTheStreams() {
    BatchSource source = BatchSource.of(counted(1), counted(2));
    source.next();
    Arrow.exportStream(source, stream);
    assertThat(source.next()).isNull();
    Arrow.exportStream(source, deviceStream, CInterface.DEVICE);
    assertThat(next()).isEqualTo(2);
    C.end_stream(stream);
    Arrow.releaseStream(deviceStream, CInterface.DEVICE);
  }

  @Test
  @DisplayName("memory that is closed already: the stream is not made")
  void closedMemory_isRejected() {
    ExchangeArena memory = ExchangeArena.ofConfined();
    Column gone = Column.of("x", NDArray.copyOf(memory, new double[] {1}, 1));
    memory.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> Arrow.exportStream(BatchSource.of(counted(1), gone), stream));
    assertThat(released).hasValue(1);
    assertThat(C.stream_is_released(stream)).isEqualTo(1);
  }
}
