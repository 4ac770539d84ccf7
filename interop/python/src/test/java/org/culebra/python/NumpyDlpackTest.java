package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.culebra.ffi.ExportTracker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// NumPy's own `test_dlpack.py`, from the installed package, with every `np.from_dlpack` by way of
/// Java: the object is imported by DLPack, and Java's array is what NumPy takes.
class NumpyDlpackTest {
  private static final ImportOptions DLPACK = ImportOptions.SHARED.protocols(ArrayProtocol.DLPACK);

  /// How many cases each test has, in NumPy 2.4.
  private static final Map<String, Integer> CASES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("test_copy", 1),
              Map.entry("test_device", 1),
              Map.entry("test_dlpack_destructor_exception", 2),
              Map.entry("test_dlpack_device", 1),
              Map.entry("test_dtype_passthrough", 28),
              Map.entry("test_dunder_dlpack_copy", 1),
              Map.entry("test_dunder_dlpack_refcount", 4),
              Map.entry("test_dunder_dlpack_stream", 1),
              Map.entry("test_from_dlpack_refcount", 2),
              Map.entry("test_higher_dims", 33),
              Map.entry("test_invalid_byte_swapping", 1),
              Map.entry("test_invalid_dtype", 1),
              Map.entry("test_ndim0", 1),
              Map.entry("test_non_contiguous", 1),
              Map.entry("test_readonly", 1),
              Map.entry("test_size1dims_arrays", 1),
              Map.entry("test_strides_not_multiple_of_itemsize", 1),
              Map.entry("test_writeable", 1)));

  /// Cases that fail, each with the reason. There are none.
  private static final Map<String, String> FAILURES = Map.of();

  private int calls;
  private @Nullable PyObject exported;

  @Test
  void everyCase_passes() {
    Python python = TestPython.with("numpy");
    long exports = ExportTracker.count();
    Map<String, Integer> cases = new TreeMap<>();
    List<String> failed = new ArrayList<>();
    try (PythonScope py = python.open()) {
      PyObject byJava = JavaFunctions.of(py, object -> throughJava(py, object));
      PyObject done = JavaFunctions.of(py, this::done);
      PyObject results = TestPython.script(py, "numpy_dlpack").callMethod("run", byJava, done);
      for (PyObject result : results.items()) {
        String name = result.item(0).asString();
        String failure = result.item(1).asString();
        cases.merge(name.replaceFirst("\\[.*", ""), 1, Integer::sum);
        if (!failure.isEmpty() && !FAILURES.containsKey(name)) {
          failed.add(name + ": " + failure);
        } else if (failure.isEmpty() && FAILURES.containsKey(name)) {
          failed.add(name + " passes: " + FAILURES.get(name));
        }
      }
    }

    assertThat(failed).isEmpty();
    assertThat(cases).isEqualTo(CASES);
    assertThat(calls).isGreaterThan(70);
    try (PythonScope _ = python.open()) {
      TestPython.awaitCounts(python, exports, Integer.MAX_VALUE);
    }
  }

  /// What is exported keeps what was imported, after the arena is closed.
  private PyObject throughJava(PythonScope py, PyObject object) {
    calls++;
    try (object;
        Arena arena = Arena.ofConfined()) {
      exported = py.of(py.importArray(arena, object, DLPACK).array());
      return exported;
    } catch (IllegalArgumentException e) {
      if (e.getCause() instanceof PythonException ofProducer) {
        throw ofProducer;
      }
      throw e;
    }
  }

  /// NumPy has obtained from the object, whose references the tests count, what it needs.
  private PyObject done(PyObject nothing) {
    if (exported != null) {
      exported.close();
    }
    return nothing;
  }
}
