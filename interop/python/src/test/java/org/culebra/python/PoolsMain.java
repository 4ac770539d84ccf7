package org.culebra.python;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.array.NDArray;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// A child JVM whose streams and columns are read and released by the threads of other libraries.
final class PoolsMain {
  private static final int BATCHES = 200;
  private static final int ROWS = 20_000;

  private static final Map<String, String> PROGRAMS =
      Map.of(
          "pyarrow",
          """
          import pyarrow as pa, pyarrow.dataset as ds
          r = pa.RecordBatchReader.from_stream(s)
          t = ds.Scanner.from_batches(r, use_threads=True).to_table()
          print("rows", t.num_rows)
          g = t.group_by("n").aggregate([("n", "count")])
          del r, t
          """,
          "duckdb",
          """
          import duckdb, pyarrow as pa
          duckdb.sql("set threads to 4")
          r = pa.RecordBatchReader.from_stream(s)
          print("rows", duckdb.sql("select count(*), sum(n) from r").fetchone()[0])
          con = duckdb.connect()
          t = pa.table(b)
          print(con.sql("select n, count(*) from t group by n order by n limit 3").fetchall())
          del t
          """,
          "polars",
          """
          import polars as pl
          f = pl.DataFrame(s)
          print("rows", f.lazy().filter(pl.col("n") >= 0).collect().height)
          print(f.lazy().group_by("n").len().collect().height)
          del f
          """);

  private PoolsMain() {}

  /// Batches, and who has asked for them.
  private static final class Source implements BatchSource {
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private int left = BATCHES;

    @Override
    public ArrowField schema() {
      return batch().field();
    }

    @Override
    public synchronized @Nullable Column next() {
      threads.add(Thread.currentThread());
      return left-- > 0 ? batch() : null;
    }

    @Override
    public void close() {}

    static Column batch() {
      long[] numbers = new long[ROWS];
      for (int i = 0; i < ROWS; i++) {
        numbers[i] = i % 1000;
      }
      return Column.ofBatch(Column.of("n", NDArray.copyOf(numbers, ROWS)));
    }
  }

  /// Reads and ends.
  ///
  /// @param arguments the executable; the library; `exit` or `return`
  public static void main(String[] arguments) {
    Python python = Python.start(PythonOptions.defaults().executable(Path.of(arguments[0])));
    Source source = new Source();
    python.run(py -> {
      PyObject main = py.importModule("__main__");
      main.setAttribute("s", source);
      main.setAttribute("b", Source.batch());
      py.run(Objects.requireNonNull(PROGRAMS.get(arguments[1])));
      py.run("import sys; sys.stdout.flush()");
    });
    source.threads.remove(Thread.currentThread());
    System.out.println("done, with other threads: " + !source.threads.isEmpty());
    System.out.flush();
    if (arguments[2].equals("exit")) {
      System.exit(0);
    }
  }
}
