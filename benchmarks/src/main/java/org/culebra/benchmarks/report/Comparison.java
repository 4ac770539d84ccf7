package org.culebra.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Two runs of the same rows. A figure, Culebra's median time or its median ratio to a peer, is
/// unstable if it differs by more than 15 % between them; it is not to be quoted.
///
/// @param other what the rows were compared with, in words
/// @param figures of rows that are in both runs
record Comparison(String other, List<Figure> figures) {
  private static final double LIMIT = 0.15;

  /// @param row its name
  /// @param peer whose ratio it is; `""` for Culebra's time
  /// @param before in the other run
  /// @param now in this one
  record Figure(String row, String peer, double before, double now) {
    double difference() {
      return Math.abs(now / before - 1);
    }

    boolean unstable() {
      return !(difference() <= LIMIT);
    }
  }

  static Comparison of(Report other, Report report) {
    Map<String, Measured> before =
        other.rows().stream()
            .collect(Collectors.toMap(each -> each.row().name(), Function.identity()));
    List<Figure> figures = new ArrayList<>();
    for (Measured now : report.rows()) {
      Optional.ofNullable(before.get(now.row().name())).ifPresent(then -> add(figures, then, now));
    }
    return new Comparison(description(other), List.copyOf(figures));
  }

  private static String description(Report report) {
    Map<String, String> facts = report.machine().facts();
    return "%s, commit %s"
        .formatted(facts.getOrDefault("run", "?"), facts.getOrDefault("commit", "?"));
  }

  private static void add(List<Figure> figures, Measured then, Measured now) {
    String name = now.row().name();
    double[] before = then.times(then.row().subject());
    double[] after = now.times(now.row().subject());
    if (before.length > 0 && after.length > 0) {
      figures.add(new Figure(name, "", Figures.median(before), Figures.median(after)));
    }
    for (Row.Contender peer : now.row().peers()) {
      double[] was = then.ratios(peer);
      double[] is = now.ratios(peer);
      if (was.length > 0 && is.length > 0) {
        figures.add(new Figure(name, peer.label(), Figures.median(was), Figures.median(is)));
      }
    }
  }

  /// Whether Culebra's time of a row is unstable.
  boolean unstable(String row) {
    return unstable(row, "");
  }

  /// Whether the ratio to a peer is unstable.
  boolean unstable(String row, String peer) {
    return figures.stream()
        .anyMatch(
            figure -> figure.row().equals(row) && figure.peer().equals(peer) && figure.unstable());
  }

  /// All figures, as a Markdown table.
  String table() {
    StringBuilder text =
        new StringBuilder(
            "| row | figure | before | now | differs by | |\n|---|---|---|---|---|---|\n");
    for (Figure figure : figures) {
      boolean time = figure.peer().isEmpty();
      text.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %s | %s | %.0f %% | %s |%n",
              figure.row(),
              time ? "time" : "over " + figure.peer(),
              time ? Figures.time(figure.before()) : Figures.number(figure.before()) + "x",
              time ? Figures.time(figure.now()) : Figures.number(figure.now()) + "x",
              100 * figure.difference(),
              figure.unstable() ? "unstable" : ""));
    }
    return text.toString();
  }
}
