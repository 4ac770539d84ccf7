package org.culebra.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts the figures of a report between the markers of a Markdown text, which readers do not see:
///
///     <!--bench call time-->9.6 ns<!--/-->
///     <!--bench call ratio jdk-->1.1x<!--/-->   Culebra's time over the peer's
///     <!--bench call time jdk-->8.7 ns<!--/-->
///     <!--bench machine CPU-->AMD EPYC<!--/-->
///
/// A figure that is missing, or differs from a quick run's, is not to be quoted.
final class Readme {
  private static final Pattern MARKER = Pattern.compile("<!--bench ([^>]*)-->([^<]*)<!--/-->");

  private final Report report;
  private final List<String> problems = new ArrayList<>();

  Readme(Report report) {
    this.report = report;
  }

  /// The text with the figures of the report.
  ///
  /// @throws IllegalArgumentException if one of them cannot be quoted; the message names all such
  String filled(String text) {
    String filled = MARKER.matcher(text).replaceAll(this::marked);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "expected figures that can be quoted but found:\n  " + String.join("\n  ", problems));
    }
    return filled;
  }

  private String marked(MatchResult marker) {
    String figure = "";
    try {
      figure = figure(marker.group(1).strip());
    } catch (IllegalArgumentException e) {
      problems.add(marker.group(1) + ": " + e.getMessage());
    }
    return Matcher.quoteReplacement("<!--bench " + marker.group(1) + "-->" + figure + "<!--/-->");
  }

  private String figure(String words) {
    String[] parts = words.split("\\s+", 3);
    if (parts[0].equals("machine")) {
      String name = words.substring(parts[0].length()).strip();
      String fact = report.machine().facts().get(name);
      if (fact == null) {
        throw new IllegalArgumentException("no such fact");
      }
      return fact;
    }
    Measured row =
        report.rows().stream()
            .filter(each -> each.row().name().equals(parts[0]))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no such row"));
    String peer = parts.length == 3 ? parts[2] : "";
    return switch (parts.length < 2 ? "" : parts[1]) {
      case "time" -> Figures.time(median(row, peer, row.times(contender(row, peer))));
      case "ratio" -> Figures.number(median(row, peer, ratios(row, peer))) + "x";
      default -> throw new IllegalArgumentException("expected time or ratio after the row");
    };
  }

  private static Row.Contender contender(Measured row, String label) {
    return row.row().contenders().stream()
        .filter(each -> label.isEmpty() || each.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such contender"));
  }

  private static double[] ratios(Measured row, String peer) {
    if (peer.isEmpty()) {
      throw new IllegalArgumentException("expected a peer after ratio");
    }
    return row.ratios(contender(row, peer));
  }

  private double median(Measured row, String peer, double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no time");
    }
    Comparison stability =
        report
            .stability()
            .orElseThrow(
                () -> new IllegalArgumentException("not compared with another run, see --compare"));
    if (stability.unstable(row.row().name()) || stability.unstable(row.row().name(), peer)) {
      throw new IllegalArgumentException("unstable");
    }
    return Figures.median(values);
  }
}
