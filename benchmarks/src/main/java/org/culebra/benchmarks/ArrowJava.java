package org.culebra.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/// Vectors of Arrow's own library, exported and imported through its C data interface. Needs two
/// flags, see [ArrowRoundTrip].
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class ArrowJava {
  private BufferAllocator allocator;
  private Float8Vector vector;
  private Field field;
  private VectorSchemaRoot batch;

  /// Creates the vectors.
  @Setup
  public void prepare() {
    allocator = new RootAllocator();
    vector = vector("x");
    field = vector.getField();
    List<FieldVector> columns = new ArrayList<>();
    for (int i = 0; i < ArrowRoundTrip.COLUMNS; i++) {
      columns.add(vector("x" + i));
    }
    batch = new VectorSchemaRoot(columns);
    batch.setRowCount(ArrowRoundTrip.LENGTH);
  }

  private Float8Vector vector(String name) {
    Float8Vector made = new Float8Vector(name, allocator);
    made.allocateNew(ArrowRoundTrip.LENGTH);
    for (int i = 0; i < ArrowRoundTrip.LENGTH; i++) {
      made.set(i, i * 0.5);
    }
    made.setValueCount(ArrowRoundTrip.LENGTH);
    return made;
  }

  /// Reports the result and frees the memory.
  ///
  /// @param params say what was measured
  @TearDown
  public void report(BenchmarkParams params) {
    if (Outcome.isContender(params, "arrow")) {
      Outcome.report(
          switch (Outcome.kernel(params)) {
            case "values" -> values();
            case "batch" -> batch();
            default -> column();
          });
    }
    batch.close();
    vector.close();
    allocator.close();
  }

  /// Exports and imports with the type, and reads an element.
  ///
  /// @return an element
  double column() {
    try (ArrowArray array = ArrowArray.allocateNew(allocator);
        ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
      Data.exportVector(allocator, vector, null, array, schema);
      try (FieldVector imported = Data.importVector(allocator, array, schema, null)) {
        return ((Float8Vector) imported).get(6);
      }
    }
  }

  /// Exports and imports without the type, which both sides know.
  ///
  /// @return an element
  double values() {
    try (ArrowArray array = ArrowArray.allocateNew(allocator);
        Float8Vector imported = (Float8Vector) field.createVector(allocator)) {
      Data.exportVector(allocator, vector, null, array);
      Data.importIntoVector(allocator, array, imported, null);
      return imported.get(6);
    }
  }

  /// Exports and imports with the type, and reads an element of each column.
  ///
  /// @return the sum
  double batch() {
    try (ArrowArray array = ArrowArray.allocateNew(allocator);
        ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
      Data.exportVectorSchemaRoot(allocator, batch, null, array, schema);
      try (VectorSchemaRoot imported =
          Data.importVectorSchemaRoot(allocator, array, schema, null)) {
        double sum = 0;
        for (FieldVector column : imported.getFieldVectors()) {
          sum += ((Float8Vector) column).get(6);
        }
        return sum;
      }
    }
  }
}
