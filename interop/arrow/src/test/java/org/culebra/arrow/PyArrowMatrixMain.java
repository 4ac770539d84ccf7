package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.util.List;
import org.culebra.arrowcases.Kind;
import org.culebra.arrowcases.Kinds;
import org.culebra.arrowcases.UnsupportedTypes;

/// Every kind of column in every form, by every route, read by pyarrow.
public final class PyArrowMatrixMain {
  /// In the long version, batches go by all the routes of columns too.
  private static final List<PyArrow.Route> ROUTES_OF_BATCHES =
      Boolean.getBoolean("culebra.long")
          ? PyArrow.Route.OF_BATCHES
          : List.of(PyArrow.Route.BATCH, PyArrow.Route.DEVICE_BATCH, PyArrow.Route.READER);

  private PyArrowMatrixMain() {}

  public static void main(String[] arguments) {
    PyArrow.run(
        arguments,
        pyarrow -> {
          for (Kind kind : Kinds.all()) {
            check(pyarrow, kind, PyArrow.Route.OF_COLUMNS);
            check(pyarrow, kind.batch(), ROUTES_OF_BATCHES);
          }
        });
  }

  private static void check(PyArrow pyarrow, Kind kind, List<PyArrow.Route> routes) {
    String gap = kind.gap(UnsupportedTypes.PYARROW);
    try (Arena arena = Arena.ofConfined()) {
      for (Kind.Form form : kind.forms(arena)) {
        for (PyArrow.Route route : routes) {
          if (gap == null) {
            pyarrow.check(form.name(), route, form.column(), PyArrowLiteral.of(form.expected()));
          } else {
            pyarrow.checkRejected(form.name(), route, form.column(), gap);
          }
        }
      }
    }
  }
}
