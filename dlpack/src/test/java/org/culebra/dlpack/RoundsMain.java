package org.culebra.dlpack;

import java.io.IOException;
import java.lang.foreign.Arena;
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

/// Rounds of export, import and release from four threads, in a JVM of their own whose heap does
/// not grow: what its memory grows by is native.
public final class RoundsMain {
  private RoundsMain() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]) / 4;
    onFourThreads(25_000); // loads, compiles, and fills the allocator's pools
    long exports = ExportTracker.count();
    long released = CSide.C.released_count();
    long resident = residentBytes();

    onFourThreads(rounds);

    long grown = residentBytes() - resident;
    System.out.println(
        "live exports %+d, released %d, grown %d KiB"
            .formatted(
                ExportTracker.count() - exports, CSide.C.released_count() - released, grown >> 10));
    // one struct lost in each round would be some 150 bytes, one header 80
    if (grown > 40L * rounds * 4) {
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
    NDArray collected = NDArray.zeros(DType.FLOAT64, 2, 3).fill(2.0);
    try (ExchangeArena own = ExchangeArena.ofConfined()) {
      NDArray leased = NDArray.copyOf(own, new double[] {0, 1, 2, 3, 4, 5}, 2, 3);
      for (int i = 0; i < rounds; i++) {
        round(i % 2 == 0 ? leased : collected, i % 2 == 0 ? 15 : 12);
      }
    }
  }

  private static void round(NDArray array, double sum) {
    long self = DLPack.export(array).address();
    if (CSide.C.consume(self) != sum) {
      throw new AssertionError("a wrong sum");
    }
    try (Arena arena = Arena.ofConfined()) {
      NDArray back = DLPack.adopt(arena, DLPack.export(array));
      NDArray made = DLPack.adopt(arena, CSide.pointer(CSide.C.produce()));
      if (back.address() != array.address() || made.getDouble(1, 2) != 5) {
        throw new AssertionError("a wrong array");
      }
    }
    CSide.C.release(DLPack.export(array, ExportOptions.COPIED).address());
  }

  private static long residentBytes() throws IOException {
    Path statm = Path.of("/proc/self/statm");
    return Files.exists(statm)
        ? 4096 * Long.parseLong(Files.readString(statm).split(" ", -1)[1])
        : 0;
  }
}
