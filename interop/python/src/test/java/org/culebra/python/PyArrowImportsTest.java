package org.culebra.python;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import org.culebra.arrow.ArrowStream;
import org.culebra.arrow.ArrowStreamException;
import org.culebra.arrow.Column;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// pyarrow's own arrays, batches and streams, of every type: adopted, read, sliced, copied, and
/// exported back.
class PyArrowImportsTest {
  private static final Random RANDOM = Seeds.random("PyArrowImportsTest");

  private final PyArrow py = PyArrow.open();

  @AfterEach
  void close() {
    py.close();
  }

  @Test
  @DisplayName(
      "items 28, 29, 40-42, 50, 51, 54, 56, 57, 64, 68: what pyarrow exports, read and handed back")
  void arraysOfPyArrow_ofEveryType_areReadAndHandedBackEqual() {
    py.python("start = " + py.settledBytes());
    for (int i = 0; i < (Boolean.getBoolean("culebra.long") ? 40 : 1); i++) {
      all(RANDOM.nextInt(1 << 30));
    }
    py.python("del ARRAYS; gc.collect()");
    py.expect("bytes that pyarrow has left", "0", py.string("pa.total_allocated_bytes() - start"));
    py.requireAllRight(4000);
  }

  private void all(int seed) {
    py.python("ARRAYS = arrays(" + seed + ")");
    py.string("'\\n'.join(ARRAYS)").lines().forEach(this::array);
    batches();
    stream();
    failingStream();
  }

  // --- arrays

  private void array(String name) {
    String whole = "ARRAYS[" + PyArrowLiteral.of(name) + "]";
    part(name, whole);
    int length = Integer.parseInt(py.string("len(" + whole + ")"));
    int start = 1 + RANDOM.nextInt(length - 1);
    for (String slice : List.of("0, 3", start + ", 2", length + ", 0", "8, 3")) {
      part(name + " from " + slice, whole + ".slice(" + slice + ")");
    }
    try (Arena arena = Arena.ofConfined()) {
      Column column = py.adoptDevice(arena, whole);
      py.checkEqual(name + " from device", PyArrow.Route.DEVICE, column, whole);
    }
  }

  private void part(String name, String expression) {
    Column copy;
    try (Arena arena = Arena.ofConfined()) {
      Column column = py.adopt(arena, expression);
      read(name, column, expression);
      for (PyArrow.Route route : PyArrow.Route.OF_COLUMNS) {
        back(name, route, column, expression);
      }
      back(name + " without offset", PyArrow.Route.ARRAY, column.withoutOffset(), expression);
      copy = column.copy();
      py.give("kept", PyArrow.Route.ARRAY, column);
    }
    py.checkPython(
        name + " beyond its arena", () -> "None if kept.equals(" + expression + ") else 'other'");
    py.python("del kept");
    back(name + ", copied", PyArrow.Route.ARRAY, copy, expression);
  }

  private void read(String name, Column column, String expression) {
    py.checkPython(
        name + " read",
        () -> {
          String found = PyArrowLiteral.of(PyArrowReading.values(column));
          return "read_as(" + expression + ", " + found + ")";
        });
  }

  /// The column, and a part of it.
  private void back(String name, PyArrow.Route route, Column column, String expression) {
    py.checkEqual(name, route, column, expression);
    int length = Math.toIntExact(column.length());
    int start = RANDOM.nextInt(length + 1);
    int end = start + RANDOM.nextInt(length + 1 - start);
    String part = "%s.slice(%d, %d)".formatted(expression, start, end - start);
    py.checkEqual(name + ", a part", route, column.slice(start, end), part);
  }

  // --- batches

  private void batches() {
    for (String slice : List.of("", ".slice(0, 4)", ".slice(3, 5)", ".slice(11)")) {
      String expression = "batch(0)" + slice;
      try (Arena arena = Arena.ofConfined()) {
        Column batch = py.adopt(arena, expression);
        for (PyArrow.Route route :
            List.of(PyArrow.Route.BATCH, PyArrow.Route.DEVICE_BATCH, PyArrow.Route.READER)) {
          back("batch" + slice, route, batch, expression);
          back("copied batch" + slice, route, batch.copy(), expression);
        }
      }
    }
  }

  // --- streams

  private void stream() {
    py.python("parts = [batch(0), batch(0).slice(0, 4), batch(0).slice(11), batch(0).slice(2, 6)]");
    String reader = "pa.RecordBatchReader.from_batches(parts[0].schema, parts)";
    try (Arena arena = Arena.ofConfined();
        ArrowStream stream = py.adoptReader(arena, reader)) {
      for (int k = 0; k < 4; k++) {
        Column batch = stream.next();
        py.expect("batch " + k + " is there", true, batch != null);
        if (batch != null) {
          read("batch " + k, batch, "parts[" + k + "]");
          py.checkEqual("batch " + k, PyArrow.Route.BATCH, batch, "parts[" + k + "]");
        }
      }
      py.expect("the end", true, stream.next() == null);
      py.expect("the end again", true, stream.next() == null);
    }
    handedOn(reader);
    py.python("del parts");
  }

  /// A stream that is adopted is a source of batches that pyarrow reads again.
  private void handedOn(String reader) {
    try (Arena arena = Arena.ofConfined()) {
      ArrowStream stream = py.adoptReader(arena, reader);
      py.checkStream(
          "a stream handed on", PyArrow.Route.READER, stream, "[plain(part) for part in parts]");
    }
  }

  private void failingStream() {
    py.python(
        """
        def failing():
            yield batch(0).slice(0, 1)
            raise ValueError("no more disk: \\u00fc")
        """);
    String reader = "pa.RecordBatchReader.from_batches(batch(0).schema, failing())";
    try (Arena arena = Arena.ofConfined();
        ArrowStream stream = py.adoptReader(arena, reader)) {
      py.expect("the row before the failure", 1L, lengthOf(stream.next()));
      String message = "";
      try {
        lengthOf(stream.next());
      } catch (ArrowStreamException e) {
        message = String.valueOf(e.getMessage());
      }
      py.expect("the failure: " + message, true, message.contains("no more disk: ü"));
    }
  }

  private static long lengthOf(@Nullable Column column) {
    return column == null ? -1 : column.length();
  }
}
