package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;

/// Unclosed objects are released by the garbage collectors of both languages.
class GarbageTest {
  @Test
  void handlesArraysAndColumnsThatNobodyCloses_areReleased() {
    ChildJvm.Result result =
        ChildJvm.of(GarbageMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Xmx128m")
            .arguments(Peers.python("numpy", "torch", "pyarrow").toString())
            .within(Duration.ofMinutes(2))
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).contains("left 0 0 0 0", "done");
  }
}
