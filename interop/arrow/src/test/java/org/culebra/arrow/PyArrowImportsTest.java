package org.culebra.arrow;

import org.junit.jupiter.api.Test;

class PyArrowImportsTest {

  @Test
  void arraysOfPyArrow_ofEveryType_areReadAndHandedBackEqual() {
    PyArrowPeer.run(PyArrowImportsMain.class, 4000);
  }
}
