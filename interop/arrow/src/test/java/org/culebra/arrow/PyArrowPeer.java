package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Command;
import org.culebra.testsupport.Peers;
import org.culebra.testsupport.Seeds;

/// Runs a main class in a JVM that also has a Python with pyarrow in it: see [PyArrow].
final class PyArrowPeer {
  /// The libpython is looked for as in `build/peers`, which reports it.
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
    String output = output(main);
    System.out.print(output);
    assertThat(passedChecks(output)).as(output).isGreaterThanOrEqualTo(atLeast);
  }

  /// Runs a main class, which calls [PyArrow#run] and has to end well, and gives its output.
  static String output(Class<?> main) {
    List<String> answers = ask(Peers.python("pyarrow"));
    String library = answers.get(0);
    if (library.isEmpty()) {
      Peers.missing("libpython", "that Python has no shared library of itself");
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
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return result.stdout();
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

  private static List<String> ask(Path python) {
    Command answers = Command.run(List.of(python.toString(), "-I", "-c", QUESTIONS));
    assertThat(answers.status()).as(answers.output()).isZero();
    return answers.output().lines().toList();
  }
}
