package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Command;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// How processes with Java and Python end: in every way, whichever side started the other, and
/// whatever each holds of the other. The exit status is as expected, and none hangs or crashes.
///
/// A row: which side started the other, a loaded module, what is left (see [EndMain]), how it ends.
/// [#ROWS] are the ones that differ in kind; the product of all columns is behind `-Plong`.
class EndsMatrixTest {
  private static final String ALL = "exports,imports,careless,sleeper,busy,python-threads,upcall";

  @SuppressWarnings("UnusedVariable") // JUnit reads it
  private static final List<String> ROWS =
      List.of(
          "java       - exports,imports  return",
          "java       - exports,imports  throw-in-scope",
          "java       - exports          SIGTERM",
          "java       - exports,imports  finalize",
          "java       - exports,scope    return",
          "java       - exports          exit-in-scope",
          "java       - upcall           exit",
          "java       - " + ALL + "      exit",
          "java 3.12  - exports,scope    return",
          "java 3.12  - " + ALL + "      exit",
          "java 3.13  - exports,imports  finalize",
          "java 3.13  - exports          exit-in-scope",
          "java   torch exports,scope    return",
          "java   torch exports,waiter   exit",
          "java   torch exports          exit-in-function",
          "java   torch " + ALL + "      exit",
          "ctypes     - exports,imports  sys.exit",
          "ctypes     - exports,imports  destroy+sys.exit",
          "ctypes     - exports          java-exit-in-scope",
          "ctypes     - exports,busy     destroy",
          "ctypes 3.12 - exports,busy    finalize+destroy",
          "ctypes 3.13 - exports,busy    finalize+destroy",
          "ctypes torch exports,imports  destroy",
          "ctypes torch exports,busy,sleeper SIGTERM",
          "jpype      - exports,imports  destroy+sys.exit",
          "jpype      - exports,busy     end",
          "jpype      - exports          java-exit");

  /// How a JVM ends that has started Python, and its status.
  private static final Map<String, Integer> JAVA_WAYS =
      Map.ofEntries(
          Map.entry("return", 0),
          Map.entry("exit", 3),
          Map.entry("exit-in-scope", 3),
          Map.entry("exit-in-function", 3),
          Map.entry("exit-beside-scope", 3),
          Map.entry("halt", 3),
          Map.entry("throw", 1),
          Map.entry("throw-in-scope", 1),
          Map.entry("python-throw", 1),
          Map.entry("sys.exit", 1),
          Map.entry("os._exit", 3),
          Map.entry("SIGTERM", 143),
          Map.entry("SIGINT", 130),
          Map.entry("finalize", 0));

  /// How a Python ends that has started a JVM: the program, and its status.
  private static final Map<String, Ending> PYTHON_WAYS =
      Map.ofEntries(
          Map.entry("end", new Ending("", 0)),
          Map.entry("sys.exit", new Ending("sys.exit(3)", 3)),
          Map.entry("raise", new Ending("1 / 0", 1)),
          Map.entry("destroy", new Ending("destroy(vm)", 0)),
          Map.entry("destroy+sys.exit", new Ending("destroy(vm); sys.exit(3)", 3)),
          Map.entry(
              "finalize+destroy",
              new Ending(
                  """
                  libc = ctypes.CDLL(None)
                  table = ctypes.cast(vm, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
                  libc.__cxa_atexit(ctypes.c_void_p(table[3]), vm, None)  # DestroyJavaVM
                  """,
                  0)),
          Map.entry("java-exit", new Ending("java('attach', 'nothing', 'exit')", 3)),
          Map.entry(
              "java-exit-in-scope", new Ending("java('attach', 'nothing', 'exit-in-scope')", 3)),
          Map.entry(
              "SIGTERM",
              new Ending(
                  "import os, signal, time; os.kill(os.getpid(), signal.SIGTERM); time.sleep(20)",
                  143)),
          Map.entry("os._exit", new Ending("import os; os._exit(3)", 3)));

  record Ending(String code, int status) {}

  record Row(String host, String module, String left, String way) {
    static Row of(String text) {
      List<String> words = List.of(text.split(" +", -1));
      int host = words.size() - 3;
      return new Row(
          String.join(" ", words.subList(0, host)),
          words.get(host),
          words.get(host + 1),
          words.get(host + 2));
    }

    private String[] modules() {
      return module.equals("-") ? new String[0] : new String[] {"numpy", module};
    }

    private boolean makesSense() {
      return switch (way) {
        // JPype has no pointer to its JVM
        case "finalize+destroy" -> !host.equals("jpype");
        // a shell starts its background jobs so, and then neither the JVM nor Python takes it
        case "SIGINT" -> !isLocked() && !isInterruptIgnored();
        case "finalize" -> left.equals("exports,imports");
        case "exit-beside-scope" -> !left.contains("scope") && !isLocked();
        // no hook runs, and PyTorch's destructors wait for the lock
        case "halt" -> left.equals("exports,imports") || !module.equals("torch");
        case "return", "exit", "throw" -> true;
        default -> !isLocked(); // main itself would wait for the lock
      };
    }

    /// Whether a thread keeps Python's lock for ever.
    private boolean isLocked() {
      return left.contains("waiter") || left.contains("upcall-with-lock");
    }

    private static boolean isInterruptIgnored() {
      try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
        return lines
            .filter(line -> line.startsWith("SigIgn:"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .anyMatch(signals -> (signals & 2) != 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void run() {
      if (host.startsWith("java")) {
        runJava();
      } else {
        runPython();
      }
    }

    private void runJava() {
      String version = host.substring("java".length()).strip();
      ChildJvm.Result result =
          ChildJvm.of(EndMain.class)
              .flags("--enable-native-access=ALL-UNNAMED", "-Xmx256m")
              .flags("-XX:ErrorFile=/dev/stderr")
              .arguments(
                  (version.isEmpty() ? Peers.python(modules()) : TestPython.version(version))
                      .toString())
              .arguments(left, way)
              .arguments(modules())
              .within(Duration.ofSeconds(60))
              .run();
      assertThat(result.timedOut()).as(result.toString()).isFalse();
      assertThat(result.exitCode()).as(result.toString()).isEqualTo(JAVA_WAYS.get(way));
      assertThat(result.stdout()).as(result.toString()).contains("Java is through");
      assertThat(result.stderr()).doesNotContain("fatal error");
    }

    private void runPython() {
      List<String> arguments = new ArrayList<>(List.of("attach", left, "return"));
      arguments.addAll(List.of(modules()));
      PythonHost python =
          PythonHost.valueOf(host.toUpperCase(java.util.Locale.ROOT).replaceAll("[ .]", "_"));
      Ending ending = Objects.requireNonNull(PYTHON_WAYS.get(way), way);
      Command result = python.run(EndMain.class, arguments, ending.code(), modules());
      assertThat(result.status()).as(result.output()).isEqualTo(ending.status());
      assertThat(result.output())
          .contains("Java is through", "back in Python")
          .doesNotContain("fatal error", "Fatal Python error");
    }

    @Override
    public String toString() {
      return "%s %s %s %s".formatted(host, module, left.equals(ALL) ? "all" : left, way);
    }
  }

  @ParameterizedTest
  @FieldSource("ROWS")
  void process_ends(String row) {
    Row.of(row).run();
  }

  /// The product of all columns, without what makes no sense.
  static Stream<Row> product() {
    List<String> left =
        List.of("exports,imports", "exports,scope", ALL, ALL + ",waiter", "upcall-with-lock");
    Stream<Row> java =
        Stream.of("java", "java 3.12", "java 3.13", "java torch")
            .flatMap(host -> left.stream().flatMap(what -> rows(host, what, JAVA_WAYS)));
    Stream<Row> python =
        Stream.of("ctypes", "ctypes 3.12", "ctypes 3.13", "ctypes torch", "jpype")
            .flatMap(host ->
                // Python needs its lock to end, so no thread may keep it
                Stream.of("exports,imports", "exports,careless,busy,sleeper,python-threads,upcall")
                    .flatMap(what -> rows(host, what, PYTHON_WAYS)));
    return Stream.concat(java, python).filter(Row::makesSense);
  }

  private static Stream<Row> rows(String host, String left, Map<String, ?> ways) {
    boolean torch = host.endsWith(" torch");
    return ways.keySet().stream()
        .sorted()
        .map(way ->
            new Row(torch ? host.replace(" torch", "") : host, torch ? "torch" : "-", left, way));
  }

  @ParameterizedTest
  @MethodSource("product")
  @EnabledIfSystemProperty(named = "culebra.long", matches = "true")
  void everyProcess_ends(Row row) {
    row.run();
  }
}
