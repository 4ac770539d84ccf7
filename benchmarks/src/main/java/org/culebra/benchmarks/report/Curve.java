package org.culebra.benchmarks.report;

import java.util.List;

/// The time of an element or an object at growing sizes.
///
/// @param axis what grows: `bytes`, `ranks`, `threads` or `live`
/// @param name what is done
/// @param unit what the time is for, `element` or `object`
/// @param points by size
record Curve(String axis, String name, String unit, List<Point> points) {

  /// Changes below this are noise.
  private static final double NOISE = 1.25;

  /// @param size of what grows
  /// @param nanos of one element or object, in each JVM
  record Point(double size, List<Double> nanos) {
    double median() {
      return Figures.median(nanos.stream().mapToDouble(each -> each).toArray());
    }

    double worst() {
      return Figures.greatest(nanos.stream().mapToDouble(each -> each).toArray());
    }
  }

  Point least() {
    return points.stream()
        .reduce((a, b) -> b.median() < a.median() ? b : a)
        .orElseThrow(() -> new IllegalStateException("expected a point in " + name));
  }

  Point last() {
    return points.getLast();
  }

  /// By how much the last size exceeds the least time of all.
  double growth() {
    return last().median() / least().median();
  }

  /// Whether and where the time rises, in words.
  String verdict() {
    if (growth() <= NOISE) {
      return "flat";
    }
    int steepest = points.indexOf(least()) + 1;
    for (int i = steepest + 1; i < points.size(); i++) {
      if (step(i) > step(steepest)) {
        steepest = i;
      }
    }
    String where =
        "%sx, most of it from %s to %s"
            .formatted(
                Figures.number(growth()),
                size(axis, points.get(steepest - 1).size()),
                size(axis, points.get(steepest).size()));
    boolean rising = step(points.size() - 1) > NOISE;
    return where + (rising ? "; rises to the end" : "; flat at the end");
  }

  private double step(int i) {
    return points.get(i).median() / points.get(i - 1).median();
  }

  /// A size as the reader sees it.
  static String size(String axis, double size) {
    return switch (axis) {
      case "bytes" -> bytes(size);
      case "live" -> count(size);
      default -> Figures.number(size);
    };
  }

  private static String bytes(double size) {
    String[] units = {"B", "KiB", "MiB", "GiB"};
    int unit = 0;
    double rest = size;
    while (rest >= 1024 && unit < units.length - 1) {
      rest /= 1024;
      unit++;
    }
    return Figures.number(rest) + " " + units[unit];
  }

  private static String count(double size) {
    return size < 1e4
        ? Figures.number(size)
        : "10" + "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt((int) Math.round(Math.log10(size)));
  }
}
