package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams of Java, asked by C.
class StreamExportTest {
  private static final CStreams.Api C = CStreams.C;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment stream = Arrow.newStream(arena);
  private final MemorySegment schema = Arrow.newSchema(arena);
  private final MemorySegment array = Arrow.newArray(arena);
  private final long exports = ExportTracker.count();

  @AfterEach
  void item54_countReturnsToItsStart() {
    arena.close();
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(exports);
  }

  private static Column chunk(double... values) {
    return Column.of("x", NDArray.copyOf(values, values.length));
  }

  private @Nullable String error() {
    long text = C.ask_error(stream);
    return text == 0 ? null : CMemory.ALL.getString(text);
  }

  private double next() {
    assertThat(C.ask_next(stream, array)).isZero();
    double sum = CSide.C.sum_of(array);
    CSide.C.release_array(array);
    return sum;
  }

  private void assertEnd() {
    array.fill((byte) 1);
    assertThat(C.ask_next(stream, array)).isZero();
    assertThat(array.get(ValueLayout.JAVA_LONG, ArrowArray.RELEASE)).isZero();
    assertThat(error()).isNull();
  }

  private void assertSchema() {
    assertThat(C.ask_schema(stream, schema)).isZero();
    long format = schema.get(ValueLayout.JAVA_LONG, ArrowSchema.FORMAT);
    assertThat(CMemory.ALL.getString(format)).isEqualTo("g");
    assertThat(error()).isNull();
    CSide.C.release_schema(schema);
  }

  /// A source that counts, and fails as its steps say.
  private static final class Steps implements BatchSource {
    private final Object[] steps;
    private int at;
    private int closed;

    Steps(Object... steps) {
      this.steps = steps;
    }

    @Override
    public ArrowField schema() {
      return ArrowField.of("", "g");
    }

    @Override
    public @Nullable Column next() {
      if (at == steps.length) {
        at++;
        return null;
      }
      assertThat(at).as("asked after the end").isLessThan(steps.length);
      return switch (steps[at++]) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Object column -> (Column) column;
      };
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  @DisplayName("items 55, 56: the schema at any time; the end again and again")
  void item55_56_schemaAndEnd() {
    Steps source = new Steps(chunk(1, 2), chunk(4));
    Arrow.exportStream(source, stream);
    assertThat(ExportTracker.count()).isEqualTo(exports + 1);
    assertSchema();
    assertSchema();
    assertThat(next()).isEqualTo(3);
    assertSchema();
    assertThat(next()).isEqualTo(4);
    assertEnd();
    assertEnd();
    assertSchema();
    assertThat(source.closed).isZero();
    C.end_stream(stream);
    assertThat(source.closed).isEqualTo(1);
    assertThat(C.stream_is_released(stream)).isEqualTo(1);
    Arrow.releaseStream(stream);
    assertThat(source.closed).isEqualTo(1);
  }

  @Test
  @DisplayName("item 57: errno and message; NULL without an error; calls after an error are safe")
  void item57_errors() {
    Steps source =
        new Steps(
            chunk(1),
            new UncheckedIOException("grün 🌍", new IOException("disk")),
            chunk(2),
            new IllegalArgumentException("a\0b"),
            new OutOfMemoryError("on purpose"),
            new StackOverflowError(),
            chunk(3));
    Arrow.exportStream(source, stream);
    assertThat(error()).isNull();
    assertThat(next()).isEqualTo(1);
    assertThat(error()).isNull();
    array.fill((byte) 7);

    assertThat(C.ask_next(stream, array)).isEqualTo(5);
    assertThat(error()).isEqualTo("java.io.UncheckedIOException: grün 🌍");
    assertThat(error()).isEqualTo("java.io.UncheckedIOException: grün 🌍");
    assertThat(array.toArray(ValueLayout.JAVA_BYTE)).as("untouched").containsOnly(7);
    assertThat(next()).isEqualTo(2);
    assertThat(error()).isNull();

    assertThat(C.ask_next(stream, array)).isEqualTo(5);
    assertThat(error()).isEqualTo("java.lang.IllegalArgumentException: a b");
    assertThat(C.ask_next(stream, array)).isEqualTo(12);
    assertThat(error()).isEqualTo("java.lang.OutOfMemoryError: on purpose");
    assertThat(C.ask_next(stream, array)).isEqualTo(5);
    assertThat(error()).isEqualTo("java.lang.StackOverflowError");
    assertSchema();
    assertThat(next()).isEqualTo(3);
    assertEnd();
    C.end_stream(stream);
  }

  @Test
  @DisplayName("item 57: an error that is live at the release is freed; one without a text")
  void item57_strangeErrors() {
    RuntimeException mute =
        new IllegalStateException() {
          private static final long serialVersionUID = 1;

          @Override
          public String getMessage() {
            throw new IllegalStateException("no text either");
          }
        };
    Arrow.exportStream(new Steps(mute, new IllegalStateException("x")), stream);
    assertThat(C.ask_next(stream, array)).isEqualTo(5);
    assertThat(error()).isNull();
    assertThat(C.ask_next(stream, array)).isEqualTo(5);
    C.end_stream(stream);
  }

  @Test
  @DisplayName("item 57: a failure with errno 0 is a failure")
  void item57_errnoZero() {
    Arrow.exportStream(new Steps(new ArrowStreamException("no number", 0)), stream);
    array.fill((byte) 7);
    assertThat(C.ask_next(stream, array)).isEqualTo(5);
    assertThat(error()).contains("no number");
    C.end_stream(stream);
  }

  @ParameterizedTest
  @ValueSource(ints = {22, 12, 5, 95, 4095, -1})
  @DisplayName("item 57: a producer's errno goes on through a stream, also from inside of a cause")
  void item57_errnoOfAStreamThatIsPassedThrough(int errno) {
    C.fail_with(errno);
    try {
      MemorySegment inner = Arrow.newStream(arena);
      C.make_stream(inner, 3, 1, -1, -1, 0);
      ArrowStream relayed = Arrow.adoptStream(arena, inner);
      Arrow.exportStream(relayed, stream);
      assertThat(next()).isEqualTo(3);
      assertThat(C.ask_next(stream, array)).isEqualTo(errno);
      assertThat(error()).contains("get_next failed (errno " + errno).contains("boom ä");
      assertThat(next()).as("the chunk after the error").isEqualTo(63);
      C.end_stream(stream);

      C.make_stream(inner, 3, 0, -1, -1, 0);
      ArrowStream failing = Arrow.adoptStream(arena, inner);
      ArrowStreamException failure =
          catchThrowableOfType(ArrowStreamException.class, failing::next);
      RuntimeException circle = new IllegalStateException("a circle");
      circle.initCause(new IllegalStateException(circle));
      Arrow.exportStream(
          new Steps(
              new IllegalStateException(new UncheckedIOException(new IOException(failure))),
              circle),
          stream);
      assertThat(C.ask_next(stream, array)).isEqualTo(errno);
      assertThat(C.ask_next(stream, array)).isEqualTo(5);
      C.end_stream(stream);
    } finally {
      C.fail_with(5);
    }
  }

  @Test
  @DisplayName("item 57: memory that cannot be kept alive is an error of the stream")
  void item57_confinedChunk() {
    try (Arena other = Arena.ofConfined()) {
      NDArray confined = NDArray.copyOf(other, new double[] {1}, 1);
      Arrow.exportStream(new Steps(Column.of("x", confined), chunk(5)), stream);
      assertThat(C.ask_next(stream, array)).isEqualTo(5);
      assertThat(error()).contains("IllegalStateException: expected memory that can outlive");
      assertThat(next()).isEqualTo(5);
    }
    C.end_stream(stream);
  }

  @Test
  @DisplayName("items 58, 60, 61: moved, asked by several threads, chunks outlive the stream")
  void item58_60_61_threads() {
    try (ExchangeArena memory = ExchangeArena.ofShared()) {
      Column leased = Column.of("x", NDArray.copyOf(memory, new double[] {1, 2}, 2));
      Steps source = new Steps(leased, chunk(4), leased.slice(1, 2));
      Arrow.exportStream(source, stream);
      assertThat(C.drain_on_threads(stream)).isEqualTo(9);
      assertThat(source.closed).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("item 59: a release before the end closes the source; one that throws is logged")
  void item59_early() {
    Steps source = new Steps(chunk(1), chunk(2));
    Arrow.exportStream(source, stream);
    assertThat(next()).isEqualTo(1);
    C.end_stream(stream);
    assertThat(source.closed).isEqualTo(1);
    assertThat(source.at).isEqualTo(1);

    BatchSource failing =
        new BatchSource() {
          @Override
          public ArrowField schema() {
            return ArrowField.of("", "g");
          }

          @Override
          public @Nullable Column next() {
            return null;
          }

          @Override
          public void close() {
            throw new IllegalStateException("on purpose");
          }
        };
    Arrow.exportStream(failing, stream);
    C.end_stream(stream);
    assertThat(C.stream_is_released(stream)).isEqualTo(1);
  }

  @Test
  @DisplayName("item 62: no chunk at all, chunks without elements")
  void item62_empty() {
    Arrow.exportStream(BatchSource.of(ArrowField.of("", "g")), stream);
    assertEnd();
    assertSchema();
    C.end_stream(stream);
    Arrow.exportStream(BatchSource.of(chunk(), chunk(1), chunk()), stream);
    assertThat(next()).isZero();
    assertThat(next()).isEqualTo(1);
    assertThat(next()).isZero();
    assertEnd();
    C.end_stream(stream);
  }

  @Test
  @DisplayName("item 63: a chunk of another type is rejected, and is no chunk")
  void item63_mismatch() {
    Column other = Column.of("x", NDArray.copyOf(new float[] {1}, 1));
    Arrow.exportStream(new Steps(chunk(1), other, chunk(2)), stream);
    assertThat(next()).isEqualTo(1);
    assertThat(C.ask_next(stream, array)).isEqualTo(22);
    assertThat(error())
        .isEqualTo(
            "java.lang.IllegalArgumentException: expected a column of the type float64 but found x:"
                + " float32");
    assertThat(next()).isEqualTo(2);
    C.end_stream(stream);
  }

  @Test
  @DisplayName("item 63: what counts as the same type")
  void item63_types() {
    Column batch = Column.ofBatch(Column.of("a", NDArray.copyOf(new double[] {1}, 1)));
    Column renamed = Column.ofBatch(Column.of("b", NDArray.copyOf(new double[] {1}, 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchSource.of(batch, batch, renamed))
        .withMessageStartingWith(
            "expected a column of the type struct<a: float64> but found struct<b: float64>");
    Column tensor = chunk(1).withMetadata(Metadata.of(Metadata.EXTENSION_NAME, "other"));
    assertThatIllegalArgumentException().isThrownBy(() -> BatchSource.of(chunk(1), tensor));
    BatchSource good = BatchSource.of(chunk(1), chunk(2).withName("y"));
    assertThat(good.schema()).isEqualTo(ArrowField.of("x", "g"));
  }

  @Test
  @DisplayName("item 63: where any column may miss values, the schema says so")
  void item63_nullable() {
    NDArray mask = NDArray.copyOf(new boolean[] {true, false}, 2);
    Column plain = Column.of("x", NDArray.copyOf(new double[] {1, 2}, 2));
    Column missing = plain.withValidity(mask);
    assertThat(BatchSource.of(plain, plain).schema().isNullable()).isFalse();
    assertThat(BatchSource.of(plain, plain, missing).schema().isNullable()).isTrue();
    assertThat(BatchSource.of(missing, plain).schema().isNullable()).isTrue();
    ArrowField batch =
        BatchSource.of(Column.ofBatch(plain, plain), Column.ofBatch(plain, missing)).schema();
    assertThat(batch.isNullable()).isFalse();
    assertThat(batch.children().get(0).isNullable()).isFalse();
    assertThat(batch.children().get(1).isNullable()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchSource.of(plain, Column.ofBatch(missing)))
        .withMessage("expected a column of the type x: float64 but found struct<x: float64?>");
  }
}
