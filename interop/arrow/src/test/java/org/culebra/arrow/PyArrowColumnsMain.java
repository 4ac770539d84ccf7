package org.culebra.arrow;

import java.util.Arrays;
import org.culebra.array.NDArray;

/// Columns of our own constructors, read by pyarrow.
public final class PyArrowColumnsMain {
  private PyArrowColumnsMain() {}

  public static void main(String[] arguments) {
    PyArrow.run(
        arguments,
        py -> {
          Column longs = Column.of("x", NDArray.copyOf(new long[] {1, -2, 3}));
          for (PyArrow.Route route : PyArrow.Route.OF_COLUMNS) {
            py.check("longs", route, longs, "[1, -2, 3]");
            py.check("a slice", route, longs.slice(1, 2), "[-2]");
            py.check(
                "text",
                route,
                Column.strings("s", Arrays.asList("aä", null, "")),
                "['a\\xe4', None, '']");
          }
          for (PyArrow.Route route : PyArrow.Route.OF_BATCHES) {
            py.check("batch", route, Column.batch(longs), "[{'x': 1}, {'x': -2}, {'x': 3}]");
          }
        });
  }
}
