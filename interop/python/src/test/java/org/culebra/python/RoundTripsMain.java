package org.culebra.python;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.ArrowStream;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExportTracker;

/// A child JVM that makes each kind of round trip again and again, and prints what is left and by
/// how much the process has grown. Arguments: the executable, and the number of rounds.
final class RoundTripsMain {
  private static final int WARM_UP = 20_000;
  private static final int BATCH = 1000;
  private static final int ATTEMPTS = 3;

  /// Of 100 000 structs of 64 bytes there would be 6 MiB.
  static final int MOST_BYTES = 5 << 20;

  private RoundTripsMain() {}

  @FunctionalInterface
  interface Trip {
    void run(PythonScope py);
  }

  public static void main(String[] arguments) throws Exception {
    Python python = Python.start(PythonOptions.defaults().executable(Path.of(arguments[0])));
    int rounds = Integer.parseInt(arguments[1]);
    Map<String, Trip> trips = new LinkedHashMap<>();
    python.run(py -> trips.putAll(trips(py)));
    for (Map.Entry<String, Trip> trip : trips.entrySet()) {
      measure(python, trip.getKey(), trip.getValue(), rounds);
    }
    System.out.println("done");
  }

  private static void measure(Python python, String name, Trip trip, int rounds) throws Exception {
    repeat(python, trip, Math.min(WARM_UP, rounds));
    long exports = ExportTracker.count();
    int live = python.interpreter().exports().live();
    long grown = Long.MAX_VALUE;
    long start = System.nanoTime();
    // the JVM itself may grow meanwhile, but not each time
    for (int attempt = 0; attempt < ATTEMPTS && grown > MOST_BYTES; attempt++) {
      long before = settled(python);
      repeat(python, trip, rounds);
      grown = Math.min(grown, settled(python) - before);
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf(
        "%s: exports %d, live %d, grown %d KiB, %d ms%n",
        name,
        ExportTracker.count() - exports,
        python.interpreter().exports().live() - live,
        grown >> 10,
        millis);
  }

  private static void repeat(Python python, Trip trip, int rounds) {
    for (int done = 0; done < rounds; done += BATCH) {
      python.run(py -> {
        for (int i = 0; i < BATCH; i++) {
          trip.run(py);
        }
      });
    }
  }

  /// The resident bytes, once both collectors have worked.
  private static long settled(Python python) throws Exception {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
      python.run(py -> py.run("gc.collect()"));
      least = Math.min(least, resident());
    }
    return least;
  }

  private static long resident() throws IOException {
    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
    return Long.parseLong(pages[1]) * 4096;
  }

  private static Map<String, Trip> trips(PythonScope py) {
    py.run(
        """
        import gc
        import numpy as np, torch, pyarrow as pa
        class Described:
            def __init__(self, array):
                self.array, self.__array_interface__ = array, array.__array_interface__
        array = np.arange(6.0).reshape(2, 3)
        tensor = torch.arange(6.0)
        described = Described(array)
        column = pa.array([1, 2, None])
        table = pa.table({"n": [1, 2, 3], "s": ["a", None, "c"]})
        def legacy(x): return np.from_dlpack(Legacy(x))
        class Legacy:
            def __init__(self, x): self.x = x
            def __dlpack__(self, **keywords): return self.x.__dlpack__()
            def __dlpack_device__(self): return (1, 0)
        def catching(f):
            try: f(0)
            except RuntimeError: return 1
        """);
    NDArray array = NDArray.zeros(DType.FLOAT64, 2, 3);
    Map<String, Trip> trips = new LinkedHashMap<>();
    for (String expression :
        new String[] {
          "np.asarray",
          "memoryview",
          "np.from_dlpack",
          "torch.from_dlpack",
          "legacy",
          "np.array",
          "lambda x: x.__dlpack__(copy=True)",
          "lambda x: np.asarray(x.__array_interface__['data'][0])",
          "repr"
        }) {
      PyObject function = py.evaluate(expression);
      trips.put("to Python by " + expression, scope -> function.call(array).close());
    }
    for (ArrayProtocol protocol : ArrayProtocol.values()) {
      PyObject object =
          py.evaluate(
              switch (protocol) {
                case EXCHANGE_TABLE -> "tensor";
                case DLPACK, BUFFER -> "array";
                case ARRAY_INTERFACE -> "described";
                case ARROW -> "pa.array([1.5, 2.5])";
              });
      ImportOptions options = ImportOptions.SHARED.protocols(protocol);
      trips.put("to Java by " + protocol, scope -> imported(scope, object, options));
    }
    PyObject identity = py.evaluate("lambda x: np.asarray(x)");
    trips.put("there and back", scope -> thereAndBack(scope, identity, array));
    PyObject pyArrowArray = py.evaluate("pa.array");
    Column numbers = Column.of("n", NDArray.copyOf(new long[] {1, 2, 3}, 3));
    trips.put("column there and back", scope -> columnThereAndBack(scope, pyArrowArray, numbers));
    PyObject pyArrowTable = py.evaluate("pa.table");
    Column batch = Column.ofBatch(numbers, Column.ofStrings("s", java.util.List.of("a", "b", "c")));
    trips.put("batch there", scope -> pyArrowTable.call(batch).close());
    trips.put("stream there", scope -> pyArrowTable.call(BatchSource.of(batch)).close());
    PyObject table = py.evaluate("table");
    trips.put("stream back", scope -> stream(scope, table));
    PyObject failing =
        JavaFunctions.of(
            py,
            x -> {
              throw new IllegalStateException("on purpose", null);
            });
    PyObject catching = py.evaluate("catching");
    trips.put("exception of Java's", scope -> catching.call(failing).close());
    trips.put("exception of Python's", RoundTripsMain::raise);
    return trips;
  }

  private static void imported(PythonScope py, PyObject object, ImportOptions options) {
    try (Arena arena = Arena.ofConfined()) {
      py.importArray(arena, object, options);
    }
  }

  private static void thereAndBack(PythonScope py, PyObject function, NDArray array) {
    try (Arena arena = Arena.ofConfined();
        PyObject there = function.call(array)) {
      py.array(arena, there);
    }
  }

  private static void columnThereAndBack(PythonScope py, PyObject function, Column column) {
    try (Arena arena = Arena.ofConfined();
        PyObject there = function.call(column)) {
      py.column(arena, there);
    }
  }

  private static void stream(PythonScope py, PyObject table) {
    try (Arena arena = Arena.ofConfined();
        ArrowStream stream = py.stream(arena, table)) {
      while (stream.next() != null) {
        // all batches
      }
    }
  }

  private static void raise(PythonScope py) {
    try {
      py.evaluate("1 / 0").close();
    } catch (PythonException e) {
      // on purpose
    }
  }
}
