package org.culebra.ffi.internal;

import java.util.Arrays;
import java.util.Objects;
import org.culebra.array.Lease;
import org.jspecify.annotations.Nullable;

/// Leases that only Java can release, each under a number that fits a native header. Any thread.
final class JavaHolds {
  private static @Nullable Lease[] leases = new Lease[16];

  /// The free places, the last `freeCount` of them; a place that was never used is not among them.
  private static int[] free = new int[16];

  private static int freeCount;
  private static int used;

  private JavaHolds() {}

  /// Keeps a lease.
  ///
  /// @return its number, at least 1
  static synchronized int put(Lease lease) {
    int place;
    if (freeCount > 0) {
      place = free[--freeCount];
    } else {
      place = used++;
      if (place == leases.length) {
        leases = Arrays.copyOf(leases, 2 * place);
        free = Arrays.copyOf(free, 2 * place);
      }
    }
    leases[place] = lease;
    return place + 1;
  }

  /// Gives a lease up.
  static synchronized Lease take(int number) {
    Lease lease = Objects.requireNonNull(leases[number - 1], "released before");
    leases[number - 1] = null;
    free[freeCount++] = number - 1;
    return lease;
  }
}
