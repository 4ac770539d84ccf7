package org.culebra.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Two runs, compared")
class ComparisonTest {

  private static Comparison of(double before, double now) {
    return Comparison.of(Synthetic.fixed(before), Synthetic.fixed(now));
  }

  @Test
  void upToFifteenPercent_isStable() {
    assertThat(of(10, 11.4).unstable("call")).isFalse();
    assertThat(of(10, 8.6).unstable("call")).isFalse();
    assertThat(of(10, 11.6).unstable("call")).isTrue();
    assertThat(of(10, 8.4).unstable("call")).isTrue();
  }

  @Test
  void aRatio_isJudgedLikeATime() {
    assertThat(of(10, 11.6).unstable("call", "jdk")).isTrue();
    assertThat(of(10, 11.6).unstable("copy", "numpy")).isFalse();
  }

  @Test
  void gaps_areNotCompared() {
    assertThat(of(10, 10).figures())
        .extracting(figure -> figure.row() + " " + figure.peer())
        .containsExactly("call ", "call jdk", "call jna", "upcall ", "copy ", "copy numpy");
  }

  @Test
  void table_namesWhatDiffers() {
    assertThat(of(10, 12).table())
        .contains("| `call` | time | 10 ns | 12 ns | 20 % | unstable |")
        .contains("| `call` | over jdk | 1x | 1.2x | 20 % | unstable |")
        .contains("| `copy` | time | 40 µs | 40 µs | 0 % |  |");
  }
}
