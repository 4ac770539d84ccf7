package org.culebra.arrow;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PyArrowStreamsTest {

  @Test
  @DisplayName("items 54, 57-59, 62, 63: streams that end or fail, read by pyarrow")
  void streams_areReadByPyArrow_toTheirEndOrTheirError() {
    PyArrowPeer.run(PyArrowStreamsMain.class, 80);
  }
}
