package org.culebra.examples;

import static org.culebra.array.Index.all;
import static org.culebra.array.Index.reversed;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.array.npy.Npy;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.Column;
import org.culebra.dlpack.DLPack;
import org.culebra.duckdb.DuckDb;
import org.culebra.duckdb.DuckTable;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ExchangeArena;

/// The README's snippets, as code that is compiled and run.
public final class Tour {

  private Tour() {}

  /// Runs the tour.
  ///
  /// @param args none
  /// @throws IOException if a file cannot be written
  /// @throws SQLException if DuckDB rejects the query
  public static void main(String[] args) throws IOException, SQLException {
    views();
    loops();
    header();
    function();
    callback();
    exchange();
    arrow();
    sql();
    files();
  }

  private static void views() {
    // snippet: views
    NDArray a = NDArray.copyOf(new double[] {0, 1, 2, 3, 4, 5}, 2, 3);
    NDArray b = a.transpose(); //              shape (3, 2), the same memory
    NDArray c = a.slice("1, ::-1"); //         [5. 4. 3.], as NumPy would write it
    NDArray d = a.slice(all(), reversed()); // every row reversed
    a.setDouble(1, 2, 50);
    System.out.println(b.getDouble(2, 1)); //  50.0
    System.out.println(c); //                  [50.  4.  3.]
    System.out.println(d);
    // end
  }

  private static void loops() {
    // snippet: loops
    try (Arena arena = Arena.ofConfined()) {
      NDArray image = NDArray.zeros(arena, DType.FLOAT64, 1000, 1500);
      DoubleView v = image.asDoubles(); // once, outside the loop
      int rows = v.intShape(0); //         int limits for int indices
      int columns = v.intShape(1);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          v.set(i, j, 0.5 * i + j);
        }
      }
      System.out.println(image.max()); //  1998.5
    } //                                   the memory is freed; access throws
    // end
  }

  private static void header() {
    // snippet: header
    CLibrary z = CLibrary.open("z").header("zlib.h");
    NDArray data = NDArray.copyOf("hello".getBytes(StandardCharsets.UTF_8));
    System.out.println(z.function("crc32").call(0, data, data.size())); // 907060870
    System.out.println(z.constant("Z_BEST_COMPRESSION")); // 9
    // end
  }

  // snippet: function
  interface Norm {
    double of(int n, NDArray x);
  }

  private static void function() {
    CLibrary lib =
        CLibrary.compile(
            """
            #include <math.h>
            double norm(int n, const double *x) {
              double sum = 0;
              for (int i = 0; i < n; i++) sum += x[i] * x[i];
              return sqrt(sum);
            }
            """);
    Norm norm =
        lib.function("double norm(int n, const double x[n])")
            .as(MethodHandles.lookup(), Norm.class);
    System.out.println(norm.of(3, NDArray.copyOf(new double[] {3, 4, 12}))); // 13.0
    // norm.of(4, …) throws before C runs: expected … at least n = 4 elements but found …
  }

  // end

  // snippet: callback
  interface Compare {
    int of(DoubleView a, DoubleView b);
  }

  private static void callback() {
    CFunction qsort =
        CLibrary.process()
            .header("stdlib.h")
            .function(
                "void qsort(void p[n * size], size_t n, size_t size,"
                    + " int (*compare)(const double *a, const double *b))");
    try (Arena arena = Arena.ofConfined()) {
      NDArray x = NDArray.copyOf(arena, new double[] {3, 1, 2});
      Callback descending =
          qsort
              .callback("compare")
              .as(MethodHandles.lookup(), Compare.class)
              .in(arena, (a, b) -> Double.compare(b.get(0), a.get(0)));
      qsort.call(x, 3, 8, descending);
      System.out.println(x); // [3. 2. 1.]
      // with 4 instead of 3 it throws: expected … at least n * size = 32 bytes but found …
    }
  }

  // end

  private static void exchange() {
    // snippet: exchange
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray a = NDArray.copyOf(arena, new float[] {1, 2, 3});
      MemorySegment tensor = DLPack.export(a); // a DLManagedTensorVersioned
      NDArray b = DLPack.adopt(arena, tensor); // here Java itself is the consumer
      System.out.println(b.address() == a.address()); // true
    } // ends Java's access and calls the deleter
    // end
  }

  private static void arrow() {
    // snippet: arrow
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray t = NDArray.copyOf(arena, new double[] {20.5, 0, 19.5});
      NDArray measured = NDArray.copyOf(new boolean[] {true, false, true});
      Column batch = Column.ofBatch(Column.of("t", t).withValidity(measured));
      MemorySegment schema = Arrow.newSchema(arena);
      MemorySegment array = Arrow.newArray(arena);
      Arrow.export(batch, schema, array); // for any consumer of the C data interface
      Column same = Arrow.adopt(arena, schema, array).child("t"); // here, Java
      System.out.println(same.nullCount() + " of " + same.length() + " missing"); // 1 of 3 missing
    }
    // end
  }

  @SuppressWarnings("try") // the table is used by its name
  private static void sql() throws SQLException {
    NDArray x = NDArray.copyOf(new double[] {3, 6, 8});
    NDArray y = NDArray.copyOf(new double[] {4, 8, 15});
    // snippet: sql
    Column points = Column.ofBatch(Column.of("x", x), Column.of("y", y));
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        DuckTable table = DuckDb.register(duck, "points", points);
        Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery("SELECT sqrt(x*x + y*y) AS r FROM points");
        Arena arena = Arena.ofConfined()) {
      System.out.println(DuckDb.read(arena, result).child("r").array()); // [ 5. 10. 17.]
    }
    // end
  }

  private static void files() throws IOException {
    Path path = Files.createTempFile("tour", ".npy");
    // snippet: files
    Npy.write(path, NDArray.copyOf(new int[] {1, 2, 3, 4}, 2, 2));
    NDArray mapped = Npy.map(path); // read-only, not copied
    System.out.println(mapped.sumLong()); // 10
    // end
    Files.delete(path);
  }
}
