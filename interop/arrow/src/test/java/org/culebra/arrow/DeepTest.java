package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.culebra.arrow.internal.model.FieldPath;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Arrow's structs where a stack ends: each is exported or not, released or not, nothing is left,
/// and the process goes on and ends as any other.
class DeepTest {

  @ParameterizedTest
  @CsvSource({"-Xint, 100, 4", "-XX:+UseSerialGC, 2000, 64"})
  void stacksEnd_inAllWays_nothingIsLeft(String flag, int exports, int depth) {
    boolean all = Boolean.getBoolean("culebra.long");
    ChildJvm.Result result =
        ChildJvm.of(DeepMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-XX:MaxJavaStackTraceDepth=4", flag)
            .arguments(String.valueOf(all ? 500 * exports : exports))
            .arguments(String.valueOf(all ? FieldPath.MAX_DEPTH : depth))
            .within(Duration.ofMinutes(15))
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).endsWith("survived\n").doesNotContain("expected");
  }
}
