package org.culebra.dlpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Exports, releases and arenas where a stack ends: each happens or does not, nothing is left, and
/// the process goes on and ends as any other.
class DeepTest {

  /// All in the long version.
  private static List<Arguments> children() {
    List<Arguments> all =
        List.of(
            Arguments.of("-Xint", "term", 143),
            Arguments.of("-Dculebra.machineCode=off", "return", 0),
            Arguments.of("-XX:TieredStopAtLevel=1", "return", 0),
            Arguments.of("-Xcomp", "return", 0));
    return Boolean.getBoolean("culebra.long") ? all : all.subList(0, 1);
  }

  @ParameterizedTest
  @MethodSource("children")
  void stacksEnd_inAllWays_nothingIsLeft(String flag, String end, int exitCode) {
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
