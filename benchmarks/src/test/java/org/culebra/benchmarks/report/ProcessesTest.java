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

/// Contenders in processes of their own, in Python with the measuring script and modules made for
/// the test; nothing is expected of a time.
class ProcessesTest {
  private static final Path SOURCES = Path.of("src/main");

  @TempDir Path folder;
  private Contenders processes;

  @BeforeEach
  void copyScripts() throws IOException {
    Files.createDirectory(folder.resolve("python"));
    for (String name : new String[] {"measure.py", "contender.py"}) {
      Files.copy(SOURCES.resolve("python", name), folder.resolve("python", name));
    }
    Files.writeString(
        folder.resolve("python", "made.py"),
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
    Processes.Places places = new Processes.Places(Peers.python().toString(), folder, "", folder);
    processes = new Processes(log, places, true);
  }

  private Sample run(String function) throws IOException, ContenderFailed {
    return processes.run(new Row.Contender("x", "made.py:" + function, Map.of("n", "7"), true));
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
    Row.Contender nd4j = new Row.Contender("nd4j", "Nd4jPeer.java:sum", Map.of(), true);
    assertThatExceptionOfType(ContenderFailed.class)
        .isThrownBy(() -> processes.run(nd4j))
        .withMessage("not on this machine");
    assertThat(folder.resolve("bench.log"))
        .content()
        .contains("no_such_module", "ZeroDivisionError");
  }
}
