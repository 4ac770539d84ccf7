package org.culebra.dlpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Exports, releases and arenas where a stack ends: each happens or does not, nothing is left, and
/// the process goes on and ends as any other.
class DeepTest {

  @ParameterizedTest
  @CsvSource({
    "-Xint, term, 143",
    "-Dculebra.machineCode=off, return, 0",
    "-XX:TieredStopAtLevel=1, return, 0",
    "-Xcomp, return, 0"
  })
  void stacksEnd_inAllWays_nothingIsLeft(String flag, String end, int exitCode) {
    boolean all = Boolean.getBoolean("culebra.long");
    assumeTrue(all || flag.equals("-Xint"), "only with -Dculebra.long=true");
    ChildJvm.Result result = child().flags(flag).arguments("200", end).run();

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(exitCode);
    assertThat(result.stdout()).endsWith("survived\n").doesNotContain("expected", "never met");
  }

  @Test
  void exports_atRandomDepths_leaveNothing() {
    int exports = Boolean.getBoolean("culebra.long") ? 1_000_000 : 20_000;
    ChildJvm.Result result =
        child().arguments(String.valueOf(exports), "exit").within(Duration.ofMinutes(15)).run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).endsWith("survived\n").doesNotContain("expected", "never met");
  }

  private static ChildJvm child() {
    return ChildJvm.of(DeepMain.class)
        .flags("--enable-native-access=ALL-UNNAMED", "-XX:MaxJavaStackTraceDepth=4")
        .within(Duration.ofMinutes(3));
  }
}
