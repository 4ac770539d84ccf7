package org.culebra.benchmarks.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Starts processes and takes the time until each has done something for the first time: in turn,
/// with and without an AOT cache.
final class StartRun {
  /// On an idle machine of two processors, with its part of the training runs.
  static final Duration ROUND = Duration.ofSeconds(7);

  /// A count that gives a difference, and one that is not yet a pattern of the binder's.
  private static final int MANY = 50;

  private static final int FEW = 10;

  private static final String PYTHON_ALONE = "NumPy's first array in Python, no JVM";

  /// What is done, by the argument of the program.
  private static final Map<String, String> FIRSTS = firsts();

  private static Map<String, String> firsts() {
    Map<String, String> firsts = new LinkedHashMap<>();
    firsts.put("nothing", "an empty main");
    firsts.put("jdk-call", "the JDK's first call of C");
    firsts.put("jdk-callback", "the JDK's first callback");
    firsts.put("element", "first element");
    firsts.put("call", "first call of C");
    firsts.put("callback", "first callback");
    firsts.put("arrow", "first Arrow export");
    firsts.put("numpy", "first NumPy array");
    return firsts;
  }

  private record Candidate(
      String name, boolean cached, List<String> command, List<Double> millis) {}

  private final Path folder;
  private final List<Candidate> processes = new ArrayList<>();

  private StartRun(Path folder) {
    this.folder = folder;
  }

  /// @param times how many processes of each kind
  static Report.Start run(int times) throws IOException {
    Path folder = Files.createTempDirectory("bench-start");
    try {
      return new StartRun(folder).start(times);
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private Report.Start start(int times) throws IOException {
    Progress progress = new Progress(FIRSTS.size() + times);
    for (String first : FIRSTS.keySet()) {
      progress.show("start, AOT cache of " + FIRSTS.get(first));
      train(first);
      progress.step();
    }
    String python = Objects.requireNonNullElse(System.getenv("PYTHON"), "python3");
    String program = "import numpy; numpy.sort(numpy.asarray([3.0, 1.0, 2.0])); print('done')";
    processes.add(
        new Candidate(PYTHON_ALONE, false, List.of(python, "-c", program), new ArrayList<>()));
    for (int i = 0; i < times; i++) {
      progress.show("start, round %d of %d".formatted(i + 1, times));
      processes.forEach(StartRun::time);
      progress.step();
    }
    progress.show("start, classes");
    List<Report.FirstUse> uses = new ArrayList<>();
    for (Candidate process : processes) {
      uses.add(use(process));
    }
    List<Report.BoundFunction> functions = functions();
    progress.end();
    return new Report.Start(uses, functions);
  }

  /// Adds a process without a cache, and one with it.
  private void train(String first) throws IOException {
    String name = FIRSTS.getOrDefault(first, first);
    Path cache = folder.resolve(first + ".aot");
    processes.add(
        new Candidate(name, false, FreshJvm.command(List.of(), "Start", first), new ArrayList<>()));
    try {
      FreshJvm.lines(FreshJvm.command(List.of("-XX:AOTCacheOutput=" + cache), "Start", first));
    } catch (IOException e) {
      return; // such as: no NumPy
    }
    List<String> options = List.of("-XX:AOTCache=" + cache);
    processes.add(
        new Candidate(name, true, FreshJvm.command(options, "Start", first), new ArrayList<>()));
  }

  private static void time(Candidate process) {
    try {
      long start = System.nanoTime();
      Process running =
          new ProcessBuilder(process.command())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      running.getOutputStream().close();
      try (BufferedReader lines = running.inputReader()) {
        String line = lines.readLine();
        while (line != null && !line.equals("done")) {
          line = lines.readLine();
        }
        if (line != null) {
          process.millis().add((System.nanoTime() - start) / 1e6);
        }
      }
      FreshJvm.exit(running);
    } catch (IOException e) {
      // not on this machine: it stays without a time
    }
  }

  private Report.FirstUse use(Candidate process) throws IOException {
    LoadedClasses loaded = LoadedClasses.NONE;
    if (!process.millis().isEmpty() && !process.name().equals(PYTHON_ALONE)) {
      loaded = loaded(process.command());
    }
    return new Report.FirstUse(
        process.name(),
        process.cached(),
        List.copyOf(process.millis()),
        loaded.all(),
        loaded.hidden());
  }

  /// What a JVM loads, by its own log.
  private LoadedClasses loaded(List<String> command) throws IOException {
    Path log = folder.resolve("classes.log");
    List<String> logging = new ArrayList<>(command);
    logging.add(1, "-Xlog:class+load=debug:file=" + log + ":uptime,level,tags:filesize=0");
    FreshJvm.lines(logging);
    return LoadedClasses.of(Files.readAllLines(log));
  }

  private List<Report.BoundFunction> functions() throws IOException {
    List<Report.BoundFunction> functions = new ArrayList<>();
    for (String who : List.of("jdk", "culebra")) {
      for (String prototypes : List.of("same", "own")) {
        LoadedClasses few = bound(who, prototypes, FEW);
        LoadedClasses many = bound(who, prototypes, MANY);
        double more = MANY - FEW;
        functions.add(
            new Report.BoundFunction(
                who
                    + (prototypes.equals("same")
                        ? ", functions of one prototype"
                        : ", functions of a prototype each"),
                (many.all() - few.all()) / more,
                (many.hidden() - few.hidden()) / more,
                (many.hiddenBytes() - few.hiddenBytes()) / more));
      }
    }
    return functions;
  }

  private LoadedClasses bound(String who, String prototypes, int count) throws IOException {
    String[] args = {who, prototypes, Integer.toString(count)};
    FreshJvm.lines(FreshJvm.command(List.of(), "BoundFunctions", args)); // compiles the C source
    return loaded(FreshJvm.command(List.of(), "BoundFunctions", args));
  }
}
