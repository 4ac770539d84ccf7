package org.culebra.benchmarks;

import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;

/// Loops over all elements as a user would write them: outer axes by `select`, the inner four by a
/// view.
final class GrowthLoops {
  private GrowthLoops() {}

  static void negate(NDArray a) {
    switch (a.rank()) {
      case 1 -> negate1(a.asDoubles());
      case 2 -> negate2(a.asDoubles());
      case 3 -> negate3(a.asDoubles());
      case 4 -> negate4(a.asDoubles());
      default -> {
        for (long i = 0; i < a.shape(0); i++) {
          negate(a.select(0, i));
        }
      }
    }
  }

  private static void negate1(DoubleView a) {
    int n = a.intShape(0);
    for (int i = 0; i < n; i++) {
      a.set(i, -a.get(i));
    }
  }

  static void negate2(DoubleView a) {
    int n = a.intShape(0);
    int m = a.intShape(1);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        a.set(i, j, -a.get(i, j));
      }
    }
  }

  private static void negate3(DoubleView a) {
    int n = a.intShape(0);
    int m = a.intShape(1);
    int o = a.intShape(2);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        for (int k = 0; k < o; k++) {
          a.set(i, j, k, -a.get(i, j, k));
        }
      }
    }
  }

  private static void negate4(DoubleView a) {
    int n = a.intShape(0);
    int m = a.intShape(1);
    int o = a.intShape(2);
    int p = a.intShape(3);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        for (int k = 0; k < o; k++) {
          for (int l = 0; l < p; l++) {
            a.set(i, j, k, l, -a.get(i, j, k, l));
          }
        }
      }
    }
  }
}
