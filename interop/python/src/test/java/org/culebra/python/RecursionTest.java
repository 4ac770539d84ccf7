package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Deep recursion, which ends by an exception, not with the process.
class RecursionTest {
  private static String run(String version, String what) {
    ChildJvm child =
        ChildJvm.of(RunMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-XX:ErrorFile=/dev/stderr")
            .arguments(TestPython.version(version).toString(), "pass", what);
    return EndsTest.ends(child).stdout();
  }

  /// 3.13 needs more than the 1 MiB that threads of Java have by default.
  @ParameterizedTest
  @ValueSource(strings = {"3.11", "3.12", "3.13"})
  void python_isDeepOnVirtualThreads_andOnOnesWithABigStack(String version) {
    assertThat(run(version, "recursion")).contains("reached 5000\nreached 5000\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.11", "3.12", "3.13"})
  void recursionThroughBoth_endsByAnException(String version) {
    assertThat(run(version, "recursion-through-java"))
        .contains("ended, and goes on with 2\nended, and goes on with 2\n");
  }
}
