package org.culebra.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Writes a report: `BENCHMARKS.md`, `benchmarks.json` and a picture for each topic.
final class ReportFiles {
  private ReportFiles() {}

  static void write(Report report, Path folder) throws IOException {
    Files.createDirectories(folder);
    write(folder.resolve("BENCHMARKS.md"), new MarkdownReport(report).text());
    write(folder.resolve("benchmarks.json"), new JsonReport(report).text());
    for (String topic : report.topics()) {
      write(
          folder.resolve(Svg.fileName(topic)),
          new Chart(topic, report.rows(topic), report::unstable).svg());
    }
    for (String axis : report.growth().axes()) {
      write(
          folder.resolve(CurveChart.fileName(axis)),
          new CurveChart(axis, report.growth().of(axis)).svg());
    }
    if (!report.start().times().isEmpty()) {
      write(folder.resolve(StartChart.FILE), new StartChart(report.start().times()).svg());
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  /// Writes the second of two runs again with its unstable figures marked.
  ///
  /// @return how they differ
  static Comparison compare(Path other, Path json, Path folder) throws IOException {
    Report report = StoredReport.read(json);
    Comparison comparison = Comparison.of(StoredReport.read(other), report);
    write(
        new Report(
            report.machine(),
            report.rows(),
            report.growth(),
            report.start(),
            Optional.of(comparison)),
        folder);
    return comparison;
  }

  /// Puts a report's figures into a text that has markers for them.
  static void fill(Path json, Path text) throws IOException {
    String before = Files.readString(text);
    write(text, new Readme(StoredReport.read(json)).filled(before));
  }
}
