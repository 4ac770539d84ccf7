package org.culebra.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;

/// The report as a person reads it: the machine, then a chart and a table for each topic.
final class MarkdownReport {
  private static final String UNSTABLE = " †";

  private final Report report;
  private final StringBuilder text = new StringBuilder();

  MarkdownReport(Report report) {
    this.report = report;
  }

  String text() {
    text.append("# Benchmarks\n\nWritten by `./bench`; do not edit.\n\n");
    report
        .machine()
        .facts()
        .forEach((name, value) ->
            text.append("- ").append(name).append(": ").append(value).append('\n'));
    if (!report.rows().isEmpty()) {
      text.append(
          """

          A time is the median of the forks, in parentheses the worst fork; bytes are what an operation of less than 10 µs
          allocates. A ratio is Culebra's time over the peer's, taken in each pass: median and worst. Below 1, Culebra is
          faster. A goal is met if the median is within it and the worst fork within 1.5 times of it.
          """);
    }
    report
        .stability()
        .ifPresent(each ->
            text.append(
                """

                %s: differs by more than 15 %% from another run (%s). Not to be quoted.
                """
                    .formatted(UNSTABLE.strip(), each.other())));
    report.topics().forEach(this::topic);
    report.growth().axes().forEach(this::axis);
    if (!report.start().times().isEmpty()) {
      start();
    }
    return text.toString();
  }

  // --- rows

  private void topic(String topic) {
    List<Measured> rows = report.rows(topic);
    SequencedSet<String> peers = new LinkedHashSet<>();
    rows.forEach(each -> each.row().peers().forEach(peer -> peers.add(peer.label())));
    heading(topic, Svg.fileName(topic));
    List<String> heads = new ArrayList<>(List.of("row", "question", "Culebra"));
    peers.forEach(peer -> heads.add("over " + peer));
    heads.addAll(List.of("goal", "met"));
    heads(heads);
    rows.forEach(each -> line(cells(each, peers)));
  }

  private void heading(String title, String chart) {
    text.append("\n## %s\n\n![%s](%s)\n\n".formatted(title, title, chart));
  }

  private List<String> cells(Measured measured, SequencedSet<String> peers) {
    Row row = measured.row();
    List<String> cells = new ArrayList<>(List.of("`" + row.name() + "`", row.question()));
    cells.add(time(measured));
    for (String label : peers) {
      cells.add(
          row.peers().stream()
              .filter(peer -> peer.label().equals(label))
              .map(peer -> ratio(measured, peer))
              .findFirst()
              .orElse(""));
    }
    cells.add(row.goal().map(Row.Goal::toString).orElse(""));
    cells.add(
        row.goal()
            .map(goal -> measured.meets(goal).map(met -> met ? "yes" : "**no**").orElse("?"))
            .orElse(""));
    return cells;
  }

  private String time(Measured measured) {
    double[] times = measured.times(measured.row().subject());
    return times.length == 0
        ? gap(measured, measured.row().subject())
        : "%s (%s)%s%s"
            .formatted(
                Figures.time(Figures.median(times)),
                Figures.time(Figures.greatest(times)),
                bytes(measured),
                mark(measured, ""));
  }

  private static String bytes(Measured measured) {
    return measured.bytes().isEmpty()
        ? ""
        : String.format(Locale.ROOT, ", %.0f B", measured.bytes().getAsDouble());
  }

  private String ratio(Measured measured, Row.Contender peer) {
    double[] ratios = measured.ratios(peer);
    return ratios.length == 0
        ? gap(measured, peer)
        : "%sx (%s)%s"
            .formatted(
                Figures.number(Figures.median(ratios)),
                Figures.number(Figures.greatest(ratios)),
                mark(measured, peer.label()));
  }

  private String mark(Measured measured, String peer) {
    return report.stability().stream().anyMatch(each -> each.unstable(measured.row().name(), peer))
        ? UNSTABLE
        : "";
  }

  private static String gap(Measured measured, Row.Contender contender) {
    return measured.gap(contender).map(Measured.Gap::toString).orElse("");
  }

  // --- growth

  private void axis(String axis) {
    heading(CurveChart.title(axis), CurveChart.fileName(axis));
    text.append("Time of one element or object: at the least size, at best, at the greatest size");
    text.append(" (the worst JVM).");
    report.growth().notes(axis).forEach(note -> text.append(' ').append(note).append('.'));
    text.append("\n\n");
    List<Curve> curves = report.growth().of(axis);
    heads(List.of("curve", "for one", "at first", "at best", "at last", "growth"));
    for (Curve curve : curves) {
      line(
          List.of(
              curve.name(),
              curve.unit(),
              point(axis, curve.points().getFirst()),
              point(axis, curve.least()),
              "%s (%s)".formatted(point(axis, curve.last()), Figures.time(curve.last().worst())),
              curve.verdict()));
    }
  }

  private static String point(String axis, Curve.Point point) {
    return Figures.time(point.median()) + " at " + Curve.size(axis, point.size());
  }

  // --- start

  private void start() {
    heading("Start", StartChart.FILE);
    text.append(
        """
        From the start of the process until it has done something for the first time: median (worst process), by the clock.

        """);
    heads(List.of("", "AOT cache", "time", "over an empty main", "classes", "of them hidden"));
    for (Report.FirstUse use : report.start().times()) {
      boolean jvm = use.classes() > 0;
      line(
          List.of(
              use.name(),
              use.cached() ? "yes" : "no",
              millis(use),
              jvm ? more(use) : "",
              jvm ? Integer.toString(use.classes()) : "",
              jvm ? Integer.toString(use.hidden()) : ""));
    }
    text.append("\nWhat one more bound and called C function loads:\n\n");
    heads(List.of("", "classes", "of them hidden", "bytes of the hidden ones' class files"));
    for (Report.BoundFunction function : report.start().functions()) {
      line(
          List.of(
              function.name(),
              String.format(Locale.ROOT, "%.1f", function.classes()),
              String.format(Locale.ROOT, "%.1f", function.hidden()),
              String.format(Locale.ROOT, "%.0f", function.bytes())));
    }
  }

  private static String millis(Report.FirstUse use) {
    return use.millis().isEmpty()
        ? "not on this machine"
        : String.format(
            Locale.ROOT,
            "%.0f ms (%.0f)",
            Figures.median(use.times()),
            Figures.greatest(use.times()));
  }

  /// Beside the empty JVM, which is the first of those with a cache and of those without.
  private String more(Report.FirstUse use) {
    return report.start().times().stream()
        .filter(each -> each.cached() == use.cached() && !each.equals(use))
        .findFirst()
        .filter(each -> report.start().times().indexOf(each) < report.start().times().indexOf(use))
        .map(each ->
            String.format(
                Locale.ROOT,
                "+%.0f ms",
                Figures.median(use.times()) - Figures.median(each.times())))
        .orElse("");
  }

  // --- tables

  private void heads(List<String> heads) {
    line(heads);
    line(heads.stream().map(_ -> "---").toList());
  }

  private void line(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
