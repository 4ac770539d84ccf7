package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The JVM flags that are needed: native access for one module, and nothing else.
class FlagsTest {
  @Test
  @DisplayName(
      "item 70: with Unsafe denied and native access for org.culebra.ffi alone, no warning")
  void item70_oneFlagIsEnough() {
    ChildJvm.Result result =
        ChildJvm.of(FlagsMain.class)
            .onModulePath()
            .flags("--sun-misc-unsafe-memory-access=deny", "--illegal-native-access=deny")
            .flags("--enable-native-access=org.culebra.ffi")
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout()).contains("org.culebra.arrow: [2.5, 2.5, 2.5] twice, 0 exports");
  }

  @Test
  @DisplayName("item 70: without native access for it, the same program is rejected")
  void item70_theFlagIsNeeded() {
    ChildJvm.Result result =
        ChildJvm.of(FlagsMain.class)
            .onModulePath()
            .flags("--illegal-native-access=deny", "--enable-native-access=org.culebra.arrow")
            .run();

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.stderr()).contains("IllegalCallerException");
  }
}
