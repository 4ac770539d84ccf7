package org.culebra.arrow;

import org.junit.jupiter.api.Test;

class PyArrowStreamsTest {

  @Test
  void streams_areReadByPyArrow_toTheirEndOrTheirError() {
    PyArrowPeer.run(PyArrowStreamsMain.class, 80);
  }
}
