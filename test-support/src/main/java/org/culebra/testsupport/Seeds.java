package org.culebra.testsupport;

import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Seeds for random tests.
///
/// The seed of a run is that of `-Dculebra.seed=N`, or random. It is printed once per JVM, with the
/// flag that repeats the run.
public final class Seeds {
  /// The system property that sets the seed.
  public static final String PROPERTY = "culebra.seed";

  private static final long RUN_SEED = announce(choose(System.getProperty(PROPERTY)));

  private Seeds() {}

  /// {@return the seed of this run}
  public static long seed() {
    return RUN_SEED;
  }

  /// {@return a new generator for one test, which depends only on the run's seed and on the test's
  /// name, so that a single test draws the same numbers as in the whole run}
  ///
  /// @param testName a unique name, such as its class and method
  public static Random random(String testName) {
    return new Random(mix(RUN_SEED, testName));
  }

  static long choose(@Nullable String property) {
    if (property == null || property.isBlank()) {
      return new SplittableRandom().nextLong() >>> 1;
    }
    try {
      return Long.parseLong(property.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected a whole number in -D" + PROPERTY + " but found \"" + property + "\"", e);
    }
  }

  static long mix(long seed, String testName) {
    long hash = seed;
    for (int i = 0; i < testName.length(); i++) {
      hash = hash * 31 + testName.charAt(i);
    }
    return new SplittableRandom(hash).nextLong();
  }

  private static long announce(long seed) {
    System.out.println("random tests: repeat with -D" + PROPERTY + "=" + seed);
    return seed;
  }
}
