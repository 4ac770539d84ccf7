package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;

/// Python's lock across functions that let it go and take it again.
class LockTest {
  private static ChildJvm.Result run(String what) {
    return EndsTest.ends(
        EndsTest.child(LockMain.class).arguments(what).within(Duration.ofSeconds(60)));
  }

  @Test
  void scopeOfTheCaller_inAFunctionWithoutTheLock_isRejected() {
    assertThat(run("captured").stdout())
        .containsPattern("(?s)(.*with an open Python scope but found.*){2}");
  }

  @Test
  void scopeWithinAFunction_leavesTheLockToTheThreadsEnd() {
    run("careless");
  }

  @Test
  void scopeOnAThreadOfPythons_leavesNothingToTheThreadsEnd() {
    assertThat(run("python-thread").stdout()).contains("result 2.0");
  }

  @Test
  void scopeWhoseQueuedReleaseThrows_letsTheLockGo() {
    assertThat(run("failing-release").stdout()).contains("on purpose\n2\non purpose\n2\n");
  }
}
