package org.culebra.arrow;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PyArrowImportsTest {

  @Test
  @DisplayName(
      "items 28, 29, 40-42, 50, 51, 54, 56, 57, 64, 68: what pyarrow exports, read and handed back")
  void arraysOfPyArrow_ofEveryType_areReadAndHandedBackEqual() {
    PyArrowPeer.run(PyArrowImportsMain.class, 4000);
  }
}
