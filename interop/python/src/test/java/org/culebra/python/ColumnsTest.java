package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.ArrowStream;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.culebra.arrowcases.Kind;
import org.culebra.arrowcases.Kinds;
import org.culebra.arrowcases.UnsupportedTypes;
import org.culebra.ffi.ExchangeArena;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Arrow's columns, batches and streams, there and back.
class ColumnsTest {
  private final Python python = TestPython.with("pyarrow", "pandas");
  private PythonScope py;

  @BeforeEach
  void open() {
    py = python.open();
    py.run(
        """
        import pyarrow as pa

        def whole(x):
            a = pa.array(x)
            a.validate(full=True)
            return a
        """);
  }

  @AfterEach
  void close() {
    py.close();
  }

  static List<Kind> kinds() {
    return Kinds.all();
  }

  /// Sliced, empty, adopted and other forms, see [Kind#forms].
  @ParameterizedTest
  @MethodSource("kinds")
  void kindInEveryForm_isValidInPyArrow_andComesBackEqual(Kind kind) {
    PyObject whole = py.evaluate("whole");
    String gap = kind.gap(UnsupportedTypes.PYARROW);
    try (Arena arena = Arena.ofConfined();
        Arena forms = Arena.ofConfined()) {
      for (Kind.Form form : kind.forms(forms)) {
        PyObject there;
        try {
          there = whole.call(form.column());
        } catch (PythonException e) {
          assertThat(gap).as(form + ": " + e.getMessage()).isNotNull();
          continue;
        }
        assertThat(there.size()).isEqualTo(form.column().length());
        Column back = py.column(arena, there);
        PyObject again = whole.call(back);
        assertThat(again.callMethod("to_pylist").repr())
            .as(form.toString())
            .isEqualTo(there.callMethod("to_pylist").repr());
        assertThat(again.attribute("type").isEqual(there.attribute("type"))).isTrue();
      }
    }
  }

  private static Column batch() {
    return Column.ofBatch(
        Column.of("n", NDArray.copyOf(new long[] {1, 2, 3}, 3)),
        Column.ofStrings("s", java.util.Arrays.asList("a", null, "c")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pa.table(x)",
        "pa.record_batch(x)",
        "__import__('pandas').DataFrame.from_arrow(x)"
      })
  void batch_isATableOfEveryLibrary(String expression) {
    py.importModule("__main__").setAttribute("x", batch());
    PyObject table = py.evaluate(expression);
    py.importModule("__main__").setAttribute("t", table);

    assertThat(py.evaluate("pa.table(t).to_pydict()").repr())
        .isEqualTo("{'n': [1, 2, 3], 's': ['a', None, 'c']}");
    try (Arena arena = Arena.ofConfined();
        ArrowStream stream = py.stream(arena, table)) {
      List<String> texts = new ArrayList<>();
      for (Column next = stream.next(); next != null; next = stream.next()) {
        for (long i = 0; i < next.length(); i++) {
          texts.add(next.child("s").getString(i));
        }
      }
      assertThat(texts).containsExactly("a", null, "c");
    }
  }

  /// Without iteration pandas would repeat the whole array in each row.
  @Test
  void dataFrameOfArraysAndColumns_hasARowForEachElement() {
    PyObject pandas = py.importModule("pandas");
    NDArray a = NDArray.copyOf(new double[] {1, 2, 3});
    Column n = Column.of("n", NDArray.copyOf(new long[] {4, 5, 6}));

    PyObject frame = pandas.callMethod("DataFrame", Map.of("a", a, "n", n));
    assertThat(frame.item("a").callMethod("tolist").repr()).isEqualTo("[1.0, 2.0, 3.0]");
    assertThat(frame.item("n").callMethod("tolist").repr()).isEqualTo("[4, 5, 6]");
    assertThat(pandas.callMethod("Series", a).callMethod("sum").asDouble()).isEqualTo(6);
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> pandas.callMethod("Series", batch()))
        .matches(e -> e.text().contains("pandas.DataFrame.from_arrow(x)"), "text");
  }

  @Test
  void stream_isReadOnce() {
    PyObject x = py.of(BatchSource.of(batch(), batch()));
    py.importModule("__main__").setAttribute("x", x);

    assertThat(py.evaluate("pa.table(x).num_rows").asInt()).isEqualTo(6);
  }

  @Test
  void secondReaderOfAStream_isRejected_andTheSourceIsClosedOnce() {
    int[] closed = {0};
    BatchSource source =
        new BatchSource() {
          private final BatchSource batches = BatchSource.of(batch(), batch());

          @Override
          public ArrowField schema() {
            return batches.schema();
          }

          @Override
          public @Nullable Column next() {
            return batches.next();
          }

          @Override
          public void close() {
            closed[0]++;
          }
        };
    try (PyObject x = py.of(source)) {
      py.importModule("pyarrow").callMethod("table", x).close();
      assertThatExceptionOfType(PythonException.class)
          .isThrownBy(() -> py.importModule("pyarrow").callMethod("table", x))
          .withMessageContaining("expected an unread stream but found one that was read");
      assertThat(x.repr()).startsWith("culebra.RecordBatchReader(");
    }

    assertThat(closed[0]).isEqualTo(1);
  }

  @Test
  void methods_areThoseThatWork() {
    PyObject column = py.of(Column.of("n", NDArray.zeros(DType.INT64, 2)));
    PyObject batch = py.of(batch());
    PyObject stream = py.of(BatchSource.of(batch()));

    for (PyObject x : List.of(column, batch, stream)) {
      assertThat(x.hasAttribute("__arrow_c_schema__")).isTrue();
      assertThat(x.hasAttribute("__dlpack__")).isFalse();
      assertThat(x.hasAttribute("__array_interface__")).isFalse();
    }
    assertThat(column.hasAttribute("__arrow_c_array__")).isTrue();
    assertThat(column.hasAttribute("__arrow_c_stream__")).isFalse();
    assertThat(batch.hasAttribute("__arrow_c_array__")).isTrue();
    assertThat(batch.hasAttribute("__arrow_c_stream__")).isTrue();
    assertThat(stream.hasAttribute("__arrow_c_array__")).isFalse();
    assertThat(stream.hasAttribute("__arrow_c_stream__")).isTrue();
  }

  @Test
  void columnOfAConfinedArena_isReadByAnyThread() {
    PyObject main = py.importModule("__main__");
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray numbers = NDArray.zeros(arena, DType.INT64, 3);
      numbers.fill(7);
      Column column = Column.of("n", numbers);
      main.setAttribute("column", column);
      main.setAttribute("batch", Column.ofBatch(column));
      py.run(
          """
          import threading
          seen = []
          def read(x):
              try:
                  seen.append(pa.array(x).to_pylist() if x is column else pa.table(x).to_pydict())
              except BaseException as e:
                  seen.append(repr(e))
          for x in column, batch:
              thread = threading.Thread(target=read, args=(x,))
              thread.start()
              thread.join()
          del column, batch, x
          """);
    }

    assertThat(py.evaluate("seen").repr()).isEqualTo("[[7, 7, 7], {'n': [7, 7, 7]}]");
  }

  @Test
  void column_outlivesItsArena() {
    PyObject x;
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray numbers = NDArray.zeros(arena, DType.INT64, 3);
      numbers.fill(7);
      x = py.of(Column.of("n", numbers));
    }

    assertThat(py.evaluate("whole").call(x).callMethod("to_pylist").repr()).isEqualTo("[7, 7, 7]");
    assertThat(py.evaluate("whole").call(x).callMethod("to_pylist").repr()).isEqualTo("[7, 7, 7]");
  }

  @Test
  void chunks_areNoColumn() {
    try (Arena arena = Arena.ofConfined()) {
      PyObject chunked = py.evaluate("pa.chunked_array([[1], [2, 3]])");

      assertThatIllegalArgumentException()
          .isThrownBy(() -> py.column(arena, chunked))
          .withMessageContaining("expected one column but found a stream of several");
    }
  }

  @Test
  void roundTrips_doNotGrow() {
    Column column = batch();
    PyObject whole = py.evaluate("whole");
    int before = python.interpreter().exports().live();
    int rounds = Boolean.getBoolean("culebra.long") ? 100_000 : 5_000;
    for (int i = 0; i < rounds; i++) {
      try (Arena arena = Arena.ofConfined();
          PyObject there = whole.call(column)) {
        py.column(arena, there);
      }
    }

    // the collector may release what other tests have left
    assertThat(python.interpreter().exports().live()).isLessThanOrEqualTo(before);
  }
}
