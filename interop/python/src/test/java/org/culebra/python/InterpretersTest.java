package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A Python that has ended while the JVM goes on, and interpreters beside the main one.
class InterpretersTest {
  private static ChildJvm.Result run(String version, String way) {
    Path python = version.equals("3.11") ? Peers.python() : TestPython.version(version);
    ChildJvm.Result result =
        ChildJvm.of(InterpretersMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Xmx256m")
            .arguments(python.toString(), way)
            .run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).as(result.toString()).endsWith("done\n");
    return result;
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.11", "3.12", "3.13"})
  void pythonThatHasEnded_isRejected_andMemoryAndHandlesCanBeClosed(String version) {
    String ended =
        "IllegalStateException: expected a running Python but found one that has ended or is"
            + " ending";
    assertThat(run(version, "ended").stdout().lines())
        .contains(
            "open: " + ended,
            "run: " + ended,
            "get: " + ended,
            "attach: " + ended,
            "report: " + ended,
            "close: nothing thrown",
            "close arena: nothing thrown")
        .anyMatch(line -> line.startsWith("attribute: IllegalStateException: expected "))
        .anyMatch(line -> line.startsWith("old scope: IllegalStateException: expected "))
        .anyMatch(line -> line.startsWith("start: IllegalStateException: expected "))
        .anyMatch(line -> line.startsWith("PyObject at 0x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.11", "3.12", "3.13"})
  void subInterpreter_isRejected_andTheMainOneGoesOn(String version) {
    String rejected =
        "IllegalStateException: expected Python's main interpreter but found a sub-interpreter,"
            + " which this library does not support";
    assertThat(run(version, "sub").stdout().lines())
        .contains("open: " + rejected, "run: " + rejected, "main 2", "again 4");
  }
}
