package org.culebra.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The report of ./bench")
class ReportTest {
  private final Report report = Synthetic.fixed(11, 12, 13);

  @Test
  void json_isReadAsItWasWritten() {
    String json = new JsonReport(report).text();
    Report read = StoredReport.of(json);
    assertThat(new JsonReport(read).text()).isEqualTo(json);
    assertThat(new MarkdownReport(read).text()).isEqualTo(new MarkdownReport(report).text());
    assertThat(read.growth()).isEqualTo(report.growth());
    assertThat(read.start()).isEqualTo(report.start());
  }

  @Test
  void markdown_hasMediansAndTheWorst() {
    assertThat(new MarkdownReport(report).text())
        .contains("- CPU: a \"fast\" one")
        .contains("## Calls\n\n![Calls](calls.svg)")
        .contains(
            "| `call` | a call of C | 12 ns (13 ns) | 1.2x (1.3) | 0.06x (0.065) |  | ≤ 1.05x jdk |"
                + " **no** |")
        .contains(
            "| `upcall` | C calls Java | 25 ns (25 ns) |  |  | wrong result | ≤ 30 ns | yes |")
        .contains("| 40 µs (40 µs) | 2x (2) |  |  |")
        .doesNotContain("†");
  }

  @Test
  void markdown_showsGrowthAndStart() {
    assertThat(new MarkdownReport(report).text())
        .contains("![Growth by bytes](growth-bytes.svg)")
        .contains("Up to 16 KiB.")
        .contains(
            "| copy | element | 2.25 ns at 1 KiB | 1 ns at 4 KiB | 5 ns at 16 KiB (6 ns) | 5x, most"
                + " of it from 4 KiB to 16 KiB; rises to the end |")
        .contains("| an empty main | no | 50 ms (60) |  | 450 | 0 |")
        .contains("| first call of C | no | 150 ms (150) | +100 ms | 900 | 40 |")
        .contains("| first call of C | yes | 70 ms (70) | +40 ms | 950 | 10 |")
        .contains("| first NumPy array | no | not on this machine |")
        .contains("| culebra | 3.5 | 3.0 | 5000 |");
  }

  @Test
  void files_areOneForEachTopic(@TempDir Path folder) throws IOException {
    ReportFiles.write(report, folder);
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "BENCHMARKS.md",
              "benchmarks.json",
              "calls.svg",
              "copies.svg",
              "growth-bytes.svg",
              "start.svg");
    }
  }

  @Test
  void comparedReport_isWrittenWithItsMarks(@TempDir Path folder) throws IOException {
    ReportFiles.write(report, folder.resolve("full"));
    ReportFiles.write(Synthetic.fixed(15, 15, 15), folder.resolve("quick"));
    ReportFiles.compare(
        folder.resolve("quick/benchmarks.json"),
        folder.resolve("full/benchmarks.json"),
        folder.resolve("full"));
    assertThat(folder.resolve("full/BENCHMARKS.md"))
        .content()
        .contains("12 ns (13 ns) † | 1.2x (1.3) † | 0.06x (0.065) † |")
        .contains("| 40 µs (40 µs) | 2x (2) |")
        .contains(
            "†: differs by more than 15 % from another run (3 forks of each contender, commit");
    Report read = StoredReport.read(folder.resolve("full/benchmarks.json"));
    assertThat(read.stability()).isPresent();
    assertThat(folder.resolve("full/calls.svg")).content().contains("12 ns, unstable");
  }
}
