package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.arrow.Columns;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// NumPy's arrays of text as columns of strings.
class PyArrowTextsTest {
  private static final String SCRIPT =
      """
      import numpy as np
      import pyarrow as pa

      def numpy_texts(dtype, step):
          texts = np.array(["Zürich", "", "a\\0b", "\\U0001f600 \\ud7ff\\ue000", "ascii only", "\\0"])
          if dtype.startswith("S"):
              texts = np.char.encode(texts, "utf-8")
          return texts.astype(dtype)[::step]

      def texts_difference(column, texts, type):
          texts = texts.tolist()
          expected = [t.decode("utf-8") if isinstance(t, bytes) else t for t in texts]
          found = pa.array(column)
          found.validate(full=True)
          same = found.equals(pa.array(expected, type=type))
          return "" if same else f"expected {expected} but found {found}"
      """;

  @ParameterizedTest
  @CsvSource({"S13, 1", "S20, -2", "<U10, 1", "<U11, 3", ">U10, -1", ">U17, 2"})
  @DisplayName("item 2: text of NumPy, read by pyarrow as NumPy has it")
  void texts(String dtype, int step) {
    try (PythonScope scope = TestPython.with("pyarrow").open();
        Arena arena = Arena.ofConfined();
        PyObject module = TestPython.script(scope, "pyarrow_checks")) {
      assertThat(module.callMethod("run", SCRIPT).asString()).isEmpty();
      try (PyObject texts = module.callMethod("numpy_texts", dtype, step)) {
        NDArray array = scope.array(arena, texts);
        assertThat(array.dtype().itemSize()).isPositive();
        check(module, Columns.strings("x", array), texts, "string");
        check(module, Columns.largeStrings("x", array), texts, "large_string");
      }
    }
  }

  private static void check(PyObject module, Column column, PyObject texts, String type) {
    try (PyObject difference = module.callMethod("texts_difference", column, texts, type)) {
      assertThat(difference.asString()).isEmpty();
    }
  }
}
