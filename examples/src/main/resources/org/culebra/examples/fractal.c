/* The Mandelbrot set, as the demonstration has C compute it. Floats throughout; compiled without contraction,
 * so that every machine gives the same bytes. */
#include <time.h>

typedef struct Img {
  int width;
  int height;
  unsigned char *data;
} Img;

typedef int (*pixel_function)(float x, float y, int max_iters, unsigned char *val);

/* Stores after how many steps the point x + iy leaves the circle of radius 2; returns 1 if it does not. */
int mandel(float x, float y, int max_iters, unsigned char *val) {
  float re = 0;
  float im = 0;
  for (int i = 0; i < max_iters; i++) {
    float next = re * re - im * im + x;
    im = 2 * re * im + y;
    re = next;
    if (re * re + im * im >= 4) {
      *val = i;
      return 0;
    }
  }
  *val = max_iters;
  return 1;
}

/* Calls a function for each pixel of -2 <= x < 1, -1 <= y < 1. */
static inline int each_pixel(Img img, int iters, pixel_function pixel) {
  float pixel_width = 3.0 / img.width;
  float pixel_height = 2.0 / img.height;
  for (int row = 0; row < img.height; row++) {
    float y = row * pixel_height - 1;
    for (int column = 0; column < img.width; column++) {
      float x = column * pixel_width - 2;
      int status = pixel(x, y, iters, &img.data[row * img.width + column]);
      if (status < 0) {
        return status;
      }
    }
  }
  return 0;
}

int create_fractal(Img img, int iters) {
  return each_pixel(img, iters, mandel);
}

/* The same with the caller's own function. */
int create_fractal_with(Img img, int iters, pixel_function pixel) {
  return each_pixel(img, iters, pixel);
}

/* Where C finds the pixels. */
const void *pixels_of(Img img) {
  return img.data;
}

/* How long create_fractal takes when C calls it, in seconds. */
double time_create_fractal(Img img, int iters) {
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  create_fractal(img, iters);
  clock_gettime(CLOCK_MONOTONIC, &end);
  return (end.tv_sec - start.tv_sec) + 1e-9 * (end.tv_nsec - start.tv_nsec);
}
