package org.culebra.arrow;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PyArrowColumnsTest {

  @Test
  @DisplayName(
      "items 2, 14-17, 19, 21-23, 25, 26, 54, 64: columns of every constructor, read by pyarrow")
  void columnsOfEveryConstructor_areValidAndEqualInPyArrow() {
    PyArrowPeer.run(PyArrowColumnsMain.class, 8000);
  }
}
