package org.culebra.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// An axis of growth as a picture: a panel for the curves of each unit, with their names at their
/// ends.
final class CurveChart {
  private static final int TOP = 62;
  private static final int PANEL = 300;
  private static final int PLOT = 226;
  private static final int LEFT = 72;
  private static final int LABEL = 17;

  private final String axis;
  private final List<Curve> curves;
  private final double right;
  private final Svg svg;

  CurveChart(String axis, List<Curve> curves) {
    this.axis = axis;
    this.curves = curves;
    int longest = curves.stream().mapToInt(curve -> curve.name().length()).max().orElse(0);
    right = Svg.WIDTH - Svg.MARGIN - longest * Svg.CHARACTER - 22;
    svg = new Svg(title(axis), TOP + PANEL * units().size());
  }

  static String title(String axis) {
    return "Growth by "
        + switch (axis) {
          case "bytes" -> "bytes";
          case "ranks" -> "rank";
          case "threads" -> "threads";
          default -> "live objects";
        };
  }

  static String fileName(String axis) {
    return Svg.fileName("growth " + axis);
  }

  private List<String> units() {
    return curves.stream().map(Curve::unit).distinct().toList();
  }

  String svg() {
    svg.text(Svg.MARGIN, 28, "h", title(axis));
    svg.text(
        Svg.MARGIN,
        48,
        "n",
        "Time of one element or object, log scale: median of the JVMs; whisker: the worst.");
    int top = TOP;
    for (String unit : units()) {
      panel(unit, top);
      top += PANEL;
    }
    return svg.finish();
  }

  private void panel(String unit, int top) {
    List<Curve> all = curves.stream().filter(curve -> curve.unit().equals(unit)).toList();
    LogScale y = times(all, top);
    LogScale x = sizes(all);
    svg.text(Svg.MARGIN, top + 18, "q", "time for one " + unit);
    for (double tick : y.ticks(18)) {
      svg.line("tick", LEFT, y.at(tick), right, y.at(tick));
      svg.end(LEFT - 8, y.at(tick) + 4, "n", Figures.time(tick));
    }
    sizeTicks(all, x, top + 30 + PLOT);
    for (int i = 0; i < all.size(); i++) {
      curve(all.get(i), "c" + i % Svg.COLORS, x, y);
    }
    labels(all, y, top + 30.0, top + 30.0 + PLOT);
  }

  /// At least a factor of ten, so that what is flat looks flat.
  private static LogScale times(List<Curve> curves, int top) {
    double least =
        curves.stream().mapToDouble(curve -> curve.least().median()).min().orElse(1) / 1.3;
    double greatest =
        1.3
            * curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Curve.Point::worst)
                .max()
                .orElse(10);
    double middle = Math.sqrt(least * greatest);
    double factor = Math.max(Math.sqrt(10), greatest / middle);
    return new LogScale(middle / factor, middle * factor, top + 30.0 + PLOT, top + 30.0);
  }

  private LogScale sizes(List<Curve> curves) {
    double least = curves.stream().mapToDouble(c -> c.points().getFirst().size()).min().orElse(1);
    double greatest = curves.stream().mapToDouble(c -> c.last().size()).max().orElse(2);
    return new LogScale(least, Math.max(greatest, least * 2), LEFT + 8, right - 8);
  }

  /// Ranks are few and stand at equal distances.
  private double at(double size, LogScale scale) {
    if (!axis.equals("ranks")) {
      return scale.at(size);
    }
    double part = (size - scale.least()) / (scale.greatest() - scale.least());
    return scale.first() + part * (scale.last() - scale.first());
  }

  private void sizeTicks(List<Curve> curves, LogScale scale, double y) {
    List<Double> sizes =
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .map(Curve.Point::size)
            .distinct()
            .sorted()
            .toList();
    double free = Double.NEGATIVE_INFINITY;
    for (double size : sizes) {
      String words = Curve.size(axis, size);
      double half = words.length() * Svg.CHARACTER / 2;
      double x = at(size, scale);
      svg.line("tick", x, y, x, y + 4);
      if (x - half >= free) {
        svg.middle(x, y + 20, "n", words);
        free = x + half + 8;
      }
    }
    String name =
        switch (axis) {
          case "bytes" -> ""; // the ticks have units
          case "ranks" -> "axes";
          case "live" -> "live objects";
          default -> axis;
        };
    svg.text(right + 18, y + 20, "n", name);
  }

  private void curve(Curve curve, String color, LogScale x, LogScale y) {
    double[] line = new double[2 * curve.points().size()];
    for (int i = 0; i < curve.points().size(); i++) {
      Curve.Point point = curve.points().get(i);
      line[2 * i] = at(point.size(), x);
      line[2 * i + 1] = y.at(point.median());
      svg.line("range " + color, line[2 * i], line[2 * i + 1], line[2 * i], y.at(point.worst()));
      svg.dot(color, line[2 * i], line[2 * i + 1]);
    }
    svg.curve(color, line);
  }

  /// Beside the last points; where these are close to each other, moved apart.
  private void labels(List<Curve> curves, LogScale y, double top, double bottom) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> y.at(curves.get(i).last().median())));
    double[] at = new double[curves.size()];
    double free = top;
    for (int i = 0; i < at.length; i++) {
      at[i] = Math.max(free, y.at(curves.get(order.get(i)).last().median()));
      free = at[i] + LABEL;
    }
    double limit = bottom;
    for (int i = at.length - 1; i >= 0; i--) {
      at[i] = Math.min(limit, at[i]);
      limit = at[i] - LABEL;
    }
    for (int i = 0; i < at.length; i++) {
      Curve curve = curves.get(order.get(i));
      String color = "c" + order.get(i) % Svg.COLORS;
      svg.line(color, right - 6, y.at(curve.last().median()), right + 14, at[i]);
      svg.text(right + 18, at[i] + 4, "", curve.name());
    }
  }
}
