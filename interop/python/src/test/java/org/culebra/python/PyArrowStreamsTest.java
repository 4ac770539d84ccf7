package org.culebra.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Streams of ours read by pyarrow: several columns or batches, none, and some that fail.
class PyArrowStreamsTest {
  private final PyArrow py = PyArrow.open();
  private final Random random = Seeds.random("PyArrowStreamsTest");
  private final PyArrowRandom arrays = new PyArrowRandom(random);

  @AfterEach
  void close() {
    py.close();
  }

  @Test
  @DisplayName("items 54, 57-59, 62, 63: streams that end or fail, read by pyarrow")
  void streams_areReadByPyArrow_toTheirEndOrTheirError() {
    for (int i = 0; i < 40; i++) {
      several(i);
    }
    none();
    for (int i = 0; i < 4; i++) {
      failing(i);
    }
    otherType();
    cutShort();
    py.requireAllRight(80);
  }

  private Column part(DType type, List<Object> parts) {
    NDArray array = arrays.arranged(type, random.nextInt(6));
    parts.add(PyArrowRandom.values(array));
    return Column.of("x", array, CopyPolicy.IF_NEEDED);
  }

  // --- that end well

  private void several(int number) {
    DType type = arrays.one(PyArrowRandom.types());
    List<Object> parts = new ArrayList<>();
    Column first = part(type, parts);
    Column[] more = new Column[random.nextInt(4)];
    for (int k = 0; k < more.length; k++) {
      more[k] = part(type, parts);
    }
    String name = number + ": " + (1 + more.length) + " of " + type;
    py.checkStream(
        name, PyArrow.Route.STREAM, BatchSource.of(first, more), PyArrowLiteral.of(parts));
    batches(name, parts, first, more);
  }

  private void batches(String name, List<Object> parts, Column first, Column[] more) {
    Column[] batches = new Column[more.length];
    for (int k = 0; k < more.length; k++) {
      batches[k] = Column.ofBatch(more[k], more[k].withName("y"));
    }
    BatchSource source = BatchSource.of(Column.ofBatch(first, first.withName("y")), batches);
    String rows = "[[{'x': v, 'y': v} for v in part] for part in " + PyArrowLiteral.of(parts) + "]";
    py.checkStream("batches, " + name, PyArrow.Route.READER, source, rows);
  }

  private void none() {
    ArrowField numbers = ArrowField.of("x", "g");
    py.checkStream("no columns", PyArrow.Route.STREAM, BatchSource.of(numbers), "[]");
    ArrowField batches = ArrowField.of("", "+s", numbers);
    py.checkStream("no batches", PyArrow.Route.READER, BatchSource.of(batches), "[]");
  }

  // --- that fail

  /// Batches of one row, and a failure instead of the last.
  private static final class Failing implements BatchSource {
    private final int good;
    private int given;
    private int closed;

    Failing(int good) {
      this.good = good;
    }

    @Override
    public ArrowField schema() {
      return batch().field();
    }

    private Column batch() {
      return Column.ofBatch(Column.of("x", NDArray.copyOf(new int[] {given})));
    }

    @Override
    public @Nullable Column next() {
      if (given == good) {
        throw new IllegalStateException("no batch " + given + ", for the disk is über-full");
      }
      Column next = batch();
      given++;
      return next;
    }

    @Override
    public void close() {
      closed++;
    }
  }

  /// EIO is an OSError of pyarrow's, EINVAL an ArrowInvalid.
  private void failing(int good) {
    Failing source = new Failing(good);
    String expected =
        "%d batches, OSError: java.lang.IllegalStateException: no batch %d, for the disk is über-full"
            .formatted(good, good);
    py.checkText("a failure after " + good + " batches", expected, () -> errorOf(source));
    py.expect("the failed source is closed once", 1, source.closed);
  }

  private String errorOf(BatchSource source) {
    return py.given(source, "error_of()");
  }

  private void otherType() {
    Column longs = Column.ofBatch(Column.of("x", NDArray.copyOf(new long[] {1})));
    Failing ints = new Failing(9);
    BatchSource source =
        new BatchSource() {
          @Override
          public ArrowField schema() {
            return ints.schema();
          }

          @Override
          public Column next() {
            return longs;
          }

          @Override
          public void close() {
            ints.close();
          }
        };
    String expected =
        "0 batches, ArrowInvalid: java.lang.IllegalArgumentException:"
            + " expected a column of the type struct<x: int32> but found struct<x: int64>";
    py.checkText("a batch of another type", expected, () -> errorOf(source));
  }

  /// pyarrow drops the reader after the first batch.
  private void cutShort() {
    Failing source = new Failing(3);
    py.checkText("the first batch", "[{'x': 0}]", () -> py.given(source, "first_batch()"));
    py.expect("a reader that was dropped closes the source", 1, source.closed);
  }
}
