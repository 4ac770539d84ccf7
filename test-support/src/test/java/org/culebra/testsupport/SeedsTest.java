package org.culebra.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SeedsTest {
  @Test
  void random_sameName_drawsTheSame() {
    assertThat(Seeds.random("a").nextLong()).isEqualTo(Seeds.random("a").nextLong());
    assertThat(Seeds.random("a").nextLong()).isNotEqualTo(Seeds.random("b").nextLong());
  }

  @Test
  void mix_dependsOnSeedAndName() {
    assertThat(Seeds.mix(1, "a")).isNotEqualTo(Seeds.mix(2, "a")).isEqualTo(Seeds.mix(1, "a"));
  }

  @Test
  void choose_property_isTakenAsItIs() {
    assertThat(Seeds.choose("42")).isEqualTo(42);
    assertThat(Seeds.choose(null)).isNotEqualTo(Seeds.choose(""));
  }

  @Test
  void choose_noNumber_isRejected() {
    assertThatThrownBy(() -> Seeds.choose("x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a whole number in -Dculebra.seed but found \"x\"");
  }

  @Test
  void seed_isPrintedWithItsFlag_andRepeatsTheRun() {
    var first = ChildJvm.of(SeedPrinter.class).run();
    assertThat(first.exitCode()).as(first.toString()).isZero();
    List<String> lines = first.stdout().lines().toList();
    String flag = lines.getFirst().substring(lines.getFirst().indexOf("-D"));
    assertThat(flag).isEqualTo("-Dculebra.seed=" + lines.get(1));

    var second = ChildJvm.of(SeedPrinter.class).flags(flag).run();
    assertThat(second.stdout()).as(second.toString()).isEqualTo(first.stdout());
  }

  static final class SeedPrinter {
    public static void main(String[] args) {
      System.out.println(Seeds.seed());
      System.out.println(Seeds.random("x").nextLong());
    }
  }
}
