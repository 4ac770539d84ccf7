package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.culebra.testsupport.CFixtures;
import org.jspecify.annotations.Nullable;

/// The C side of the tests of owners: memory whose releases are counted, and a slow function.
final class OwnersLibrary {
  static final String SOURCE =
      """
      #include <stdatomic.h>
      #include <stdlib.h>
      #include <time.h>

      static atomic_long frees;
      static atomic_long bytes;
      void *make(size_t n) { return malloc(n); }
      void release_memory(void *p) { frees++; free(p); }
      void release_sized(void *p, size_t n) { frees++; bytes += n; free(p); }
      long count_frees(void) { return frees; }
      long count_bytes(void) { return bytes; }

      static double now(void) {
          struct timespec t;
          clock_gettime(CLOCK_MONOTONIC, &t);
          return t.tv_sec + 1e-9 * t.tv_nsec;
      }
      /* says that it is inside, waits to be told that the other thread is done, then reads */
      double slow_sum(volatile int *gate, const double *p, int n) {
          double sum = 0, end = now() + 20;
          gate[0] = 1;
          while (gate[1] == 0 && now() < end) { }
          for (int i = 0; i < n; i++) sum += p[i];
          return sum;
      }
      typedef struct { const double *p; int n; } span;
      double slow_span(volatile int *gate, span s) { return slow_sum(gate, s.p, s.n); }
      double slow_span_at(volatile int *gate, const span *s) { return slow_sum(gate, s->p, s->n); }
      typedef void (*action)(void);
      double span_after(span s, action f) {
          f();
          double sum = 0;
          for (int i = 0; i < s.n; i++) sum += s.p[i];
          return sum;
      }
      double sum_after(const double *p, int n, action f) { span s = {p, n}; return span_after(s, f); }
      typedef double (*weighted)(double x, void *params);
      double slow_data(volatile int *gate, weighted f, void *params) {
          slow_sum(gate, 0, 0);
          return f(1, params);
      }
      double data_after(action before, weighted f, void *params) { before(); return f(1, params); }
      typedef struct { span in; const span *at; } outer;
      double outer_after(const outer *o, action f) { span s = *o->at; return span_after(s, f); }
      double inner_sum(const outer *o) {
          double sum = 0;
          for (int i = 0; i < o->in.n; i++) sum += o->in.p[i];
          return sum;
      }
      """;

  static final String DECLARATIONS =
      """
      void *make(size_t n);
      void release_memory(void *p);
      void release_sized(void *p, size_t n);
      long count_frees(void);
      long count_bytes(void);
      double slow_sum(int *gate, const double *p, int n);
      typedef struct { const double *p; int n; } span;
      double slow_span(int *gate, span s);
      double slow_span_at(int *gate, const span *s);
      typedef void (*action)(void);
      double span_after(span s, action f);
      double sum_after(const double *p, int n, action f);
      typedef double (*weighted)(double x, void *params);
      double slow_data(int *gate, weighted f, void *params);
      double data_after(action before, weighted f, void *params);
      typedef struct { span in; const span *at; } outer;
      double outer_after(const outer *o, action f);
      double inner_sum(const outer *o);
      """;

  private OwnersLibrary() {}

  /// Builds the library.
  static String build() {
    return CFixtures.sharedLibrary("owners", SOURCE).toString();
  }

  /// A result that is a number.
  static long number(@Nullable Object result) {
    return (long) Objects.requireNonNull(result);
  }

  /// A result that is a pointer.
  static MemorySegment pointer(@Nullable Object result) {
    return (MemorySegment) Objects.requireNonNull(result);
  }

  static CLibrary open(String path) {
    return CLibrary.open(path).declare(DECLARATIONS);
  }
}
