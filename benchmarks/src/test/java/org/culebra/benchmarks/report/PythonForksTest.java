package org.culebra.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contenders in Python, with the measuring script and modules made for the test; nothing is
/// expected of a time.
class PythonForksTest {
  private static final Path SOURCES = Path.of("src/main/python");

  @TempDir Path folder;
  private Contenders pythons;

  @BeforeEach
  void copyScripts() throws IOException {
    for (String name : new String[] {"measure.py", "contender.py"}) {
      Files.copy(SOURCES.resolve(name), folder.resolve(name));
    }
    Files.writeString(
        folder.resolve("made.py"),
        """
        from contender import Loop

        def number(p):
            return lambda: p.n + 0.5

        def loop(p):
            return Loop(lambda n: sum(range(n)), lambda: 42)

        def missing(p):
            import no_such_module

        def broken(p):
            return lambda: 1 / 0
        """);
    Log log = new Log(folder.resolve("bench.log"));
    pythons = new PythonForks(log, Peers.python().toString(), folder, folder, true);
  }

  private Sample run(String function) throws IOException, ContenderFailed {
    return pythons.run(new Row.Contender("x", "made.py:" + function, Map.of("n", "7"), true));
  }

  @Test
  void function_isMeasured_andItsResultReported() throws Exception {
    Sample number = run("number");
    assertThat(number.nanos()).isPositive();
    assertThat(number.result()).hasValue(7.5);
    assertThat(run("loop").result()).hasValue(42);
    assertThat(folder.resolve("bench.log")).content().contains("result 7.5", "result 42.0");
  }

  @Test
  void libraryThatIsNotThere_isMissing_andAnExceptionAFailure() {
    assertThatExceptionOfType(ContenderFailed.class)
        .isThrownBy(() -> run("missing"))
        .withMessage("not on this machine");
    assertThatExceptionOfType(ContenderFailed.class)
        .isThrownBy(() -> run("broken"))
        .withMessage("failed");
    assertThat(folder.resolve("bench.log"))
        .content()
        .contains("no_such_module", "ZeroDivisionError");
  }
}
