package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RandomStructsTest {

  @Test
  @DisplayName("items 31, 32, 52: random fields are rejected or read, never a crash")
  void randomStructs_areRejectedOrRead() {
    var result =
        ChildJvm.of(RandomStructsMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Dculebra.seed=" + Seeds.seed())
            .run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).contains("each released once");
  }
}
