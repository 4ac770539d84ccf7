package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;

/// Many leases from many threads, in a JVM of its own: freeing twice would end it.
class OwnersStressTest {
  @Test
  void leasesOfFourThreads_freeEveryBlockOnce() {
    ChildJvm.Result result =
        ChildJvm.of(OwnersStressMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Dculebra.exports=off")
            .arguments(OwnersLibrary.build(), "100000")
            .run();

    assertThat(result.stdout())
        .as(result.toString())
        .isEqualTo(
            """
            adopted 100000, freed 100000
            exchanged 100000
            raced 2000, freed 2000
            shared arenas 500
            live exports 0
            """);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }
}
