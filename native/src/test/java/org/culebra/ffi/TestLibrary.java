package org.culebra.ffi;

import org.culebra.testsupport.CFixtures;

/// The C side of the tests of calls.
final class TestLibrary {
  static final String SOURCE =
      """
      #include <math.h>
      #include <stddef.h>

      void runs_in_c(int N, double* p, double* px, double* py, double* pz) {
          int i;
          for (i = 0;  i < N;  i++) {
              p[i] = sqrt(px[i]*px[i] + py[i]*py[i] + pz[i]*pz[i]);
          }
      }

      typedef struct { int width; int height; unsigned char *data; } cImg;

      void create_fractal(cImg img, int iterations) {
          for (int h = 0; h < img.height; h++)
              for (int w = 0; w < img.width; w++) {
                  float cr = 3.0f * w / img.width - 2.0f, ci = 2.0f * h / img.height - 1.0f;
                  float zr = 0, zi = 0;
                  int i = 0;
                  for (; i < iterations && zr*zr + zi*zi < 4; i++) {
                      float t = zr*zr - zi*zi + cr;
                      zi = 2*zr*zi + ci;
                      zr = t;
                  }
                  img.data[h * img.width + w] = i;
              }
      }
      void set_width(cImg *img, int width) { img->width = width; }
      cImg make_image(int width) { cImg image = {width, 2 * width, NULL}; return image; }

      int sum_small(unsigned char a, unsigned short b, unsigned int c) { return a + b + (int) (c >> 1); }
      unsigned char same_byte(unsigned char a) { return a; }
      unsigned int same_uint(unsigned int a) { return a; }
      _Bool negate(_Bool b) { return !b; }
      void *same_pointer(void *p) { return p; }
      long count(const char *text, size_t n) { long s = 0; for (size_t i = 0; i < n; i++) s += text[i]; return s; }
      double trace(int n, int m, const double *a) { return a[0] + a[n * m - 1]; }
      long half(int n, const int *a) { return a[n / 2 - 1]; }

      typedef double (*integrand)(int n, const double *x, void *c);
      double apply(integrand f, int n, const double *x, void *c) { return f(n, x, c); }
      double apply_twice(integrand f, int n, const double *x, void *c) {
          double first = f(n, x, c);
          double second = f(n, x, c);
          return first + second;
      }
      typedef struct { integrand f; void *c; } functor;
      double apply_functor(functor *g, int n, const double *x) { return g->f(n, x, g->c); }
      static integrand kept;
      void keep(integrand f) { kept = f; }
      double call_kept(int n, const double *x, void *c) { return kept(n, x, c); }
      cImg apply_struct(cImg (*f)(cImg), cImg image) { return f(image); }
      int apply_byte(unsigned char (*f)(unsigned char), unsigned char a) { return f(a); }
      """;

  static final String DECLARATIONS =
      """
      void runs_in_c(int n, double p[n], const double px[n], const double py[n], const double pz[n]);
      typedef struct { int width; int height; unsigned char *data; } cImg;
      void create_fractal(cImg img, int iterations);
      void set_width(cImg *img, int width);
      cImg make_image(int width);
      int sum_small(unsigned char a, unsigned short b, unsigned int c);
      unsigned char same_byte(unsigned char a);
      unsigned int same_uint(unsigned int a);
      _Bool negate(_Bool b);
      void *same_pointer(void *p);
      long count(const char text[n], size_t n);
      double trace(int n, int m, const double a[n * m]);
      long half(int n, const int a[n / 2]);
      typedef double (*integrand)(int n, const double x[n], void *c);
      double apply(integrand f, int n, const double x[n], void *c);
      double apply_twice(integrand f, int n, const double x[n], void *c);
      typedef struct { integrand f; void *c; } functor;
      double apply_functor(functor *g, int n, const double x[n]);
      void keep(integrand f);
      double call_kept(int n, const double x[n], void *c);
      cImg apply_struct(cImg (*f)(cImg), cImg image);
      int apply_byte(unsigned char (*f)(unsigned char), unsigned char a);
      void not_there(void);
      """;

  private TestLibrary() {}

  static CLibrary open() {
    return CLibrary.open(CFixtures.sharedLibrary("calls", SOURCE, "-lm").toString())
        .declare(DECLARATIONS);
  }
}
