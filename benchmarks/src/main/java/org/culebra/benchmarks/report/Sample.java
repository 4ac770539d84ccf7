package org.culebra.benchmarks.report;

import java.util.OptionalDouble;

/// What one fork of a contender has found.
///
/// @param nanos the median of its iterations
/// @param result what the contender has computed, if it reports it
/// @param tolerance the relative error that the result may have
/// @param bytes allocated in the Java heap by an operation, if that was measured
record Sample(double nanos, OptionalDouble result, double tolerance, OptionalDouble bytes) {

  /// Whether both contenders report the same result, or one of them none.
  boolean agrees(Sample other) {
    if (result.isEmpty() || other.result.isEmpty()) {
      return true;
    }
    double expected = result.getAsDouble();
    double found = other.result.getAsDouble();
    double error = Math.abs(found - expected);
    return error <= Math.max(tolerance, other.tolerance) * Math.abs(expected);
  }

  /// Whether a fork has found that what it needs is not on this machine: a line `missing REASON`.
  static boolean isMissing(String text) {
    return text.lines().anyMatch(line -> line.startsWith("missing "));
  }

  /// Reads the lines of a fork: `result NUMBER TOLERANCE`, `time NANOSECONDS` for each iteration.
  /// Other lines are ignored.
  ///
  /// @return the sample, whose time is NaN if there is none
  static Sample of(String text) {
    OptionalDouble result = OptionalDouble.empty();
    double tolerance = 0;
    double[] times =
        text.lines()
            .filter(line -> line.startsWith("time "))
            .mapToDouble(line -> Double.parseDouble(line.substring("time ".length())))
            .toArray();
    for (String line : text.lines().filter(line -> line.startsWith("result ")).toList()) {
      String[] words = line.split(" ", 3);
      result = OptionalDouble.of(Double.parseDouble(words[1]));
      tolerance = Double.parseDouble(words[2]);
    }
    double nanos = times.length == 0 ? Double.NaN : Figures.median(times);
    return new Sample(nanos, result, tolerance, OptionalDouble.empty());
  }
}
