/* The operations of BulkOperations in C, as one writes them down; the compiler does the rest. Arrays are n x n. */

#include <stdint.h>
#include <string.h>

void copy(double *restrict to, const double *restrict from, long n) {
  memcpy(to, from, n * n * sizeof *to);
}

void transpose(double *restrict to, const double *restrict from, long n) {
  for (long i = 0; i < n; i++) {
    for (long j = 0; j < n; j++) {
      to[i * n + j] = from[j * n + i];
    }
  }
}

/* n is a multiple of the tile. */
void transpose_tiled(double *restrict to, const double *restrict from, long n) {
  enum { TILE = 32 };
  for (long i = 0; i < n; i += TILE) {
    for (long j = 0; j < n; j += TILE) {
      for (long k = i; k < i + TILE; k++) {
        for (long l = j; l < j + TILE; l++) {
          to[k * n + l] = from[l * n + k];
        }
      }
    }
  }
}

void every_second(double *restrict to, const double *restrict from, long n) {
  for (long i = 0; i < n * n / 2; i++) {
    to[i] = from[2 * i];
  }
}

void swap(uint64_t *restrict to, const uint64_t *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    to[i] = __builtin_bswap64(from[i]);
  }
}

void to_float(float *restrict to, const double *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    to[i] = (float)from[i];
  }
}

void from_float(double *restrict to, const float *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    to[i] = from[i];
  }
}

void to_int(int32_t *restrict to, const double *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    to[i] = (int32_t)from[i];
  }
}

void from_int(double *restrict to, const int32_t *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    to[i] = from[i];
  }
}

void widen(int64_t *restrict to, const int32_t *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    to[i] = from[i];
  }
}

void fill(double *restrict to, const double *restrict from, long n) {
  double value = from[0];
  for (long i = 0; i < n * n; i++) {
    to[i] = value;
  }
}

/* In strict order, as C wants it. */
void sum(double *restrict to, const double *restrict from, long n) {
  double sum = 0;
  for (long i = 0; i < n * n; i++) {
    sum += from[i];
  }
  to[0] = sum;
}

void max(double *restrict to, const double *restrict from, long n) {
  double max = from[0];
  for (long i = 0; i < n * n; i++) {
    max = from[i] > max ? from[i] : max;
  }
  to[0] = max;
}

void max_float(float *restrict to, const float *restrict from, long n) {
  float max = from[0];
  for (long i = 0; i < n * n; i++) {
    max = from[i] > max ? from[i] : max;
  }
  to[0] = max;
}

void max_int(int32_t *restrict to, const int32_t *restrict from, long n) {
  int32_t max = from[0];
  for (long i = 0; i < n * n; i++) {
    max = from[i] > max ? from[i] : max;
  }
  to[0] = max;
}

void argmax(int64_t *restrict to, const double *restrict from, long n) {
  long best = 0;
  for (long i = 0; i < n * n; i++) {
    best = from[i] > from[best] ? i : best;
  }
  to[0] = best;
}

void sum_columns(double *restrict to, const double *restrict from, long n) {
  memset(to, 0, n * sizeof *to);
  for (long i = 0; i < n; i++) {
    for (long j = 0; j < n; j++) {
      to[j] += from[i * n + j];
    }
  }
}

void sum_rows(double *restrict to, const double *restrict from, long n) {
  for (long i = 0; i < n; i++) {
    double sum = 0;
    for (long j = 0; j < n; j++) {
      sum += from[i * n + j];
    }
    to[i] = sum;
  }
}

void count(int64_t *restrict to, const uint8_t *restrict from, long n) {
  long count = 0;
  for (long i = 0; i < n * n; i++) {
    count += from[i] != 0;
  }
  to[0] = count;
}

/* The operations of BulkPixels. Images are n x n pixels, of bytes unless said otherwise. */

void split(uint8_t *restrict to, const uint8_t *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    for (long k = 0; k < 3; k++) {
      to[k * n * n + i] = from[3 * i + k];
    }
  }
}

void split_floats(float *restrict to, const uint8_t *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    for (long k = 0; k < 3; k++) {
      to[k * n * n + i] = from[3 * i + k];
    }
  }
}

void join(uint8_t *restrict to, const uint8_t *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    for (long k = 0; k < 3; k++) {
      to[3 * i + k] = from[k * n * n + i];
    }
  }
}

void drop(uint8_t *restrict to, const uint8_t *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    for (long k = 0; k < 3; k++) {
      to[3 * i + k] = from[4 * i + k];
    }
  }
}

void reverse(uint8_t *restrict to, const uint8_t *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    for (long k = 0; k < 3; k++) {
      to[3 * i + k] = from[3 * i + 2 - k];
    }
  }
}

/* Two channels of sound. */
void join_floats(float *restrict to, const float *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    for (long k = 0; k < 2; k++) {
      to[2 * i + k] = from[k * n * n + i];
    }
  }
}

void split_shorts(float *restrict to, const int16_t *restrict from, long n) {
  for (long i = 0; i < n * n; i++) {
    for (long k = 0; k < 2; k++) {
      to[k * n * n + i] = from[2 * i + k];
    }
  }
}
