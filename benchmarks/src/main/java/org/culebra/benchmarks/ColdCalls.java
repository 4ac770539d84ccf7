package org.culebra.benchmarks;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CompileOptions;

/// How long the first call of zlib takes in a fresh JVM: through the JDK alone, with a prototype,
/// and with zlib's header, with an empty and a full cache; and the header again in a warm JVM.
///
/// Not a JMH benchmark, since each figure needs a fresh JVM: medians of several. After each time
/// comes the thread's CPU time, which a busy machine changes less, and which omits the compiler's
/// and the JIT's. Run it with the class path of the benchmarks: `java -cp ...
/// org.culebra.benchmarks.ColdCalls [RUNS]`.
public final class ColdCalls {
  private static final byte[] TEXT = "123456789".getBytes(StandardCharsets.US_ASCII);

  /// The check value of CRC-32.
  private static final long CRC = 0xCBF43926L;

  private static final int WARM_ROUNDS = 60;

  /// `crc32` of zlib.
  public interface Crc32 {
    /// Calls it.
    ///
    /// @param crc of the bytes so far
    /// @param bytes the next ones
    /// @param length their number
    /// @return of all
    long of(long crc, NDArray bytes, int length);
  }

  private ColdCalls() {}

  /// Measures, or is measured.
  ///
  /// @param args the number of fresh JVMs for each figure, 10 by default; or, in one of them, what
  ///   to measure and the folder of a cache
  /// @throws Throwable if a call fails
  public static void main(String[] args) throws Throwable {
    if (args.length == 2) {
      System.out.println(String.join(" ", measured(args[0], Path.of(args[1]))));
      return;
    }
    int runs = args.length == 0 ? 10 : Integer.parseInt(args[0]);
    Map<String, List<Double>> figures = new LinkedHashMap<>();
    Path full = Files.createTempDirectory("cold");
    child("header", full, new LinkedHashMap<>()); // fills the cache
    for (int run = 0; run < runs; run++) {
      child("jdk", full, figures);
      child("prototype", full, figures);
      child("header", full, figures);
      child("empty", Files.createTempDirectory("cold"), figures);
    }
    child("warm", full, figures);
    figures.forEach((name, values) -> {
      double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
      double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
      System.out.printf(
          Locale.ROOT,
          "%-42s %7.1f ms  (%.1f to %.1f)%n",
          name,
          median,
          sorted[0],
          sorted[sorted.length - 1]);
    });
  }

  private static void child(String mode, Path cache, Map<String, List<Double>> figures)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ColdCalls.class.getName(),
                mode,
                cache.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(mode + ": " + printed);
    }
    for (String figure : printed.strip().split(" ", -1)) {
      String[] parts = figure.split("=", -1);
      figures
          .computeIfAbsent(parts[0].replace('_', ' '), _ -> new ArrayList<>())
          .add(Double.valueOf(parts[1]));
    }
  }

  private static List<String> measured(String mode, Path cache) throws Throwable {
    CompileOptions options = CompileOptions.defaults().withCache(cache);
    return switch (mode) {
      case "jdk" -> timed("JDK:_find,_bind,_call", ColdCalls::jdk);
      case "prototype" -> timed("prototype:_open,_bind,_call", ColdCalls::prototype);
      case "header", "empty" -> {
        prototype();
        String name = mode.equals("empty") ? "empty" : "full";
        yield timed("header,_" + name + "_cache,_beyond_that", () -> header(options));
      }
      default -> warm(options);
    };
  }

  private static List<String> warm(CompileOptions options) {
    double[] full = new double[WARM_ROUNDS];
    double[] fresh = new double[WARM_ROUNDS];
    for (int round = 0; round < WARM_ROUNDS; round++) {
      long start = System.nanoTime();
      header(options);
      full[round] = millisSince(start);
      start = System.nanoTime();
      header(options.fresh());
      fresh[round] = millisSince(start);
    }
    Arrays.sort(full, WARM_ROUNDS / 2, WARM_ROUNDS);
    Arrays.sort(fresh, WARM_ROUNDS / 2, WARM_ROUNDS);
    return List.of(
        "header,_full_cache,_warm=" + full[WARM_ROUNDS * 3 / 4],
        "header,_empty_cache,_warm=" + fresh[WARM_ROUNDS * 3 / 4]);
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  /// The time of something that is done once.
  private static List<String> timed(String name, Action action) throws Throwable {
    long cpu = cpuNanos();
    long start = System.nanoTime();
    action.run();
    double wall = millisSince(start);
    return List.of(name + "=" + wall, name + "_(CPU)=" + (cpuNanos() - cpu) / 1e6);
  }

  private interface Action {
    void run() throws Throwable;
  }

  /// Read without the JDK's beans, whose classes would no longer be loaded while time is measured.
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it but the precision
  private static long cpuNanos() throws IOException {
    Thread.yield(); // which brings the count up to date
    try (FileInputStream file = new FileInputStream("/proc/thread-self/schedstat")) {
      String text = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
      return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }
  }

  @SuppressWarnings("restricted") // for comparison
  private static void jdk() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment crc32 =
          SymbolLookup.libraryLookup("libz.so.1", Arena.global()).findOrThrow("crc32");
      MethodHandle handle =
          Linker.nativeLinker()
              .downcallHandle(
                  crc32,
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_LONG,
                      ValueLayout.JAVA_LONG,
                      ValueLayout.ADDRESS,
                      ValueLayout.JAVA_INT));
      MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, TEXT);
      check((long) handle.invokeExact(0L, text, TEXT.length));
    }
  }

  private static void prototype() {
    Crc32 crc32 =
        CLibrary.open("z")
            .function(
                "unsigned long crc32(unsigned long crc, const unsigned char b[n], unsigned n)")
            .as(MethodHandles.lookup(), Crc32.class);
    check(crc32.of(0, NDArray.copyOf(TEXT), TEXT.length));
  }

  private static void header(CompileOptions options) {
    Crc32 crc32 =
        CLibrary.open("z")
            .header(options, "zlib.h")
            .function("crc32")
            .as(MethodHandles.lookup(), Crc32.class);
    check(crc32.of(0, NDArray.copyOf(TEXT), TEXT.length));
  }

  private static void check(long crc) {
    if (crc != CRC) {
      throw new IllegalStateException("expected 0x%x but found 0x%x".formatted(CRC, crc));
    }
  }
}
