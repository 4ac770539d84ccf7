package org.culebra.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The options of ./bench")
class OptionsTest {

  private static String measured(String... args) {
    Options options = Options.of(args);
    return (options.rows() ? "rows " : "")
        + (options.growth() ? "growth " : "")
        + (options.start() ? "start " : "")
        + options.forks();
  }

  @Test
  void withoutOptions_everythingIsMeasured() {
    assertThat(measured("out")).isEqualTo("rows growth start 5");
    assertThat(measured("out", "--passes", "7")).isEqualTo("rows growth start 7");
  }

  @Test
  void options_select() {
    assertThat(measured("out", "--quick")).isEqualTo("rows 3");
    assertThat(measured("out", "--rows", "copy")).isEqualTo("rows 5");
    assertThat(measured("out", "--growth", "--passes", "1")).isEqualTo("growth 1");
    assertThat(measured("out", "--start", "--growth")).isEqualTo("growth start 5");
  }

  @Test
  void others_areRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.of(new String[] {"out", "--fast"}))
        .withMessage("expected an option of ./bench but found --fast");
  }
}
