package org.culebra.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The commands in the Markdown files name scripts, profiles, tests and benchmarks that exist.
class CommandsTest {
  /// Its indented lines are pictures.
  private static final Path ARCHITECTURE = Path.of("ARCHITECTURE.md");

  @Test
  void everyCommandInMarkdown_existsWithAllThatItNames() throws IOException {
    Commands commands = new Commands(TestNames.project());
    List<String> faults = new ArrayList<>();
    for (Path file : new TestNames(TestNames.project()).markdown()) {
      if (!file.equals(ARCHITECTURE)) {
        faults.addAll(commands.faults(file));
      }
    }

    assertThat(faults).isEmpty();
    assertThat(commands.checked()).isGreaterThan(60);
  }

  @Test
  void namesOfNothing_areFound() throws IOException {
    Commands commands = new Commands(TestNames.project());
    List<String> wrong =
        List.of(
            "./chek",
            "mvn verify",
            "./mvnw -Pnone",
            "./mvnw -pl nativ test",
            "./mvnw test -Dtest=NoTest",
            "java -m org.culebra.none x",
            "./bench --rows no-row",
            "java -jar benchmarks/target/benchmarks.jar NoBenchmark",
            "java -jar benchmarks/target/benchmarks.jar ElementLoop.sum -p m=3");

    assertThat(wrong).allMatch(command -> commands.fault(command).isPresent());
    assertThat(commands.fault("CI=true ./check -Plong")).isEmpty();
    assertThat(commands.fault("./bench --quick --rows '^(copy|sum)-memory$'")).isEmpty();
    String jmh = "java -jar benchmarks/target/benchmarks.jar 'Element(Loop).sum' -p n=3";
    assertThat(commands.fault(jmh)).isEmpty();
  }
}
