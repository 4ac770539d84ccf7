package org.culebra.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// What a figure depends on, as ordered facts.
///
/// @param facts name to value
record Machine(Map<String, String> facts) {

  static Machine here() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("CPU", cpu() + ", " + Runtime.getRuntime().availableProcessors() + " processors");
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("JDK", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    String cc = Objects.requireNonNullElse(System.getenv("CC"), "cc");
    facts.put("C compiler", firstLine(cc, "--version"));
    facts.put("Python", python());
    facts.put("commit", commit());
    facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    return new Machine(facts);
  }

  /// The same, with what is known of the run by now.
  Machine after(int passes, Duration duration) {
    Map<String, String> now = new LinkedHashMap<>(facts);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    now.put(
        "run",
        String.format(
            Locale.ROOT,
            "%d forks of each contender, in turn; %d minutes; load at the end %.1f",
            passes,
            duration.toMinutes(),
            load));
    return new Machine(now);
  }

  private static String cpu() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static String python() {
    String python = Objects.requireNonNullElse(System.getenv("PYTHON"), "python3");
    String program =
        """
        import sys, importlib.metadata as m
        def of(name):
            try: return name + " " + m.version(name)
            except Exception: return None
        print(", ".join(filter(None, [sys.version.split()[0]] + [of(n) for n in
          ("numpy", "scipy", "pyarrow", "torch", "cffi", "cython", "duckdb", "safetensors")])))
        """;
    return firstLine(python, "-c", program);
  }

  private static String commit() {
    String commit = firstLine("git", "rev-parse", "--short=10", "HEAD");
    return firstLine("git", "status", "--porcelain").equals("none") ? commit : commit + ", changed";
  }

  private static String firstLine(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? text.lines().findFirst().orElse("none") : "none";
    } catch (IOException e) {
      return "none";
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while running " + command[0], e);
    }
  }
}
