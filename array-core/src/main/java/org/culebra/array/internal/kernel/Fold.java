package org.culebra.array.internal.kernel;

/// How accumulators are combined with elements. C2 vectorizes these loops over Java arrays.
enum Fold {
  SUM {
    @Override
    void combine(double[] into, double[] values, int n) {
      for (int i = 0; i < n; i++) {
        into[i] += values[i];
      }
    }

    @Override
    void combine(long[] into, long[] values, int n) {
      for (int i = 0; i < n; i++) {
        into[i] += values[i];
      }
    }

    @Override
    double combine(double a, double b) {
      return a + b;
    }

    @Override
    long combine(long a, long b) {
      return a + b;
    }
  },

  /// NaN wins; -0.0 is less than 0.0.
  LEAST {
    @Override
    void combine(double[] into, double[] values, int n) {
      for (int i = 0; i < n; i++) {
        into[i] = Math.min(into[i], values[i]);
      }
    }

    @Override
    void combine(long[] into, long[] values, int n) {
      for (int i = 0; i < n; i++) {
        into[i] = Math.min(into[i], values[i]);
      }
    }

    @Override
    double combine(double a, double b) {
      return Math.min(a, b);
    }

    @Override
    long combine(long a, long b) {
      return Math.min(a, b);
    }
  },

  /// NaN wins; 0.0 is greater than -0.0.
  GREATEST {
    @Override
    void combine(double[] into, double[] values, int n) {
      for (int i = 0; i < n; i++) {
        into[i] = Math.max(into[i], values[i]);
      }
    }

    @Override
    void combine(long[] into, long[] values, int n) {
      for (int i = 0; i < n; i++) {
        into[i] = Math.max(into[i], values[i]);
      }
    }

    @Override
    double combine(double a, double b) {
      return Math.max(a, b);
    }

    @Override
    long combine(long a, long b) {
      return Math.max(a, b);
    }
  };

  abstract void combine(double[] into, double[] values, int n);

  abstract void combine(long[] into, long[] values, int n);

  abstract double combine(double a, double b);

  abstract long combine(long a, long b);

  /// What changes nothing that it is combined with.
  double neutralDouble() {
    return switch (this) {
      case SUM -> 0;
      case LEAST -> Double.POSITIVE_INFINITY;
      case GREATEST -> Double.NEGATIVE_INFINITY;
    };
  }

  long neutralLong() {
    return switch (this) {
      case SUM -> 0;
      case LEAST -> Long.MAX_VALUE;
      case GREATEST -> Long.MIN_VALUE;
    };
  }
}
