package org.culebra.benchmarks.report;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs a contender in a process of its own that measures its own time: a Python, in which
/// `measure.py` does that, or a JVM with the class path of ND4J.
///
/// JPype's contenders run in Debian's Python, for which it is packaged.
final class Processes implements Contenders {
  private static final String JPYPE = "jpype";
  private static final String SYSTEM_PYTHON = "/usr/bin/python3";

  /// Where the programs are, and what they need.
  ///
  /// @param python the command for Python
  /// @param sources the folder of the folders `python` and `nd4j`
  /// @param nd4j the class path of ND4J; empty if it is not on this machine
  /// @param libraries a folder for compiled C, which forks share
  record Places(String python, Path sources, String nd4j, Path libraries) {}

  private final Log log;
  private final Places places;
  private final boolean quick;

  /// @param log receives what the processes print
  /// @param quick whether to measure for a shorter time
  Processes(Log log, Places places, boolean quick) {
    this.log = log;
    this.places = places;
    this.quick = quick;
  }

  @Override
  public Sample run(Row.Contender contender) throws IOException, ContenderFailed {
    Path output = log.ofFork();
    try {
      int exit = exit(new ProcessBuilder(command(contender)), output);
      String text = Files.exists(output) ? Files.readString(output, StandardCharsets.UTF_8) : "";
      if (Sample.isMissing(text)) {
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
    environment.put("CULEBRA_LIBRARIES", places.libraries.toString());
    environment.put("CULEBRA_JAVA_HOME", System.getProperty("java.home"));
    environment.put("CULEBRA_CLASS_PATH", classPath());
    environment.put("OMP_NUM_THREADS", "1"); // as all others
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new ContenderFailed(Measured.Gap.MISSING, e); // no such command
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a process is measured", e);
    }
  }

  private static String classPath() {
    StringBuilder paths = new StringBuilder();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      paths.append(paths.isEmpty() ? "" : File.pathSeparator);
      paths.append(Path.of(path).toAbsolutePath());
    }
    return paths.toString();
  }

  private List<String> command(Row.Contender contender) throws ContenderFailed {
    String[] names = contender.benchmark().split(":", 2);
    List<String> command =
        new ArrayList<>(names[0].endsWith(".py") ? python(names[0]) : nd4j(names[0]));
    command.addAll(List.of(names[1], quick ? "quick" : "full"));
    contender.parameters().forEach((name, value) -> command.add(name + "=" + value));
    return command;
  }

  private List<String> python(String file) {
    String python = file.startsWith(JPYPE) ? SYSTEM_PYTHON : places.python;
    String script = places.sources.resolve("python", "measure.py").toString();
    return List.of(python, script, file.substring(0, file.length() - ".py".length()));
  }

  private List<String> nd4j(String file) throws ContenderFailed {
    if (places.nd4j.isEmpty()) {
      throw new ContenderFailed(Measured.Gap.MISSING, null);
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        places.nd4j,
        places.sources.resolve("nd4j", file).toString());
  }
}
