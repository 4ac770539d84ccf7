package org.culebra.arrow;

import org.junit.jupiter.api.Test;

class PyArrowMatrixTest {

  @Test
  void everyKindInEveryForm_byEveryRoute_isValidAndEqualInPyArrow() {
    PyArrowPeer.run(PyArrowMatrixMain.class, 20_000);
  }
}
