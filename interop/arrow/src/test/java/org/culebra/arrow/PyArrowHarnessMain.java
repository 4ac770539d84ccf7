package org.culebra.arrow;

import java.util.List;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExportTracker;

/// Checks that have to fail.
public final class PyArrowHarnessMain {
  private PyArrowHarnessMain() {}

  public static void main(String[] arguments) {
    try {
      PyArrow.run(arguments, PyArrowHarnessMain::fail);
    } catch (AssertionError e) {
      System.out.println(e.getMessage());
      return;
    }
    throw new IllegalStateException("nothing has failed");
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
    long before = ExportTracker.count();
    py.check("kept", PyArrow.Route.ARRAY, ints, "[1, 2]", "kept.append(a) is None");
    py.python("kept.clear()");
    py.expect("right exports", before, ExportTracker.count());
    py.check("right again", PyArrow.Route.STREAM, ints, "[1, 2]");
  }
}
