package org.culebra.testsupport;

import java.util.Objects;
import java.util.Random;

/// Random shapes as `long[]`.
///
/// Lengths are small, and often 0 or 1, because that is where layouts go wrong.
public final class Shapes {
  private static final int MAX_EXTENT = 7;

  private Shapes() {}

  /// {@return a shape of rank 0 to `maxRank` with at most `maxSize` elements}
  ///
  /// @param random from [Seeds#random(String)]
  /// @param maxRank the highest rank, 0 or more
  /// @param maxSize the maximal number of elements, 1 or more
  public static long[] random(Random random, int maxRank, long maxSize) {
    return ofRank(random, random.nextInt(maxRank + 1), maxSize);
  }

  /// {@return a shape of the given rank with at most `maxSize` elements, occasionally with none}
  ///
  /// @param random from [Seeds#random(String)]
  /// @param rank the number of axes, 0 or more
  /// @param maxSize the maximal number of elements, 1 or more
  public static long[] ofRank(Random random, int rank, long maxSize) {
    long[] shape = nonEmpty(random, rank, maxSize);
    if (rank > 0 && random.nextInt(16) == 0) {
      shape[random.nextInt(rank)] = 0;
    }
    return shape;
  }

  /// {@return a shape of the given rank with 1 to `maxSize` elements}
  ///
  /// @param random from [Seeds#random(String)]
  /// @param rank the number of axes, 0 or more
  /// @param maxSize the maximal number of elements, 1 or more
  public static long[] nonEmpty(Random random, int rank, long maxSize) {
    Objects.requireNonNull(random, "random");
    if (maxSize < 1) {
      throw new IllegalArgumentException("expected a maxSize of 1 or more but found " + maxSize);
    }
    long[] shape = new long[rank];
    long left = maxSize;
    for (int axis = 0; axis < rank; axis++) {
      shape[axis] = 1 + random.nextLong(Math.min(MAX_EXTENT, left));
      left /= shape[axis];
    }
    shuffle(random, shape);
    return shape;
  }

  // The first axes drawn are the long ones; their order must not matter.
  private static void shuffle(Random random, long[] shape) {
    for (int i = shape.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long swapped = shape[i];
      shape[i] = shape[j];
      shape[j] = swapped;
    }
  }
}
