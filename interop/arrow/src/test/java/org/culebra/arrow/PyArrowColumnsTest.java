package org.culebra.arrow;

import org.junit.jupiter.api.Test;

class PyArrowColumnsTest {

  @Test
  void columnsOfEveryConstructor_areValidAndEqualInPyArrow() {
    PyArrowPeer.run(PyArrowColumnsMain.class, 8000);
  }
}
