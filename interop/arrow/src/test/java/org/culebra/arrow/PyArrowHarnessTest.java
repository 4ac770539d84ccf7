package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What is wrong is found: a check that cannot fail would be none.
class PyArrowHarnessTest {

  @Test
  void wrongExpectations_fail_eachByItsName() {
    String output = PyArrowPeer.output(PyArrowHarnessMain.class);

    assertThat(output)
        .contains("14 of 17 checks failed")
        .contains("value by ARRAY: expected [1, 3]\nbut found [1, 2]\nof type int32")
        .contains("length by STREAM: expected [1, 2, 3]\nbut found [1, 2]")
        .contains("kind by DEVICE: expected [1.0, 2.0]\nbut found [1, 2]")
        .contains("sign by ARRAY: expected [-0.0]\nbut found [0.0]")
        .contains("missing by ARRAY: expected [1, None]")
        .contains("condition by ARRAY: expected the condition to hold but found int32")
        .contains("syntax by ARRAY: Traceback", "SyntaxError")
        .contains("route by BATCH: Traceback")
        .contains("equal by ARRAY: expected", "type by ARRAY: expected type int64 but found int32")
        .contains("text: expected \"a\" but found \"b\"", "java: expected [1] but found [2]")
        .contains("thrown: java.lang.IndexOutOfBoundsException")
        .contains("kept by ARRAY: \nexpected no live export but found 1")
        .doesNotContain("right");
  }
}
