package org.culebra.python;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.culebra.arrow.Column;
import org.culebra.arrow.Columns;
import org.culebra.arrowcases.CreatedColumns;
import org.culebra.arrowcases.CreatedColumns.Created;
import org.culebra.arrowcases.ReadValues;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Columns that [Columns] creates and joins, compared with the arrays that pyarrow creates and
/// joins.
class PyArrowCreatedColumnsTest {
  private final PyArrow py = PyArrow.open();
  private final Random random = Seeds.random("PyArrowCreatedColumnsTest");

  @AfterEach
  void close() {
    py.close();
  }

  @Test
  @DisplayName(
      "item 71: created columns are valid in full, and equal to pyarrow's, type and values")
  void created_isEqualToPyArrows() {
    py.python("D = decimal.Decimal\ndecimal.getcontext().prec = 80");
    for (Created it : CreatedColumns.all()) {
      String python = it.python();
      if (python == null) {
        py.checkRejected(it.name(), PyArrow.Route.ARRAY, it.column(), "KeyError: 2");
        continue;
      }
      py.python("made = " + python);
      for (PyArrow.Route route : PyArrow.Route.OF_COLUMNS) {
        py.checkEqual(it.name(), route, it.column(), "made");
        String values = PyArrowLiteral.of(it.expected());
        py.check(it.name() + ", values", route, it.column(), values);
      }
      int length = it.expected().size();
      int from = random.nextInt(length + 1);
      py.checkEqual(
          it.name() + " in part",
          PyArrow.Route.ARRAY,
          it.column().slice(from, length),
          "made.slice(" + from + ")");
      back(it);
    }
    py.requireAllRight(400);
  }

  /// What pyarrow has created is read here.
  private void back(Created it) {
    try (Arena arena = Arena.ofConfined()) {
      Column column = py.adopt(arena, "made");
      py.expect(
          it.name() + " from pyarrow",
          PyArrowLiteral.of(it.expected()),
          PyArrowLiteral.of(ReadValues.of(column)));
      py.checkEqual(it.name() + " handed on", PyArrow.Route.ARRAY, column, "made");
      py.checkEqual(
          it.name() + " joined",
          PyArrow.Route.ARRAY,
          Columns.concatenate(it.column(), column, it.column()),
          concatenated(List.of("made", "made", "made")));
    }
  }

  private static String concatenated(List<String> arrays) {
    return "pa.concat_arrays([" + String.join(", ", arrays) + "])";
  }

  // --- joining what pyarrow has

  @Test
  @DisplayName("item 73: slices of pyarrow's arrays of every type, joined here and there")
  void joined_isEqualToPyArrows() {
    int rounds = Boolean.getBoolean("culebra.long") ? 40 : 2;
    for (int i = 0; i < rounds; i++) {
      py.python(
          "A, B = arrays(%d), arrays(%d)"
              .formatted(random.nextInt(1 << 30), random.nextInt(1 << 30)));
      py.string("'\\n'.join(A)").lines().forEach(this::array);
      tables();
    }
    py.python("del A, B, ARRAYS; gc.collect()");
    py.requireAllRight(rounds * 150);
  }

  private void array(String name) {
    String key = "[" + PyArrowLiteral.of(name) + "]";
    for (int i = 0; i < 2; i++) {
      List<String> parts = new ArrayList<>();
      for (int k = 1 + random.nextInt(4); k > 0; k--) {
        parts.add(part(random.nextBoolean() ? "A" + key : "B" + key));
      }
      joined(name, parts, concatenated(parts), PyArrow.Route.ARRAY);
    }
  }

  private String part(String array) {
    return array + ".slice(%d, %d)".formatted(random.nextInt(11), random.nextInt(11));
  }

  private void joined(String name, List<String> parts, String expected, PyArrow.Route route) {
    Column joined;
    try (Arena arena = Arena.ofConfined()) {
      Column[] columns = parts.stream().map(part -> py.adopt(arena, part)).toArray(Column[]::new);
      joined = Columns.concatenate(columns);
    }
    py.checkEqual(name + " of " + parts, route, joined, expected);
  }

  /// Batches of columns of all types.
  private void tables() {
    py.python(
        """
        ARRAYS = A
        first = batch(0)
        ARRAYS = B
        second = batch(0)

        def table(batches):
            tables = [pa.Table.from_batches([batch]) for batch in batches]
            return pa.concat_tables(tables).combine_chunks().to_batches()[0]
        """);
    List<String> parts = List.of(part("first"), part("second"), "second", part("first"));
    joined("batches", parts, "table([" + String.join(", ", parts) + "])", PyArrow.Route.BATCH);
  }
}
