package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Streams of C, and of our own, asked by Java.
class StreamImportTest {
  private static final CStreams.Api C = CStreams.C;
  private static final int NEVER = -1;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment stream = Arrow.newStream(arena);
  private final long exports = ExportTracker.count();
  private final long streams = C.released_streams();
  private final long schemas = C.released_schemas();
  private final long arrays = C.released_arrays();

  @AfterEach
  void item54_countReturnsToItsStart() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(exports);
  }

  private void assertReleased(int streamCount, int schemaCount, int arrayCount) {
    assertThat(C.released_streams() - streams).as("streams").isEqualTo(streamCount);
    assertThat(C.released_schemas() - schemas).as("schemas").isEqualTo(schemaCount);
    assertThat(C.released_arrays() - arrays).as("arrays").isEqualTo(arrayCount);
  }

  private static double[] doubles(BatchSource source) {
    return Objects.requireNonNull(source.next()).values().toDoubleArray();
  }

  @Test
  @DisplayName("items 55, 56: schema at once, chunks, the end again and again; released once")
  void item55_56_drain() {
    C.make_stream(stream, 2, NEVER, NEVER, NEVER, 0);
    try (ArrowStream source = Arrow.adoptStream(arena, stream)) {
      assertThat(C.stream_is_released(stream)).as("moved").isEqualTo(1);
      assertThat(source.schema()).isEqualTo(ArrowField.of("x", "g"));
      assertReleased(0, 1, 0);
      assertThat(doubles(source)).containsExactly(0, 1, 2);
      assertThat(doubles(source)).containsExactly(10, 11, 12);
      assertThat(source.next()).isNull();
      assertThat(source.next()).isNull();
      assertReleased(0, 1, 0);
    }
    assertReleased(1, 1, 0);
    arena.close();
    assertReleased(1, 1, 2);
  }

  @Test
  @DisplayName("item 57: errno and message; asked again afterwards")
  void item57_error() {
    C.make_stream(stream, 3, 1, NEVER, NEVER, 0);
    ArrowStream source = Arrow.adoptStream(arena, stream);
    assertThat(doubles(source)).containsExactly(0, 1, 2);
    assertThatExceptionOfType(ArrowStreamException.class)
        .isThrownBy(source::next)
        .withMessage("get_next failed (errno 5, EIO): boom ä")
        .satisfies(e -> assertThat(e.errno()).isEqualTo(5));
    assertThat(doubles(source)).containsExactly(20, 21, 22);
    assertThat(source.next()).isNull();
    arena.close();
    assertReleased(1, 1, 2);
    assertThatIllegalStateException().isThrownBy(source::next);
  }

  @Test
  @DisplayName("item 57: a schema that fails or is none: the stream has been released")
  void item57_badSchema() {
    C.make_stream(stream, 1, NEVER, NEVER, NEVER, 1);
    assertThatExceptionOfType(ArrowStreamException.class)
        .isThrownBy(() -> Arrow.adoptStream(arena, stream))
        .withMessage("get_schema failed (errno 22, EINVAL): no message");
    assertReleased(1, 0, 0);
    C.make_stream(stream, 1, NEVER, NEVER, NEVER, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.adoptStream(arena, stream))
        .withMessageContaining("found \"?\"")
        .withMessageEndingWith("; the stream has been released");
    assertReleased(2, 1, 0);
    arena.close();
    assertReleased(2, 1, 0);
  }

  @Test
  @DisplayName("item 58: a chunk in an arena of its own outlives the stream, or dies before it")
  void item58_ownArena() {
    C.make_stream(stream, 3, NEVER, NEVER, NEVER, 0);
    Arena longer = Arena.ofConfined();
    ArrowStream source = Arrow.adoptStream(arena, stream);
    Column kept = Objects.requireNonNull(source.next(longer));
    Column brief;
    try (Arena shorter = Arena.ofConfined()) {
      brief = Objects.requireNonNull(source.next(shorter));
      assertThat(brief.values().getDouble(0)).isEqualTo(10);
    }
    assertReleased(0, 1, 1);
    assertThatIllegalStateException().isThrownBy(() -> brief.values().getDouble(0));
    arena.close();
    assertReleased(1, 1, 1);
    assertThat(kept.values().getDouble(2)).isEqualTo(2);
    longer.close();
    assertReleased(1, 1, 2);
  }

  @Test
  @DisplayName("item 59: closed before the end; closed twice; asked after that")
  void item59_early() {
    C.make_stream(stream, 3, NEVER, NEVER, NEVER, 0);
    ArrowStream source = Arrow.adoptStream(arena, stream);
    source.next();
    source.close();
    assertReleased(1, 1, 0);
    source.close();
    assertThatIllegalStateException()
        .isThrownBy(source::next)
        .withMessage("expected an open stream but found a closed one");
    arena.close();
    assertReleased(1, 1, 1);
  }

  @Test
  @DisplayName("what leaves the stream with the caller: NULL, released, a dead arena")
  void rejectedBefore_staysTheCallers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.adoptStream(arena, MemorySegment.NULL))
        .withMessageContaining("found NULL");
    assertThatIllegalStateException()
        .isThrownBy(() -> Arrow.adoptStream(arena, stream))
        .withMessageContaining("release is NULL");
    C.make_stream(stream, 3, NEVER, NEVER, NEVER, 0);
    Arena closed = Arena.ofConfined();
    closed.close();
    assertThatIllegalStateException().isThrownBy(() -> Arrow.adoptStream(closed, stream));
    assertReleased(0, 0, 0);
    ArrowStream source = Arrow.adoptStream(arena, stream);
    assertThatIllegalStateException().isThrownBy(() -> source.next(closed));
    assertThat(doubles(source)).as("the chunk is not lost").containsExactly(0, 1, 2);
  }

  @Test
  @DisplayName("item 61: asked by several threads in turn")
  void item61_threads() throws Exception {
    try (Arena shared = Arena.ofShared();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      C.make_stream(stream, 20, NEVER, NEVER, NEVER, 0);
      ArrowStream source = Arrow.adoptStream(shared, stream);
      List<Future<Double>> sums = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        sums.add(threads.submit(() -> doubles(source)[0]));
      }
      double total = 0;
      for (Future<Double> sum : sums) {
        total += sum.get();
      }
      assertThat(total).isEqualTo(1900);
      assertThat(source.next()).isNull();
    }
    assertReleased(1, 1, 20);
  }

  @Test
  @DisplayName("item 61: closed by one thread while others read: released once, without harm")
  void item61_closedMeanwhile() throws Exception {
    for (int round = 0; round < 30; round++) {
      C.make_stream(stream, 1000, NEVER, NEVER, NEVER, 0);
      try (Arena shared = Arena.ofShared();
          ExecutorService threads = Executors.newFixedThreadPool(3)) {
        ArrowStream source = Arrow.adoptStream(shared, stream);
        List<Future<?>> done = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
          done.add(threads.submit(() -> askUntilClosed(source)));
        }
        done.add(threads.submit(source::close));
        for (Future<?> one : done) {
          one.get();
        }
      }
      assertThat(C.released_streams() - streams).isEqualTo(round + 1);
    }
  }

  private static void askUntilClosed(ArrowStream source) {
    try (Arena own = Arena.ofConfined()) {
      while (source.next(own) != null) {
        Thread.onSpinWait();
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("expected an open stream but found a closed one");
    } catch (WrongThreadException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("item 62: no chunk, and one without elements")
  void item62_empty() {
    C.make_stream(stream, 0, NEVER, NEVER, NEVER, 0);
    assertThat(Arrow.adoptStream(arena, stream).next()).isNull();
    C.make_stream(stream, 2, NEVER, NEVER, 0, 0);
    ArrowStream source = Arrow.adoptStream(arena, stream);
    assertThat(doubles(source)).isEmpty();
    assertThat(doubles(source)).containsExactly(10, 11, 12);
  }

  @Test
  @DisplayName("items 52, 63: a chunk that is not of the schema's type is rejected and released")
  void item63_badChunk() {
    C.make_stream(stream, 2, NEVER, 0, NEVER, 0);
    ArrowStream source = Arrow.adoptStream(arena, stream);
    assertThatIllegalArgumentException()
        .isThrownBy(source::next)
        .withMessageContaining("n_buffers 3")
        .withMessageEndingWith("; the array has been released");
    assertReleased(0, 1, 1);
    assertThat(doubles(source)).containsExactly(10, 11, 12);
    arena.close();
    assertReleased(1, 1, 2);
  }

  @Test
  @DisplayName("exported and imported again: a Java source in a C struct")
  void ownStream_comesBack() {
    Column first = Column.ofBatch(Column.of("a", NDArray.copyOf(new double[] {1, 2, 4}, 3)));
    Arrow.exportStream(BatchSource.of(first, first.slice(1, 3)), stream);
    ArrowStream source = Arrow.adoptStream(arena, stream);
    assertThat(source.schema()).isEqualTo(first.field());
    Column one = Objects.requireNonNull(source.next());
    assertThat(one.child("a").values().address()).isEqualTo(first.child("a").values().address());
    assertThat(Objects.requireNonNull(source.next()).child("a").values().toDoubleArray())
        .containsExactly(2, 4);
    assertThat(source.next()).isNull();
  }
}
