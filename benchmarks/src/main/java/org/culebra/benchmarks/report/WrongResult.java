package org.culebra.benchmarks.report;

/// A contender's result is wrong: its time does not count.
public final class WrongResult extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param expected the right result
  /// @param found the contender's
  public WrongResult(Object expected, Object found) {
    super("expected %s but found %s".formatted(expected, found));
  }

  /// Compares numbers.
  ///
  /// @param expected the right one
  /// @param found the contender's
  /// @param relative the greatest difference, as a part of the expected one
  public static void check(double expected, double found, double relative) {
    if (!(Math.abs(found - expected) <= Math.abs(expected) * relative)) {
      throw new WrongResult(expected, found);
    }
  }
}
