package org.culebra.arrow;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;

/// Rounds of export and release by C and by Java from four threads, in a JVM of their own whose
/// heap does not grow: what its memory grows by is native.
public final class RoundsMain {
  private RoundsMain() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]) / 4;
    onFourThreads(10_000); // loads, compiles, and fills the allocator's pools
    long exports = ExportTracker.count();
    // one node lost in each round would be some 50 bytes at least
    long limit = 30L * rounds * 4;
    long grown = Long.MAX_VALUE;
    // a lost node is lost in every repetition; what C2 takes for its code, once
    for (int repetition = 0; repetition < 4 && grown > limit; repetition++) {
      long resident = residentBytes();
      onFourThreads(rounds);
      grown = Math.min(grown, residentBytes() - resident);
    }
    System.out.println(
        "live exports %+d, grown %d KiB".formatted(ExportTracker.count() - exports, grown >> 10));
    if (grown > limit) {
      throw new AssertionError("native memory has grown by " + grown + " bytes");
    }
  }

  private static void onFourThreads(int rounds) throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int k = 0; k < 4; k++) {
        done.add(threads.submit(() -> rounds(rounds)));
      }
      for (Future<?> one : done) {
        one.get();
      }
    }
  }

  private static void rounds(int rounds) {
    NDArray collected = NDArray.zeros(DType.FLOAT64, 2).fill(2.0);
    try (Arena arena = Arena.ofConfined();
        ExchangeArena own = ExchangeArena.ofConfined()) {
      Column leased = Column.of("leased", NDArray.copyOf(own, new double[] {1, 2}, 2));
      Column batch = Column.ofBatch(leased, Column.of("collected", collected), leased);
      MemorySegment schema = Arrow.newSchema(arena);
      MemorySegment array = Arrow.newArray(arena);
      for (int i = 0; i < rounds; i++) {
        round(batch, leased, schema, array);
      }
    }
  }

  private static void round(
      Column batch, Column leased, MemorySegment schema, MemorySegment array) {
    Arrow.export(batch, schema, array);
    if (CSide.C.move_and_consume(array) != 10) {
      throw new AssertionError("a wrong sum");
    }
    CSide.C.release_schema(schema);
    Arrow.exportArray(batch, array);
    if (CSide.C.consume_taken(CSide.C.take_out(array, 1)) != 4) {
      throw new AssertionError("a wrong sum");
    }
    Arrow.export(leased, schema, array);
    Arrow.releaseArray(array);
    Arrow.releaseSchema(schema);
  }

  private static long residentBytes() throws IOException {
    Path statm = Path.of("/proc/self/statm");
    return Files.exists(statm)
        ? 4096 * Long.parseLong(Files.readString(statm).split(" ", -1)[1])
        : 0;
  }
}
