package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is wrong is found: a check that cannot fail would be none.
class PyArrowHarnessTest {
  private final PyArrow py = PyArrow.open();

  @AfterEach
  void close() {
    py.close();
  }

  @Test
  void wrongExpectations_fail_eachByItsName() {
    fail(py);

    assertThat(py.report())
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

  private static void fail(PyArrow py) {
    Column ints = Column.of("x", NDArray.copyOf(new int[] {1, 2}));
    Column doubles = Column.of("x", NDArray.copyOf(new double[] {0.0}));
    Column longs = Column.of("x", NDArray.copyOf(new long[] {1, 2}));
    py.check("right", ints, "[1, 2]");
    py.check("value", ints, "[1, 3]");
    py.check("length", PyArrow.Route.STREAM, ints, "[1, 2, 3]");
    py.check("kind", PyArrow.Route.DEVICE, ints, "[1.0, 2.0]");
    py.check("sign", doubles, "[-0.0]");
    py.check("missing", ints, "[1, None]");
    py.check("condition", PyArrow.Route.ARRAY, ints, "[1, 2]", "a.type == pa.int64()");
    py.check("syntax", ints, "[1, ");
    py.check("route", PyArrow.Route.BATCH, ints, "[1, 2]");
    py.checkEqual("equal", PyArrow.Route.ARRAY, longs, "pa.array([1, 3])");
    py.checkEqual("type", PyArrow.Route.ARRAY, ints, "pa.array([1, 2])");
    py.checkText("text", "a", () -> py.string("'b'"));
    py.expect("java", List.of(1), List.of(2));
    py.guarded("thrown", () -> ints.slice(0, 9).toString());
    py.python("kept = []");
    long before = TestPython.settled(TestPython.with("pyarrow"), ExportTracker::count);
    py.check("kept", PyArrow.Route.ARRAY, ints, "[1, 2]", "kept.append(a) is None");
    py.python("kept.clear()");
    py.expect("right exports", before, ExportTracker.count());
    py.check("right again", PyArrow.Route.STREAM, ints, "[1, 2]");
  }
}
