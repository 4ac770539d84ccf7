package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExportTracker;

/// A column through a pair of structs, and through a stream.
public final class FlagsMain {
  private FlagsMain() {}

  /// Prints what comes back.
  ///
  /// @param args none
  public static void main(String[] args) {
    Column column = Column.of("x", NDArray.zeros(DType.FLOAT64, 3).fill(2.5));
    double[] pair;
    double[] streamed;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment schema = Arrow.newSchema(arena);
      MemorySegment array = Arrow.newArray(arena);
      Arrow.export(column, schema, array);
      pair = Arrow.adopt(arena, schema, array).array().toDoubleArray();
      MemorySegment stream = Arrow.newStream(arena);
      Arrow.exportStream(BatchSource.of(column), stream);
      Column next = Objects.requireNonNull(Arrow.adoptStream(arena, stream).next());
      streamed = next.array().toDoubleArray();
    }
    System.out.printf(
        "%s: %s %s, %d exports%n",
        FlagsMain.class.getModule().getName(),
        Arrays.toString(pair),
        Arrays.equals(pair, streamed) ? "twice" : "once",
        ExportTracker.count());
  }
}
