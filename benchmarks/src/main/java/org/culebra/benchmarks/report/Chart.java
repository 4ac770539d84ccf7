package org.culebra.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A topic as a picture: for each row a bar for each peer, on a logarithmic scale, from Culebra's
/// time, the line, to the peer's. A thin line spans all forks.
final class Chart {
  private static final int WIDTH = 860;
  private static final int LEFT = 130;
  private static final int RIGHT = 110;
  private static final int BAR = 18;
  private static final int TITLE = 30;
  private static final int TOP = 64;

  private static final String STYLE =
      """
      text{font:13px system-ui,sans-serif;fill:#1f2328}.q{font-weight:600}.n{fill:#59636e}
      .h{font-size:17px;font-weight:600}.s{fill:#2f6f9f}.f{fill:#c4581a}.one{stroke:#1f2328;stroke-width:1.5}
      .tick{stroke:#d1d9e0}.span{stroke:#1f2328}.back{fill:#ffffff}
      @media (prefers-color-scheme:dark){text{fill:#e6edf3}.n{fill:#9198a1}.s{fill:#5aa7dc}.f{fill:#f0883e}
      .one{stroke:#e6edf3}.tick{stroke:#3d444d}.span{stroke:#e6edf3}.back{fill:#0d1117}}
      """;

  private final String topic;
  private final List<Measured> rows;
  private final double least;
  private final double greatest;
  private final StringBuilder svg = new StringBuilder();

  Chart(String topic, List<Measured> rows) {
    this.topic = topic;
    this.rows = rows;
    double[] all =
        rows.stream()
            .flatMap(row -> row.row().peers().stream().map(peer -> slower(row, peer)))
            .flatMapToDouble(Arrays::stream)
            .toArray();
    least = Math.min(0.5, Arrays.stream(all).min().orElse(1));
    greatest = Math.max(2, Arrays.stream(all).max().orElse(1));
  }

  static String fileName(String topic) {
    return topic.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
  }

  String svg() {
    int height =
        TOP + rows.stream().mapToInt(row -> TITLE + BAR * row.row().peers().size()).sum() + 16;
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n<title>%s</title><style>%s</style>%n"
            .formatted(WIDTH, height, escaped(topic), STYLE));
    svg.append("<rect class=\"back\" width=\"%d\" height=\"%d\"/>%n".formatted(WIDTH, height));
    text(12, 26, "h", topic);
    text(at(1) + 8, 26, "n", "slower than Culebra →");
    end(at(1) - 8, 26, "n", "← faster than Culebra");
    ticks(height);
    int y = TOP;
    for (Measured row : rows) {
      text(12, y + 18, "q", row.row().question());
      end(WIDTH - 12, y + 18, "n", ours(row));
      y += TITLE;
      for (Row.Contender peer : row.row().peers()) {
        bar(row, peer, y);
        y += BAR;
      }
    }
    line("one", at(1), TOP, at(1), height - 12);
    return svg.append("</svg>\n").toString();
  }

  private static String ours(Measured row) {
    double[] times = row.times(row.row().subject());
    return times.length == 0 ? "" : "Culebra: " + Figures.time(Figures.median(times));
  }

  private void ticks(int height) {
    for (double tick : new double[] {0.1, 0.2, 0.5, 2, 5, 10, 20, 50, 100, 1000}) {
      if (tick >= least * 0.99 && tick <= greatest * 1.01) {
        line("tick", at(tick), TOP, at(tick), height - 12);
        svg.append(
            "<text class=\"n\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%sx</text>%n"
                .formatted(at(tick), TOP - 12, Figures.number(tick)));
      }
    }
  }

  private void bar(Measured row, Row.Contender peer, int y) {
    end(LEFT - 8, y + 13, "", peer.label());
    double[] slower = slower(row, peer);
    if (slower.length == 0) {
      text(at(1) + 8, y + 13, "n", row.gap(peer).map(Object::toString).orElse(""));
      return;
    }
    double median = Figures.median(slower);
    svg.append(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n"
            .formatted(
                median >= 1 ? "s" : "f",
                Math.min(at(1), at(median)),
                y + 3,
                Math.max(1, Math.abs(at(median) - at(1))),
                BAR - 6));
    double first = Arrays.stream(slower).min().orElseThrow();
    double last = Arrays.stream(slower).max().orElseThrow();
    line("span", at(first), y + BAR / 2.0, at(last), y + BAR / 2.0);
    if (median >= 1) {
      text(at(last) + 6, y + 13, "", Figures.number(median) + "x");
    } else {
      end(at(first) - 6, y + 13, "", Figures.number(median) + "x");
    }
  }

  /// The peer's time over Culebra's, in each pass.
  private static double[] slower(Measured row, Row.Contender peer) {
    return Arrays.stream(row.ratios(peer)).map(ratio -> 1 / ratio).toArray();
  }

  private double at(double ratio) {
    double part = Math.log(ratio / least) / Math.log(greatest / least);
    return LEFT + 46 + part * (WIDTH - LEFT - RIGHT - 46);
  }

  private void text(double x, double y, String kind, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n"
            .formatted(kind, x, y, escaped(text)));
  }

  private void end(double x, double y, String kind, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n"
            .formatted(kind, x, y, escaped(text)));
  }

  private void line(String kind, double x, double y, double toX, double toY) {
    svg.append(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n"
            .formatted(kind, x, y, toX, toY));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
