package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;

class ExportTrackerTest {
  private static ChildJvm.Result run(String value) {
    ChildJvm.Result result =
        ChildJvm.of(ExportTrackerMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Dculebra.exports=" + value)
            .run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return result;
  }

  @Test
  void trace_listsWhatWasNeverReleased() {
    ChildJvm.Result result = run("trace");

    assertThat(result.stdout()).isEqualTo("3 live, traced, 3 stacks\n2 live\n");
    assertThat(result.stderr().lines().filter(line -> !line.startsWith("    at ")))
        .containsExactly(
            "2 exports were never released:",
            "  lease 0 made by thread main",
            "  Py_buffer 2 made by thread main");
    assertThat(result.stderr()).contains("ExportTrackerMain.forgotten(ExportTrackerMain.java:");
  }

  @Test
  void withoutTrace_onlyCounts() {
    ChildJvm.Result result = run("off");

    assertThat(result.stdout()).isEqualTo("3 live, 0 stacks\n2 live\n");
    assertThat(result.stderr()).isEmpty();
  }
}
