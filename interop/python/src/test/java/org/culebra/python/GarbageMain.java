package org.culebra.python;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.function.DoubleUnaryOperator;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExportTracker;

/// A child JVM that closes nothing of what it has from Python and Python has from it. Arguments:
/// the executable.
final class GarbageMain {
  private static final int ROUNDS = 20;
  private static final int OBJECTS = 200;
  private static final int ATTEMPTS = 300;

  private GarbageMain() {}

  public static void main(String[] arguments) throws Exception {
    Python python = Python.start(PythonOptions.defaults().executable(Path.of(arguments[0])));
    python.run(py ->
        py.run(
            """
            import gc, weakref
            import numpy as np, torch, pyarrow as pa
            alive = 0
            def gone():
                global alive
                alive -= 1
            class Counted(np.ndarray): pass
            def counted():
                global alive
                alive += 1
                array = np.arange(3.0).view(Counted)
                weakref.finalize(array, gone)
                return array
            """));
    for (int round = 0; round < ROUNDS; round++) {
      python.run(GarbageMain::litter);
      System.gc();
    }
    String left = left(python);
    for (int i = 0; i < ATTEMPTS && !left.equals("0 0 0 0"); i++) {
      System.gc();
      Thread.sleep(20);
      left = left(python);
    }
    System.out.println("left " + left);
    System.out.println("done");
  }

  /// Exports, objects of Java's, arrays of NumPy's, and bytes of PyArrow's.
  private static String left(Python python) {
    return python.<String, RuntimeException>call(py -> {
      py.run("gc.collect()");
      try (PyObject alive = py.evaluate("alive");
          PyObject bytes = py.evaluate("pa.total_allocated_bytes()")) {
        return ExportTracker.count()
            + " "
            + python.interpreter().exports().live()
            + " "
            + alive.asInt()
            + " "
            + bytes.asLong();
      }
    });
  }

  private static void litter(PythonScope py) {
    NDArray array = NDArray.zeros(DType.FLOAT64, 10);
    Column column = Column.of("n", array);
    Column batch = Column.ofBatch(column);
    for (int i = 0; i < OBJECTS; i++) {
      PyObject there = py.of(array);
      there.callMethod("__dlpack__");
      py.evaluate("memoryview").call(there);
      py.evaluate("torch.from_dlpack").call(there);
      py.evaluate("np.asarray").call(there);
      py.evaluate("pa.array").call(column);
      py.evaluate("pa.table").call(BatchSource.of(batch));
      py.of(BatchSource.of(batch));
      py.array(Arena.ofAuto(), py.evaluate("counted()"));
      py.array(Arena.ofAuto(), py.evaluate("torch.from_numpy(counted())"));
      py.array(Arena.ofAuto(), py.evaluate("memoryview(counted())"));
      py.column(Arena.ofAuto(), py.evaluate("pa.array([1, None])"));
      py.stream(Arena.ofAuto(), py.evaluate("pa.table({'n': [1, 2]})"));
      py.function(DoubleUnaryOperator.class, x -> x + array.getDouble(0));
      DoubleUnaryOperator abs = py.evaluate("abs").as(DoubleUnaryOperator.class);
      if (abs.applyAsDouble(-1) != 1) {
        throw new IllegalStateException("abs");
      }
      try {
        py.evaluate("counted() + 'text'");
      } catch (PythonException e) {
        // whose frames have the array
      }
    }
  }
}
