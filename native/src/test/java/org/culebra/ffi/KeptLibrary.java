package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;

/// A C library whose readers keep arrays, and arrays that count what is kept.
final class KeptLibrary {
  private static final String SOURCE =
      """
      #include <stdlib.h>
      #include <string.h>
      struct reader { const double *x, *y; };
      static struct reader one;

      int attach(struct reader *r, const double *x, int n) { if (r) r->x = x; return n; }
      int attach_then(struct reader *r, const double *x, int (*f)(struct reader *)) {
        r->x = x;
        return f(r);
      }
      int attach_both(struct reader *r, const double *x, const double *y) {
        r->x = x;
        r->y = y;
        return 2;
      }
      struct reader *over(const double *x, int n) {
        struct reader *r = n < 0 ? 0 : calloc(1, sizeof *r);
        if (r) r->x = x;
        return r;
      }
      int make(const double *x, int n, struct reader **out) {
        if (out) *out = over(x, n);
        return n;
      }
      struct reader *use_one(const double *x) { one.x = x; return &one; }
      double first(const struct reader *r) { return r->x[0]; }
      void close_reader(struct reader *r) { if (r != &one) free(r); }
      int close_sized(struct reader *r, size_t n) { close_reader(r); return (int) n; }

      double *shadow(const double *x, int n) { return memcpy(malloc(8 * n), x, 8 * n); }
      void close_shadow(double *shadow) { free(shadow); }
      char *label(const double *x) { return strdup(x[0] == 7 ? "seven" : "other"); }
      void close_label(char *label) { free(label); }
      int is_attached(const struct reader *r, const double *x) { return r->x == x; }
      void (*closer)(struct reader *) = close_reader;
      """;

  static final String ATTACH =
      "int attach(struct reader *r, [[keeps(close_reader(r)), nullable]] const double *x, int n)";
  static final String ATTACH_BOTH =
      "int attach_both(struct reader *r, [[keeps(close_reader(r))]] const double *x,"
          + " [[keeps(close_reader(r))]] const double *y)";
  static final String OVER =
      "struct reader *over([[keeps(close_reader(return))]] const double *x, int n)";
  static final String MAKE =
      "int make([[keeps(close_reader(*out))]] const double *x, int n,"
          + " [[nullable]] struct reader **out)";

  private KeptLibrary() {}

  /// The library, with all functions declared without attributes.
  static CLibrary open() {
    return CLibrary.compile(SOURCE)
        .declare(
            """
            struct reader;
            struct reader *use_one(const double *x);
            double first(const struct reader *r);
            void close_reader(struct reader *r);
            int close_sized(struct reader *r, size_t n);
            int is_attached(const struct reader *r, const double *x);
            """);
  }

  /// A library like the other, of which no prototype names anything yet.
  static CLibrary fresh() {
    return CLibrary.compile(SOURCE + "/* of " + KeptLibrary.class.getName() + " */")
        .declare("struct reader; void close_reader(struct reader *r);");
  }

  /// Owns memory and counts its leases.
  static final class Counted implements MemoryOwner {
    final AtomicInteger taken = new AtomicInteger();
    final AtomicInteger released = new AtomicInteger();

    /// An array of one number.
    NDArray array(Arena arena, double value) {
      MemorySegment memory = arena.allocate(8, 8);
      return NDArray.of(memory, this, DType.FLOAT64).fill(value);
    }

    @Override
    public Lease leaseFor(MemorySegment segment) {
      taken.incrementAndGet();
      return released::incrementAndGet;
    }

    /// How many leases were taken and released.
    String counts() {
      return taken + " taken, " + released + " released";
    }
  }
}
