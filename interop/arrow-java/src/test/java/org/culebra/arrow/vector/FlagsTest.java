package org.culebra.arrow.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The JVM flags that are needed.
class FlagsTest {
  @Test
  @DisplayName(
      "the bridge needs native access and arrow-java's Unsafe; no add-opens, no JNI, no warning")
  void bridge_needsTwoFlags() {
    ChildJvm.Result result =
        ChildJvm.of(FlagsMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "--illegal-native-access=deny")
            .flags("--sun-misc-unsafe-memory-access=allow")
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout())
        .contains("[2.5, 2.5, 2.5, 2.5]")
        .contains("expected children of different names")
        .contains("-Darrow.struct.conflict.policy=CONFLICT_APPEND");
  }
}
