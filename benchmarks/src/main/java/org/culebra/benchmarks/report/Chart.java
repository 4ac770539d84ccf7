package org.culebra.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// A topic as a picture: for each row a bar for each peer, on a logarithmic scale, from Culebra's
/// time, the line, to the peer's.
final class Chart {
  private static final int LEFT = 126;
  private static final int FIRST = LEFT + 52;
  private static final int LAST = Svg.WIDTH - 70;
  private static final int BAR = 18;
  private static final int TITLE = 34;
  private static final int TOP = 92;

  /// Between two ticks.
  private static final int SPACE = 44;

  private final String topic;
  private final List<Measured> rows;
  private final Predicate<Measured> unstable;
  private final LogScale scale;
  private final Svg svg;
  private final int height;

  /// @param unstable whether a row's figures are not to be relied on
  Chart(String topic, List<Measured> rows, Predicate<Measured> unstable) {
    this.topic = topic;
    this.rows = rows;
    this.unstable = unstable;
    double[] all =
        rows.stream()
            .flatMap(row -> row.row().peers().stream().map(peer -> slower(row, peer)))
            .flatMapToDouble(Arrays::stream)
            .toArray();
    double least = Math.min(0.5, Arrays.stream(all).min().orElse(1));
    double greatest = Math.max(2, Arrays.stream(all).max().orElse(1));
    scale = new LogScale(least, greatest, FIRST, LAST);
    height = TOP + rows.stream().mapToInt(row -> TITLE + BAR * row.row().peers().size()).sum() + 16;
    svg = new Svg(topic, height);
  }

  String svg() {
    svg.text(Svg.MARGIN, 28, "h", topic);
    svg.text(
        Svg.MARGIN,
        48,
        "n",
        "Time of a peer over Culebra's, log scale. Bar: median of the forks; whisker: Culebra's"
            + " worst fork.");
    heads();
    int y = TOP;
    for (Measured row : rows) {
      svg.text(Svg.MARGIN, y + 24, "q", row.row().question());
      svg.end(Svg.WIDTH - Svg.MARGIN, y + 24, "n", ours(row));
      int first = y + TITLE;
      int last = first + BAR * row.row().peers().size();
      grid(first, last);
      for (y = first; y < last; y += BAR) {
        bar(row, row.row().peers().get((y - first) / BAR), y);
      }
      svg.line("one", scale.at(1), first, scale.at(1), last);
    }
    return svg.finish();
  }

  private String ours(Measured row) {
    double[] times = row.times(row.row().subject());
    if (times.length == 0) {
      return row.gap(row.row().subject()).map(gap -> "Culebra: " + gap).orElse("");
    }
    String time = "Culebra: " + Figures.time(Figures.median(times));
    return unstable.test(row) ? time + ", unstable" : time;
  }

  private void heads() {
    svg.text(scale.at(1) + 8, 68, "n", "peer is slower →");
    svg.end(scale.at(1) - 8, 68, "n", "← peer is faster");
    for (double tick : scale.ticks(SPACE)) {
      svg.middle(scale.at(tick), TOP - 4, "n", Figures.number(tick) + "x");
    }
  }

  /// Between the texts, not through them.
  private void grid(int from, int to) {
    for (double tick : scale.ticks(SPACE)) {
      svg.line("tick", scale.at(tick), from, scale.at(tick), to);
    }
  }

  private void bar(Measured row, Row.Contender peer, int y) {
    svg.end(LEFT - 4, y + 13, "", peer.label());
    double[] slower = slower(row, peer);
    double one = scale.at(1);
    if (slower.length == 0) {
      svg.text(one + 8, y + 13, "n", row.gap(peer).map(Object::toString).orElse(""));
      return;
    }
    double median = scale.at(Figures.median(slower));
    double worst = scale.at(Arrays.stream(slower).min().orElseThrow());
    boolean ahead = Figures.median(slower) >= 1;
    svg.bar(ahead ? "s" : "f", Math.min(one, median), y + 3, Math.abs(median - one), BAR - 6);
    svg.whisker(median, worst, y + BAR / 2.0);
    String ratio = Figures.number(Figures.median(slower)) + "x";
    if (ahead) {
      svg.text(Math.max(one, median) + 6, y + 13, "", ratio);
    } else {
      svg.end(Math.min(median, worst) - 6, y + 13, "", ratio);
    }
  }

  /// The peer's time over Culebra's, in each pass.
  private static double[] slower(Measured row, Row.Contender peer) {
    return Arrays.stream(row.ratios(peer)).map(ratio -> 1 / ratio).toArray();
  }
}
