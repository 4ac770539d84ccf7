package org.culebra.benchmarks.report;

import java.util.LinkedHashSet;
import java.util.List;

/// The times of first uses as a picture: bars in milliseconds, without and with an AOT cache.
final class StartChart {
  static final String FILE = "start.svg";

  private static final int LEFT = 270;
  private static final int LAST = Svg.WIDTH - 84;
  private static final int BAR = 15;
  private static final int GROUP = 12;
  private static final int TOP = 88;

  private final List<Report.FirstUse> uses;
  private final double greatest;
  private final Svg svg;
  private final int height;

  StartChart(List<Report.FirstUse> uses) {
    this.uses = uses.stream().filter(use -> !use.millis().isEmpty()).toList();
    greatest =
        this.uses.stream().mapToDouble(use -> Figures.greatest(use.times())).max().orElse(100);
    height = TOP + this.uses.size() * BAR + names().size() * GROUP + 14;
    svg = new Svg("Start", height);
  }

  private List<String> names() {
    return List.copyOf(new LinkedHashSet<>(uses.stream().map(Report.FirstUse::name).toList()));
  }

  String svg() {
    svg.text(Svg.MARGIN, 28, "h", "Start");
    svg.text(
        Svg.MARGIN,
        48,
        "n",
        "From the start of the process until it is done, median; whisker: the worst process.");
    svg.bar("f", LEFT, 58, 12, 10);
    svg.text(LEFT + 18, 68, "n", "without");
    svg.bar("s", LEFT + 84, 58, 12, 10);
    svg.text(LEFT + 102, 68, "n", "with an AOT cache");
    ticks();
    double y = TOP;
    for (String name : names()) {
      List<Report.FirstUse> bars = uses.stream().filter(use -> use.name().equals(name)).toList();
      svg.end(LEFT - 10, y + (bars.size() * BAR) / 2.0 + 4, "", name);
      for (Report.FirstUse use : bars) {
        bar(use, y);
        y += BAR;
      }
      y += GROUP;
    }
    return svg.finish();
  }

  private double at(double millis) {
    return LEFT + millis / greatest * (LAST - LEFT);
  }

  private void ticks() {
    double step = 10;
    for (int i = 0; greatest / step > 8; i++) {
      step *= i % 3 == 1 ? 2.5 : 2; // 10, 20, 50, 100 ...
    }
    for (double tick = 0; tick <= greatest; tick += step) {
      svg.line("tick", at(tick), TOP - 4, at(tick), height - 22);
      svg.middle(at(tick), height - 6, "n", Figures.number(tick) + " ms");
    }
  }

  private void bar(Report.FirstUse use, double y) {
    double median = Figures.median(use.times());
    double worst = Figures.greatest(use.times());
    svg.bar(use.cached() ? "s" : "f", LEFT, y + 1, at(median) - LEFT, BAR - 2);
    svg.whisker(at(median), at(worst), y + BAR / 2.0);
    svg.text(at(worst) + 6, y + 12, "", Math.round(median) + " ms");
  }
}
