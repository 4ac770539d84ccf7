/* The C side of NativeCalls, Upcalls, Arenas and FractalCalls, and C's own turn at each. */

#include <complex.h>
#include <stdint.h>
#include <stdlib.h>

long identity(long x) {
  return x;
}

double first(const double *x) {
  return x[0];
}

/* Through a pointer that the compiler does not see through. */
long call_identity(long n) {
  long (*volatile pointer)(long) = identity;
  long (*f)(long) = pointer;
  long sum = 0;
  for (long i = 0; i < n; i++) {
    sum += f(i);
  }
  return sum;
}

typedef int (*mapping)(intptr_t *output, double *input, int output_rank, int input_rank, void *user_data);

int shift(intptr_t *output, double *input, int output_rank, int input_rank, void *user_data) {
  for (int axis = 0; axis < input_rank; axis++) {
    input[axis] = output[axis] - *(double *)user_data;
  }
  return 1;
}

/* n callbacks in all; each has its own user data. */
double call_mappings(const uint64_t *functions, const uint64_t *user_data, int count, int n) {
  intptr_t output[2] = {0, 1};
  double input[2] = {0, 0};
  double sum = 0;
  for (int i = 0, k = 0; i < n; i++, k = k + 1 < count ? k + 1 : 0) {
    output[0] = i;
    if (!((mapping)functions[k])(output, input, 2, 2, (void *)user_data[k])) {
      return -1;
    }
    sum += input[0];
  }
  return sum;
}

/* The block stays visible, or the compiler would leave it out. */
void allocate(long bytes, long times) {
  for (long i = 0; i < times; i++) {
    void *block = calloc(1, bytes);
    __asm__ volatile("" : : "r"(block) : "memory");
    free(block);
  }
}

/* The second seed's two functions. */
int mandel(float x, float y, int max_iters, unsigned char * val)
{
    int i = 0;
    _Complex float c = CMPLX(x, y);
    _Complex float z = CMPLX(0, 0);
    for (i = 0; i < max_iters; i++)
    {
        z = z * z + c;
        if ((crealf(z) * crealf(z) + cimagf(z) * cimagf(z)) >= 4)
        {
            *val = i;
            return 0;
        }
    }
    *val = max_iters;
    return 1;
}

typedef struct _Img{
    int width;
    int height;
    unsigned char * data;
} Img;

int create_fractal(Img img,  int iters) {
    float pixel_size_x = 3.0 / img.width;
    float pixel_size_y = 2.0 / img.height;
    for (int y=0; y < img.height; y++) {
        float imag = y * pixel_size_y - 1;
        int yy = y * img.width;
        for (int x=0; x < img.width; x++) {
            float real = x * pixel_size_x - 2;
            unsigned char color;
            int ret = mandel(real, imag, iters, &color);
            if (ret < 0) {
              return ret;
            }
            img.data[yy + x] = color;
        }
    }
    return 0;
}
