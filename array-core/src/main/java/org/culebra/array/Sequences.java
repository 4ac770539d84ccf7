package org.culebra.array;

import java.lang.foreign.Arena;
import org.culebra.array.internal.Errors;

/// Evenly spaced numbers, element for element as NumPy computes them.
final class Sequences {

  private Sequences() {}

  static NDArray arange(Arena arena, long start, long stop, long step) {
    requireStep((double) step);
    long length;
    try {
      length = Math.max(0, Math.ceilDivExact(Math.subtractExact(stop, start), step));
    } catch (ArithmeticException e) {
      throw Errors.argument("expected a range of at most 2^63-1 but found %d to %d", start, stop);
    }
    NDArray array = NDArray.empty(arena, DType.INT64, length);
    LongView values = array.asLongs();
    for (long i = 0; i < length; i++) {
      values.set(i, start + i * step);
    }
    return array;
  }

  static NDArray arange(Arena arena, double start, double stop, double step) {
    requireStep(step);
    double length = length(start, stop, step);
    boolean isFinite = Double.isFinite(start) && Double.isFinite(stop) && Double.isFinite(step);
    if (!isFinite || !(length < 0x1p63)) {
      throw Errors.argument(
          "expected a range of finitely many numbers but found %s to %s in steps of %s",
          start, stop, step);
    }
    NDArray array = NDArray.empty(arena, DType.FLOAT64, (long) Math.max(0, length));
    DoubleView values = array.asDoubles();
    // NumPy fills by the difference of the first two elements, which is not always the step.
    double difference = start + step - start;
    for (long i = 0, n = values.size(); i < n; i++) {
      values.set(i, i == 0 ? start : i == 1 ? start + step : start + i * difference);
    }
    return array;
  }

  private static double length(double start, double stop, double step) {
    double steps = (stop - start) / step;
    // A part of a step that is too small for a double is one all the same.
    boolean isTiny = steps == 0 && start != stop && 1 / steps > 0;
    return isTiny ? 1 : Math.ceil(steps);
  }

  private static void requireStep(double step) {
    if (step == 0) {
      throw Errors.argument("expected a step other than 0 but found 0");
    }
  }

  static NDArray linspace(Arena arena, double start, double stop, long count) {
    NDArray array = NDArray.empty(arena, DType.FLOAT64, count);
    double last = Math.max(1, count - 1);
    double delta = stop - start;
    double step = delta / last;
    DoubleView values = array.asDoubles();
    for (long i = 0; i < count; i++) {
      // A step too small for a double is applied after the division instead.
      values.set(i, (step == 0 ? i / last * delta : i * step) + start);
    }
    if (count > 1) {
      values.set(count - 1, stop);
    }
    return array;
  }
}
