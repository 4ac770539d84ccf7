package org.culebra.python;

import java.lang.foreign.Arena;
import java.util.List;
import org.culebra.arrowcases.Kind;
import org.culebra.arrowcases.Kinds;
import org.culebra.arrowcases.UnsupportedTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Every kind of column in every form, by every route, read by pyarrow.
class PyArrowMatrixTest {
  /// In the long version, batches go by all the routes of columns too.
  private static final List<PyArrow.Route> ROUTES_OF_BATCHES =
      Boolean.getBoolean("culebra.long")
          ? PyArrow.Route.OF_BATCHES
          : List.of(PyArrow.Route.BATCH, PyArrow.Route.DEVICE_BATCH, PyArrow.Route.READER);

  private final PyArrow py = PyArrow.open();

  @AfterEach
  void close() {
    py.close();
  }

  @Test
  @DisplayName(
      "items 2, 9-11, 14, 15, 23, 25, 26, 28-30, 54, 64: every kind in every form, read by pyarrow")
  void everyKindInEveryForm_byEveryRoute_isValidAndEqualInPyArrow() {
    for (Kind kind : Kinds.all()) {
      check(kind, PyArrow.Route.OF_COLUMNS);
      check(kind.batch(), ROUTES_OF_BATCHES);
    }
    py.requireAllRight(20_000);
  }

  private void check(Kind kind, List<PyArrow.Route> routes) {
    String gap = kind.gap(UnsupportedTypes.PYARROW);
    try (Arena arena = Arena.ofConfined()) {
      for (Kind.Form form : kind.forms(arena)) {
        for (PyArrow.Route route : routes) {
          if (gap == null) {
            py.check(form.name(), route, form.column(), PyArrowLiteral.of(form.expected()));
          } else {
            py.checkRejected(form.name(), route, form.column(), gap);
          }
        }
      }
    }
  }
}
