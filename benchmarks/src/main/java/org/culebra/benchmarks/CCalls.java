package org.culebra.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CompileOptions;

/// The library of `calls.c`, compiled and declared by the code that is measured.
final class CCalls {

  static final CLibrary LIBRARY =
      CLibrary.compile(
              text(), CompileOptions.defaults().withFlags("-std=gnu11", "-O3", "-ffp-contract=off"))
          .declare(
              """
              long identity(long x);
              double first(const double *x);
              long call_identity(long n);
              int shift(npy_intp *output, double *input, int output_rank, int input_rank,
                        void *user_data);
              double call_mappings(const uint64_t functions[count], const uint64_t user_data[count],
                                   int count, int n);
              void allocate(long bytes, long times);
              typedef struct _Img { int width; int height; unsigned char *data; } Img;
              int mandel(float x, float y, int max_iters, unsigned char *val);
              int create_fractal(Img img, int iters);
              """);

  private CCalls() {}

  private static String text() {
    try (InputStream c = CCalls.class.getResourceAsStream("calls.c")) {
      return new String(
          Objects.requireNonNull(c, "calls.c").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
