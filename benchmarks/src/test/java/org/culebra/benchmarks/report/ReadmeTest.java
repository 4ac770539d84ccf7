package org.culebra.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Figures of a report in a text")
class ReadmeTest {

  private static Readme readme(double before, double... now) {
    Report report = Synthetic.fixed(now);
    return new Readme(
        new Report(
            report.machine(),
            report.rows(),
            report.growth(),
            report.start(),
            Optional.of(Comparison.of(Synthetic.fixed(before), report))));
  }

  private static String marker(String words, String figure) {
    return "<!--bench " + words + "-->" + figure + "<!--/-->";
  }

  @Test
  void markers_areFilled() {
    String text =
        "a call takes %s, %s of the JDK's %s, on %s; <!-- other --> $1"
            .formatted(
                marker("call time", "?"),
                marker("call ratio jdk", ""),
                marker("call time jdk", "1 ns"),
                marker("machine CPU", "?"));
    String filled = readme(12, 11, 12, 13).filled(text);
    assertThat(filled)
        .isEqualTo(
            "a call takes %s, %s of the JDK's %s, on %s; <!-- other --> $1"
                .formatted(
                    marker("call time", "12 ns"),
                    marker("call ratio jdk", "1.2x"),
                    marker("call time jdk", "10 ns"),
                    marker("machine CPU", "a \"fast\" one")));
    assertThat(readme(12, 11, 12, 13).filled(filled)).isEqualTo(filled);
  }

  @Test
  void unstableFigures_areNotQuoted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> readme(10, 12).filled(marker("call ratio jdk", "1x")))
        .withMessageContaining("call ratio jdk: unstable");
    assertThat(readme(10, 12).filled(marker("copy ratio numpy", "1x"))).contains("2x");
  }

  @Test
  void withoutAComparison_nothingIsQuoted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Readme(Synthetic.fixed(10)).filled(marker("call time", "")))
        .withMessageContaining("not compared with another run");
  }

  @Test
  void whatIsMissing_isNamed() {
    String text =
        marker("calls time", "")
            + marker("call ratio", "")
            + marker("call ratio gcc", "")
            + marker("call", "")
            + marker("upcall ratio empty", "")
            + marker("machine GPU", "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> readme(10, 10).filled(text))
        .withMessageContaining("calls time: no such row")
        .withMessageContaining("call ratio: expected a peer after ratio")
        .withMessageContaining("call ratio gcc: no such contender")
        .withMessageContaining("call: expected time or ratio after the row")
        .withMessageContaining("upcall ratio empty: no time")
        .withMessageContaining("machine GPU: no such fact");
  }
}
