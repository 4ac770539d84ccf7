package org.culebra.arrow;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PyArrowMatrixTest {

  @Test
  @DisplayName(
      "items 2, 9-11, 14, 15, 23, 25, 26, 28-30, 54, 64: every kind in every form, read by pyarrow")
  void everyKindInEveryForm_byEveryRoute_isValidAndEqualInPyArrow() {
    PyArrowPeer.run(PyArrowMatrixMain.class, 20_000);
  }
}
