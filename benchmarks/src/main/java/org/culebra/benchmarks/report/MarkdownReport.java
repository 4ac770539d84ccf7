package org.culebra.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// The report as a person reads it: the machine, then a table and a chart for each topic.
final class MarkdownReport {
  private final Machine machine;
  private final List<Measured> all;
  private final StringBuilder text = new StringBuilder();

  MarkdownReport(Machine machine, List<Measured> all) {
    this.machine = machine;
    this.all = all;
  }

  String text() {
    text.append("# Benchmarks\n\nWritten by `./bench`; do not edit.\n\n");
    machine
        .facts()
        .forEach((name, value) ->
            text.append("- ").append(name).append(": ").append(value).append('\n'));
    text.append(
        """

        A time is the median of the forks, in parentheses the worst fork. A ratio is Culebra's time over the peer's, taken
        in each pass: median and worst. Below 1, Culebra is faster. A goal is met if the median is within it and the worst
        fork within 1.5 times of it.
        """);
    all.stream().map(each -> each.row().topic()).distinct().forEach(this::topic);
    return text.toString();
  }

  private void topic(String topic) {
    List<Measured> rows = all.stream().filter(each -> each.row().topic().equals(topic)).toList();
    SequencedSet<String> peers = new LinkedHashSet<>();
    rows.forEach(each -> each.row().peers().forEach(peer -> peers.add(peer.label())));
    text.append("\n## %s\n\n![%s](%s)\n\n".formatted(topic, topic, Chart.fileName(topic)));
    List<String> heads = new ArrayList<>(List.of("row", "question", "Culebra"));
    peers.forEach(peer -> heads.add("over " + peer));
    heads.addAll(List.of("goal", "met"));
    line(heads);
    line(heads.stream().map(head -> "---").toList());
    rows.forEach(each -> line(cells(each, peers)));
  }

  private static List<String> cells(Measured measured, SequencedSet<String> peers) {
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

  private static String time(Measured measured) {
    double[] times = measured.times(measured.row().subject());
    return times.length == 0
        ? gap(measured, measured.row().subject())
        : "%s (%s)"
            .formatted(Figures.time(Figures.median(times)), Figures.time(Figures.greatest(times)));
  }

  private static String ratio(Measured measured, Row.Contender peer) {
    double[] ratios = measured.ratios(peer);
    return ratios.length == 0
        ? gap(measured, peer)
        : "%sx (%s)"
            .formatted(
                Figures.number(Figures.median(ratios)), Figures.number(Figures.greatest(ratios)));
  }

  private static String gap(Measured measured, Row.Contender contender) {
    return measured.gap(contender).map(Measured.Gap::toString).orElse("");
  }

  private void line(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
