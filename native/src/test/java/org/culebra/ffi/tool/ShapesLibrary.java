package org.culebra.ffi.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.culebra.testsupport.CFixtures;

/// The library of `shapes.h`, without one of its functions.
final class ShapesLibrary {
  private static final String SOURCE =
      """
      struct point { double x, y; };
      double shapes_area(const double *x, const double *y, unsigned long n) {
        double sum = 0;
        for (unsigned long i = 0, j = n - 1; i < n; j = i++) sum += x[j] * y[i] - x[i] * y[j];
        return sum / 2;
      }
      int shapes_bounds(const double *x, int n, double *low, double *high) { return 0; }
      int shapes_split(double x, double *whole) { *whole = (int) x; return 1; }
      int shapes_count(void *set, unsigned int *n) { *n = 4000000000u; return 0; }
      void *shapes_open(const char *name, unsigned flags) { return (void *) name; }
      void shapes_close(void *set) {}
      int shapes_find(void **out, const char **error) { return 0; }
      void *shapes_state(void) { return 0; }
      int shapes_use(void *state, const struct point *at) { return at->x > at->y; }
      struct point shapes_center(const struct point *all, long n) { return *all; }
      int shapes_visit(void *set, int (*visit)(void *, const double *, const char *), void *data) {
        double x = 5;
        return visit(data, &x, "five");
      }
      int shapes_names(const char *const *names, int n) { return names[n] == 0; }
      unsigned char shapes_log(int kind, const char *format, ...) { return 200; }
      int shapes_vlog(const char *format, __builtin_va_list list) { return 0; }
      int shapes_rows(int (*row)(void *, int, char **, char **), void *data) {
        char *values[] = {"1", "2"}, *names[] = {"a", "b"};
        return row(data, 2, values, names);
      }
      static unsigned char id[20] = {7};
      const void *shapes_id(void *set) { return id; }
      int shapes_parse(unsigned char *out, const char *text) { out[0] = text[0] - '0'; return 0; }
      int shapes_same(const unsigned char *a, const unsigned char *b) { return a[0] == b[0]; }
      void shapes_read(void *data, unsigned long size, void *user) {}
      int native(int x) { return x; }
      int shapes_last(long long a, float *b) { return 0; }
      """;

  static final Path PATH = CFixtures.sharedLibrary("shapes", SOURCE);

  private ShapesLibrary() {}

  /// A file beside this class.
  static String resource(String name) {
    try (InputStream in = ShapesLibrary.class.getResourceAsStream(name)) {
      byte[] text = Objects.requireNonNull(in, name).readAllBytes();
      return new String(text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
