package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.NDArray;

/// Ends a JVM while consumers have something, or not. The first argument says how it ends: `return`
/// or `exit`; the second what becomes of the structs: `left`, `released`, or `late`, when C
/// releases one as the process ends.
public final class ExitMain {
  private ExitMain() {}

  public static void main(String[] arguments) {
    Arena arena = Arena.global();
    Column column = Column.batch(Column.of("x", NDArray.zeros(DType.FLOAT64, 3)));
    MemorySegment schema = Arrow.newSchema(arena);
    MemorySegment first = Arrow.newArray(arena);
    MemorySegment second = Arrow.newArray(arena);
    MemorySegment stream = Arrow.newStream(arena);
    Arrow.export(column, schema, first);
    Arrow.exportArray(column, second);
    Arrow.exportStream(BatchSource.of(column), stream);
    if (arguments[1].equals("released")) {
      Arrow.releaseSchema(schema);
      Arrow.releaseArray(first);
      CSide.C.release_array(second);
      Arrow.releaseStream(stream);
    } else if (arguments[1].equals("late")) {
      CSide.C.release_at_exit(first);
    }
    if (arguments[0].equals("exit")) {
      System.exit(0);
    }
  }
}
