package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.NDArray;

/// Ends a JVM while consumers have something, or not. The first argument says how it ends: `return`
/// or `exit`, or `hook`, where they are exported while the JVM is ending; the second what becomes
/// of the structs: `left`, `released`, or `late`, when C moves them and releases all as the process
/// ends.
public final class ExitMain {
  private ExitMain() {}

  public static void main(String[] arguments) {
    run(arguments[1]);
    if (arguments[0].equals("hook")) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> run(arguments[1])));
    } else if (arguments[0].equals("exit")) {
      System.exit(0);
    }
  }

  private static void run(String fate) {
    Arena arena = Arena.global();
    Column column = Column.ofBatch(Column.of("x", NDArray.zeros(DType.FLOAT64, 3)));
    MemorySegment schema = Arrow.newSchema(arena);
    MemorySegment first = Arrow.newArray(arena);
    MemorySegment second = Arrow.newArray(arena);
    MemorySegment stream = Arrow.newStream(arena);
    Arrow.export(column, schema, first);
    Arrow.exportArray(column, second);
    Arrow.exportStream(BatchSource.of(column), stream);
    if (fate.equals("released")) {
      Arrow.releaseSchema(schema);
      Arrow.releaseArray(first);
      CSide.C.release_array(second);
      Arrow.releaseStream(stream);
    } else if (fate.equals("late")) {
      late(column, schema, first, second, stream);
    }
  }

  private static void late(
      Column column,
      MemorySegment schema,
      MemorySegment first,
      MemorySegment second,
      MemorySegment stream) {
    MemorySegment device = Arrow.newArray(Arena.global(), CInterface.DEVICE);
    MemorySegment deviceStream = Arrow.newStream(Arena.global(), CInterface.DEVICE);
    Arrow.exportArray(column, device, CInterface.DEVICE);
    Arrow.exportStream(BatchSource.of(column), deviceStream, CInterface.DEVICE);
    CSide.C.release_child_at_exit(second, 0); // the parent after its child
    CSide.C.release_at_exit(0, first);
    CSide.C.release_at_exit(0, second);
    CSide.C.release_at_exit(1, schema);
    CSide.C.release_at_exit(2, device);
    CSide.C.release_at_exit(3, stream);
    CSide.C.release_at_exit(4, deviceStream);
  }
}
