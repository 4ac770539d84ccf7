package org.culebra.array.internal.kernel;

import java.math.BigInteger;
import java.util.Arrays;

/// Whether `sum(a[i] * x[i]) == b` has a solution with integers `0 <= x[i] <= u[i]`, for positive
/// `a`. The question whether two strided arrays share a byte reduces to this one. The problem is
/// NP-hard, but layouts that come from slicing need about one candidate per term; a limit on the
/// candidates bounds the rest.
public final class Diophantine {

  /// Candidates to try before the worst is assumed. Slices need one per axis.
  static final long MAX_WORK = 1000;

  /// The result within a limited amount of work.
  public enum Answer {
    NO,
    YES,
    /// The limit was reached, or numbers did not fit 64 bits: assume the worst.
    TOO_HARD
  }

  private final long[] a;
  private final long[] u;
  private final int terms;

  /// The greatest common divisor of the coefficients from a term on.
  private final long[] gcd;

  /// The greatest sum of the terms from one on.
  private final long[] reach;

  private long workLeft;

  private Diophantine(long[] a, long[] u, int terms, long maxWork) {
    this.a = a;
    this.u = u;
    this.terms = terms;
    this.workLeft = maxWork;
    this.gcd = new long[terms + 1];
    this.reach = new long[terms + 1];
    for (int i = terms - 1; i >= 0; i--) {
      gcd[i] = gcd(a[i], gcd[i + 1]);
      reach[i] = Math.addExact(reach[i + 1], Math.multiplyExact(a[i], u[i]));
    }
  }

  /// Whether the terms have a solution with the sum `b`.
  ///
  /// @param terms pairs of coefficient and bound; may include terms that cannot contribute
  public static Answer solve(long[][] terms, long b, long maxWork) {
    if (b < 0) {
      return Answer.NO;
    }
    try {
      return prepared(terms, maxWork).search(0, b);
    } catch (ArithmeticException e) {
      return Answer.TOO_HARD;
    }
  }

  /// Greatest coefficient first, equal ones merged.
  private static Diophantine prepared(long[][] terms, long maxWork) {
    long[][] sorted =
        Arrays.stream(terms)
            .filter(t -> t[0] != 0 && t[1] > 0)
            .sorted((s, t) -> Long.compare(t[0], s[0]))
            .toArray(long[][]::new);
    long[] a = new long[sorted.length];
    long[] u = new long[sorted.length];
    int n = 0;
    for (long[] term : sorted) {
      if (n > 0 && a[n - 1] == term[0]) {
        u[n - 1] = Math.addExact(u[n - 1], term[1]);
      } else {
        a[n] = term[0];
        u[n++] = term[1];
      }
    }
    return new Diophantine(a, u, n, maxWork);
  }

  private static long gcd(long x, long y) {
    return y == 0 ? x : gcd(y, x % y);
  }

  private Answer search(int i, long rest) {
    if (rest == 0) {
      return Answer.YES;
    }
    if (i == terms || rest > reach[i] || rest % gcd[i] != 0) {
      return Answer.NO;
    }
    if (i == terms - 1) {
      return Answer.YES; // divisible by the one coefficient, and within reach
    }
    // The remainder for the other terms must be a multiple of their divisor and within their range.
    long modulus = gcd[i + 1] / gcd(a[i], gcd[i + 1]);
    long first = Math.max(0, Math.ceilDiv(rest - reach[i + 1], a[i]));
    long last = Math.min(u[i], rest / a[i]);
    for (long x = congruent(i, rest, modulus, first); x <= last; x += modulus) {
      if (workLeft-- <= 0) {
        return Answer.TOO_HARD;
      }
      Answer answer = search(i + 1, rest - a[i] * x);
      if (answer != Answer.NO) {
        return answer;
      }
      if (x > last - modulus) {
        break;
      }
    }
    return Answer.NO;
  }

  /// The least `x >= first` with `a[i] * x == rest` modulo the divisor of the later terms.
  private long congruent(int i, long rest, long modulus, long first) {
    long divisor = gcd[i];
    long inverse = inverse(a[i] / divisor % modulus, modulus);
    long x = timesModulo(rest / divisor % modulus, inverse, modulus);
    return x >= first ? x : x + Math.multiplyExact(Math.ceilDiv(first - x, modulus), modulus);
  }

  private static long timesModulo(long x, long y, long modulus) {
    return BigInteger.valueOf(x)
        .multiply(BigInteger.valueOf(y))
        .mod(BigInteger.valueOf(modulus))
        .longValueExact();
  }

  /// The inverse of `x` modulo `modulus`, 0 for modulus 1.
  private static long inverse(long x, long modulus) {
    long r0 = modulus;
    long r1 = x;
    long t0 = 0;
    long t1 = 1;
    while (r1 != 0) {
      long q = r0 / r1;
      long r2 = r0 - q * r1;
      r0 = r1;
      r1 = r2;
      long t2 = t0 - q * t1;
      t0 = t1;
      t1 = t2;
    }
    return Math.floorMod(t0, modulus);
  }
}
