package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Java and Python that call each other until a stack is full: an error that can be caught, and the
/// process goes on.
class CrossRecursionTest {
  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (int kib : new int[] {0, 512, 16384, -1}) {
      for (String way : List.of("java-catches", "python-catches", "hooks")) {
        cases.add(Arguments.of("3.11", way, kib));
      }
    }
    cases.add(Arguments.of("3.11", "dive", 0));
    cases.add(Arguments.of("3.11", "close", 0));
    cases.add(Arguments.of("3.11", "close", 512));
    for (String version : List.of("3.12", "3.13")) {
      for (String way : List.of("java-catches", "hooks", "dive")) {
        cases.add(Arguments.of(version, way, 0));
      }
    }
    return cases;
  }

  @ParameterizedTest(name = "{0} {1} {2} KiB")
  @MethodSource("cases")
  void recursion_endsInAnErrorThatIsCaught(String version, String way, int kib) {
    Path python = version.equals("3.11") ? Peers.python() : TestPython.version(version);
    ChildJvm.Result result =
        ChildJvm.of(CrossRecursionMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Xmx256m")
            .arguments(python.toString(), way, Integer.toString(kib))
            .run();

    assertThat(result.timedOut()).as(result.toString()).isFalse();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout().lines().filter(line -> line.startsWith("caught ")))
        .as(result.toString())
        .hasSize(3)
        .allMatch(line -> line.matches("caught (StackOverflow|Recursion|Java)Error"));
    assertThat(result.stdout().lines().filter(line -> line.startsWith("left ")))
        .as(result.toString())
        .allMatch(line -> line.equals("left 0"));
    assertThat(result.stdout())
        .contains("alive 6(2,)", "done")
        .containsPattern(way.matches("dive|close") ? "deepest 0" : "deepest [1-9]\\d+");
  }
}
