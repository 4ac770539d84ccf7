package org.culebra.benchmarks.report;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs a contender in a Python process of its own, `measure.py`, which measures its own time.
///
/// JPype's contenders run in Debian's Python, for which it is packaged.
final class PythonForks implements Contenders {
  private static final String JPYPE = "jpype";
  private static final String SYSTEM_PYTHON = "/usr/bin/python3";

  private final Log log;
  private final String python;
  private final Path sources;
  private final Path libraries;
  private final boolean quick;

  /// @param log receives what Python prints
  /// @param python the command for the others
  /// @param sources the folder of `measure.py`
  /// @param libraries a folder for compiled C, which forks share
  /// @param quick whether to measure for a shorter time
  PythonForks(Log log, String python, Path sources, Path libraries, boolean quick) {
    this.log = log;
    this.python = python;
    this.sources = sources;
    this.libraries = libraries;
    this.quick = quick;
  }

  @Override
  public Sample run(Row.Contender contender) throws IOException, ContenderFailed {
    Path output = log.ofFork();
    try {
      int exit = exit(new ProcessBuilder(command(contender)), output);
      String text = Files.exists(output) ? Files.readString(output, StandardCharsets.UTF_8) : "";
      if (text.lines().anyMatch(line -> line.startsWith("missing "))) {
        throw new ContenderFailed(Measured.Gap.MISSING, null);
      }
      Sample sample = Sample.of(text);
      if (exit != 0 || Double.isNaN(sample.nanos())) {
        throw new ContenderFailed(Measured.Gap.FAILED, null);
      }
      return sample;
    } finally {
      log.endFork();
    }
  }

  private int exit(ProcessBuilder builder, Path output) throws ContenderFailed {
    Map<String, String> environment = builder.environment();
    environment.put("CULEBRA_LIBRARIES", libraries.toString());
    environment.put("CULEBRA_JAVA_HOME", System.getProperty("java.home"));
    environment.put("CULEBRA_CLASS_PATH", classPath());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new ContenderFailed(Measured.Gap.MISSING, e); // no such command
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while Python is measured", e);
    }
  }

  private static String classPath() {
    StringBuilder paths = new StringBuilder();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      paths
          .append(paths.isEmpty() ? "" : File.pathSeparator)
          .append(Path.of(path).toAbsolutePath());
    }
    return paths.toString();
  }

  private List<String> command(Row.Contender contender) {
    String[] names = contender.benchmark().split("\\.py:", 2);
    List<String> command = new ArrayList<>();
    command.add(names[0].startsWith(JPYPE) ? SYSTEM_PYTHON : python);
    command.addAll(List.of(sources.resolve("measure.py").toString(), names[0], names[1]));
    command.add(quick ? "quick" : "full");
    contender.parameters().forEach((name, value) -> command.add(name + "=" + value));
    return command;
  }
}
