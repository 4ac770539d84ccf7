package org.culebra.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;

/// How costs grow with bytes, ranks, threads and live exports: the time of an element or an object
/// should stay the same.
///
/// Not a JMH benchmark, since a curve has a dozen points and one JVM suffices for an axis; `./bench
/// --growth` starts it. A line of its output is a point: axis, series, what is counted, size,
/// nanoseconds; or a note: axis, `note`, text.
public final class Growth {
  private static final long WARM_UP = 300_000_000;
  private static final long BATCH = 4_000_000;
  private static final int BATCHES = 11;
  private static final int ROUNDS = 5;

  /// Of what takes longer than this, two more runs suffice.
  private static final long LONG = 200_000_000;

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /// Of Java objects for the most demanding live object, with room for the garbage collector.
  private static final long LIVE_BYTES = 3000;

  private final String axis;

  private Growth(String axis) {
    this.axis = axis;
  }

  /// Prints the points of an axis.
  ///
  /// @param args the axis, `bytes`, `ranks`, `threads` or `live`, and the greatest size
  /// @throws Exception if a measurement fails
  public static void main(String[] args) throws Exception {
    Growth growth = new Growth(args[0]);
    long greatest = Long.parseLong(args[1]);
    switch (args[0]) {
      case "bytes" -> growth.bytes(greatest);
      case "ranks" -> growth.ranks((int) greatest);
      case "threads" -> growth.threads((int) greatest);
      case "live" -> growth.live((int) greatest);
      default ->
          throw new IllegalArgumentException(
              "expected bytes, ranks, threads or live but found " + args[0]);
    }
  }

  private void point(String series, GrowthWork work, double size, double nanos) {
    System.out.printf(
        Locale.ROOT,
        "%s\t%s\t%s\t%.0f\t%.5g%n",
        axis,
        series,
        work.unit(),
        size,
        nanos / work.count());
  }

  private void note(String text) {
    System.out.println(axis + "\tnote\t" + text);
  }

  // --- the axes

  private void bytes(long greatest) throws IOException {
    long limit = Math.min(greatest, available() / 2);
    if (limit < greatest) {
      note(
          String.format(
              Locale.ROOT,
              "Up to %.1f GiB, half of the memory available, instead of %.1f GiB",
              limit / 0x1p30,
              greatest / 0x1p30));
    }
    byBytes("element loop", limit, GrowthWork::loop);
    byBytes("copy", limit, GrowthWork::copy);
    byBytes("arena with a filled array", limit, GrowthWork::filledArena);
    byBytes("arena with untouched zeros", limit, GrowthWork::untouchedArena);
    byBytes("DLPack: export, release", limit, GrowthWork::dlpackRelease);
    byBytes("DLPack: export, import, close", limit, GrowthWork::dlpackImport);
    byBytes("Arrow: export, release", limit, GrowthWork::arrowRelease);
    byBytes("Arrow: export, import, close", limit, GrowthWork::arrowImport);
  }

  private static long available() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElse(1L << 30);
  }

  private void ranks(int greatest) {
    note("Nested lists are a schema and an array for each axis");
    byRank("element loop", greatest, GrowthWork::loopOfRank);
    byRank("copy, packed", greatest, rank -> GrowthWork.copyOfRank(rank, false));
    byRank("copy, axes reversed", greatest, rank -> GrowthWork.copyOfRank(rank, true));
    byRank("slice, transpose, slice, view, read", greatest, GrowthWork::chain);
    byRank("DLPack: export, release", greatest, GrowthWork::dlpackReleaseOfRank);
    byRank("DLPack: export, import, close", greatest, GrowthWork::dlpackImportOfRank);
    byRank("Arrow, nested lists: export, release", greatest, GrowthWork::arrowReleaseOfRank);
  }

  private void threads(int greatest) throws InterruptedException {
    Thread.setDefaultUncaughtExceptionHandler((_, e) -> {
      e.printStackTrace();
      Runtime.getRuntime().halt(1); // the others would wait for it
    });
    note(
        "Time of the processors in use, of %d; more threads than processors take turns"
            .formatted(PROCESSORS));
    byThreads("element loop, own arrays", greatest, () -> GrowthWork.loop(1 << 17));
    byThreads("copy, own arrays", greatest, () -> GrowthWork.copy(1 << 18));
    byThreads("own arena with 4 KiB", greatest, () -> GrowthWork.untouchedArena(1 << 12));
    byThreads("DLPack: export, release", greatest, () -> GrowthWork.dlpackRelease(128));
    byThreads("DLPack: export, import, close", greatest, () -> GrowthWork.dlpackImport(128));
    byThreads("Arrow: export, release", greatest, () -> GrowthWork.arrowRelease(128));
    try (ExchangeArena arena = ExchangeArena.ofShared()) {
      NDArray shared = NDArray.zeros(arena, DType.FLOAT64, 16);
      byThreads("DLPack, one array of all", greatest, () -> GrowthWork.dlpackReleaseOf(shared));
    }
  }

  private void live(int most) {
    int greatest = (int) Math.min(most, Runtime.getRuntime().maxMemory() / LIVE_BYTES);
    if (greatest < most) {
      note("Up to %d, as the Java heap allows, instead of %d".formatted(greatest, most));
    }
    byLive("DLPack: export all, release in random order", greatest, GrowthWork::dlpackAll);
    byLive("DLPack: export, release one more", greatest, GrowthWork::dlpackOneMore);
    byLive("DLPack: import all into an arena, close", greatest, GrowthWork::dlpackImports);
    byLive("Arrow: export all, release in random order", greatest, GrowthWork::arrowAll);
    byLive("Arrow: export, release one more", greatest, GrowthWork::arrowOneMore);
    byLive("arrays of 64 bytes in an arena, close", greatest, GrowthWork::smallArrays);
  }

  private void byBytes(String series, long greatest, LongFunction<GrowthWork> works) {
    warmUp(works.apply(1 << 16));
    for (long size = 1 << 10; size <= greatest; size *= size == 1L << 32 ? 2 : 4) {
      try (GrowthWork work = works.apply(size)) {
        point(series, work, (double) size, time(work, false));
      }
    }
  }

  private static void warmUp(GrowthWork sample) {
    try (sample) {
      time(sample, true);
    }
  }

  private void byRank(String series, int greatest, IntFunction<GrowthWork> works) {
    for (int rank = 1; rank <= greatest; rank++) {
      try (GrowthWork work = works.apply(rank)) {
        point(series, work, rank, time(work, true));
      }
    }
  }

  private void byLive(String series, int greatest, IntFunction<GrowthWork> works) {
    warmUp(works.apply(Math.min(1000, greatest)));
    for (int n = 1; n <= greatest; n *= 10) {
      try (GrowthWork work = works.apply(n)) {
        point(series, work, n, time(work, false));
      }
    }
  }

  private void byThreads(String series, int greatest, Supplier<GrowthWork> works)
      throws InterruptedException {
    try (GrowthWork alone = works.get()) {
      long repeats = Math.max(1, (long) (10 * BATCH / time(alone, true)));
      for (int threads = 1; threads <= greatest; threads *= 2) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ROUNDS; i++) {
          least = Math.min(least, together(threads, repeats, works));
        }
        double processors = Math.min(threads, PROCESSORS);
        point(series, alone, threads, least * processors / threads / repeats);
      }
    }
  }

  // --- clocks

  /// The time of one run, in nanoseconds: that of the fastest batch, which others disturbed least.
  ///
  /// @param fresh whether it may not be compiled yet
  private static double time(GrowthWork work, boolean fresh) {
    long start = CPU.getCurrentThreadCpuTime();
    long repeats = 1;
    long batch = nanos(work, repeats);
    while (batch < BATCH
        || batch < LONG && CPU.getCurrentThreadCpuTime() - start < (fresh ? WARM_UP : 0)) {
      if (batch < BATCH) {
        repeats *= 2;
      }
      batch = nanos(work, repeats);
    }
    long least = batch;
    for (int i = 0; i < (batch < LONG ? BATCHES : 2); i++) {
      least = Math.min(least, nanos(work, repeats));
    }
    return (double) least / repeats;
  }

  private static long nanos(GrowthWork work, long repeats) {
    long start = System.nanoTime();
    for (long i = 0; i < repeats; i++) {
      work.run().run();
    }
    return System.nanoTime() - start;
  }

  /// The time until each of some threads has repeated it.
  private static double together(int threads, long repeats, Supplier<GrowthWork> works)
      throws InterruptedException {
    long[] marks = new long[2];
    int[] next = new int[1];
    CyclicBarrier barrier = new CyclicBarrier(threads, () -> marks[next[0]++] = System.nanoTime());
    Thread[] all = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      all[i] = Thread.ofPlatform().start(() -> repeat(barrier, repeats, works));
    }
    for (Thread each : all) {
      each.join();
    }
    return marks[1] - marks[0];
  }

  private static void repeat(CyclicBarrier barrier, long repeats, Supplier<GrowthWork> works) {
    try (GrowthWork work = works.get()) {
      barrier.await();
      nanos(work, repeats);
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
