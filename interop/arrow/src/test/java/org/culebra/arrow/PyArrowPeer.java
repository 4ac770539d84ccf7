package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Seeds;

/// Runs a main class in a JVM that also has a Python with pyarrow in it: see [PyArrow].
final class PyArrowPeer {
  private static final String QUESTIONS =
      """
      import os, sys, sysconfig
      import pyarrow
      get = sysconfig.get_config_var
      folders = [get("LIBDIR"), os.path.join(sys.base_prefix, "lib"), get("PYTHONFRAMEWORKPREFIX")]
      names = [get("INSTSONAME"), get("LDLIBRARY")]
      files = [os.path.join(f, n) for f in folders if f for n in names if n]
      files = [f for f in files if os.path.exists(f) and not f.endswith(".a")]
      print(files[0] if files else "")
      print(sys.base_prefix + os.pathsep + sys.base_exec_prefix)
      print("\\n".join(sys.path))
      """;

  private PyArrowPeer() {}

  /// The line that a child prints when no check has failed.
  static String passed(int checks) {
    return "pyarrow: " + checks + " checks passed";
  }

  /// Runs the checks of a main class, which calls [PyArrow#run], and expects at least so many.
  ///
  /// @param main the class
  /// @param atLeast the number of checks below which the test has not tested what it says
  static void run(Class<?> main, int atLeast) {
    List<String> answers = ask(python());
    String library = answers.get(0);
    if (library.isEmpty()) {
      missing("libpython as a shared library");
    }
    ChildJvm child =
        ChildJvm.of(main)
            .flags("--enable-native-access=ALL-UNNAMED", "-Xss4m")
            .flags("-D" + Seeds.PROPERTY + "=" + Seeds.seed(), "-Dculebra.exports=trace")
            .flags("-Dculebra.long=" + Boolean.getBoolean("culebra.long"))
            .environment("PYTHONHOME", answers.get(1))
            .arguments(library)
            .arguments(answers.subList(2, answers.size()).toArray(String[]::new));
    ChildJvm.Result result = child.within(Duration.ofMinutes(5)).run();
    System.out.print(result.stdout());
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(passedChecks(result.stdout())).as(result.toString()).isGreaterThanOrEqualTo(atLeast);
  }

  private static int passedChecks(String output) {
    return output
        .lines()
        .filter(line -> line.equals(passed(number(line))))
        .mapToInt(PyArrowPeer::number)
        .sum();
  }

  private static int number(String line) {
    String digits = line.replaceAll("\\D", "");
    return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }

  private static String python() {
    return Optional.ofNullable(System.getenv("CULEBRA_PYTHON")).orElse("python3");
  }

  private static void missing(String peer) {
    String message = "peer missing: " + peer + "; not tested: what pyarrow reads of ours";
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(message);
    }
    assumeTrue(false, message);
  }

  private static List<String> ask(String python) {
    try {
      Path output = Files.createTempFile("python", ".txt");
      try {
        Process process =
            new ProcessBuilder(python, "-I", "-c", QUESTIONS)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (process.waitFor() != 0) {
          missing(python + " with pyarrow");
        }
        return Files.readString(output, StandardCharsets.UTF_8).lines().toList();
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
