package org.culebra.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExchangeArena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/// The cost of exchanging doubles through Arrow's C data interface: export, import into a confined
/// arena, reading an element of each column, and the arena's close, which runs the release.
/// Compared with Arrow's own library.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
      "--add-opens=java.base/java.nio=ALL-UNNAMED" // both are for Arrow's own library
    })
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class ArrowRoundTrip {
  static final int LENGTH = 1000;
  static final int COLUMNS = 16;

  private ExchangeArena arena;
  private MemorySegment schema;
  private MemorySegment array;
  private Column column;
  private ArrowField field;
  private Column batch;

  /// Creates the columns.
  @Setup
  public void prepare() {
    arena = ExchangeArena.ofConfined();
    schema = Arrow.newSchema(arena);
    array = Arrow.newArray(arena);
    column = column("x");
    field = column.field();
    Column[] columns = new Column[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      columns[i] = column("x" + i);
    }
    batch = Column.ofBatch(columns);
  }

  private Column column(String name) {
    NDArray values = NDArray.zeros(arena, DType.FLOAT64, LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      values.setDouble(i, i * 0.5);
    }
    return Column.of(name, values);
  }

  /// Reports the result and frees the memory.
  ///
  /// @param params say what was measured
  @TearDown
  public void report(BenchmarkParams params) {
    if (Outcome.isContender(params, "culebra")) {
      Outcome.reportResult(this, params, 0);
    }
    arena.close();
  }

  // --- out and back at once

  /// A column and its type, released without a reader.
  @Benchmark
  public void export_culebra() {
    Arrow.export(column, schema, array);
    Arrow.releaseSchema(schema);
    Arrow.releaseArray(array);
  }

  // --- column

  /// A column and its type.
  ///
  /// @return an element
  @Benchmark
  public double column_culebra() {
    Arrow.export(column, schema, array);
    try (Arena importing = Arena.ofConfined()) {
      return Arrow.adopt(importing, schema, array).values().asDoubles().get(6);
    }
  }

  /// The same by Arrow's own library.
  ///
  /// @param arrow the vectors
  /// @return an element
  @Benchmark
  public double column_arrow(ArrowJava arrow) {
    return arrow.column();
  }

  // --- values

  /// A column whose type both sides know.
  ///
  /// @return an element
  @Benchmark
  public double values_culebra() {
    Arrow.exportArray(column, array);
    try (Arena importing = Arena.ofConfined()) {
      return Arrow.adoptArray(importing, field, array).values().asDoubles().get(6);
    }
  }

  /// The same by Arrow's own library.
  ///
  /// @param arrow the vectors
  /// @return an element
  @Benchmark
  public double values_arrow(ArrowJava arrow) {
    return arrow.values();
  }

  // --- batch

  /// A batch of 16 columns and its type.
  ///
  /// @return the sum of one row
  @Benchmark
  public double batch_culebra() {
    Arrow.export(batch, schema, array);
    try (Arena importing = Arena.ofConfined()) {
      Column back = Arrow.adopt(importing, schema, array);
      double sum = 0;
      for (Column one : back.children()) {
        sum += one.values().asDoubles().get(6);
      }
      return sum;
    }
  }

  /// The same by Arrow's own library.
  ///
  /// @param arrow the vectors
  /// @return the sum of one row
  @Benchmark
  public double batch_arrow(ArrowJava arrow) {
    return arrow.batch();
  }
}
