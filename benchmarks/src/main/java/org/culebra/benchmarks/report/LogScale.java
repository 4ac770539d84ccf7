package org.culebra.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/// A logarithmic axis.
///
/// @param least its value at the first pixel
/// @param greatest its value at the last one
/// @param first pixel
/// @param last pixel, which may be the smaller one
record LogScale(double least, double greatest, double first, double last) {

  double at(double value) {
    return first + Math.log(value / least) / Math.log(greatest / least) * (last - first);
  }

  /// Values 1, 2, 5, 10 ..., or fewer of them where they would be closer than some pixels.
  List<Double> ticks(double pixels) {
    for (double[] steps : new double[][] {{1, 2, 5}, {1, 3}, {1}}) {
      List<Double> ticks = ticks(steps);
      if (apart(ticks, pixels)) {
        return ticks;
      }
    }
    List<Double> decades = ticks(1);
    while (!apart(decades, pixels) && decades.size() > 2) {
      List<Double> every = new ArrayList<>();
      for (int i = 0; i < decades.size(); i += 2) {
        every.add(decades.get(i));
      }
      decades = every;
    }
    return decades;
  }

  private List<Double> ticks(double... steps) {
    List<Double> ticks = new ArrayList<>();
    for (int decade = -9; decade <= 12; decade++) {
      for (double step : steps) {
        double tick = Double.parseDouble(step + "e" + decade); // exact, unlike a product
        if (tick >= least * 0.999 && tick <= greatest * 1.001) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private boolean apart(List<Double> ticks, double pixels) {
    for (int i = 1; i < ticks.size(); i++) {
      if (Math.abs(at(ticks.get(i)) - at(ticks.get(i - 1))) < pixels) {
        return false;
      }
    }
    return true;
  }
}
