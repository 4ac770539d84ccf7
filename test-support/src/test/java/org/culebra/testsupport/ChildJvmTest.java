package org.culebra.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ChildJvmTest {
  private final ChildJvm child = ChildJvm.of(ChildMain.class);

  @Test
  void run_classPath_isUnnamed() {
    var result = child.arguments("where").run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).startsWith("unnamed module");
  }

  @Test
  void run_modulePath_isInItsModule() {
    var result =
        child.onModulePath().flags("--illegal-native-access=deny").arguments("where").run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout().strip()).isEqualTo("module org.culebra.testsupport");
  }

  @Test
  void onModulePath_classOfTheClassPath_isRejected() {
    assertThatThrownBy(() -> ChildJvm.of(org.assertj.core.api.Assertions.class).onModulePath())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected a class of a named module");
  }

  @Test
  void run_exitCodeAndStderr_areReported() {
    var result = child.arguments("exit", "7").run();
    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.stderr().strip()).isEqualTo("grüße");
    assertThat(result.timedOut()).isFalse();
  }

  @Test
  void run_limit_killsTheChild() {
    long start = System.nanoTime();
    var result = child.arguments("sleep").within(Duration.ofSeconds(1)).run();
    assertThat(result.timedOut()).isTrue();
    assertThat(result.exitCode()).isNotZero();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    assertThat(result.toString()).contains("killed at its time limit");
  }
}
