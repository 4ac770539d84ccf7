package org.culebra.benchmarks.report;

import java.util.Arrays;
import java.util.Locale;

/// Numbers as the report shows them.
final class Figures {
  private Figures() {}

  /// Three digits, two below 1: more are not significant.
  static String number(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3;
    for (double limit = 0.01; decimals < 9 && value < limit; limit /= 10) {
      decimals++;
    }
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }

  /// A time in the unit that reads best.
  static String time(double nanos) {
    if (nanos < 1e3) {
      return number(nanos) + " ns";
    }
    return nanos < 1e6 ? number(nanos / 1e3) + " µs" : number(nanos / 1e6) + " ms";
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  static double greatest(double... values) {
    return Arrays.stream(values).max().orElse(Double.NaN);
  }
}
