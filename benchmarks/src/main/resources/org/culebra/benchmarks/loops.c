/* The loops of ElementLoop in C: the ruler that the views are held against. Arrays are n x n. */

void multiply(double *restrict a, const double *restrict b, double c, long n) {
  for (long i = 0; i < n; i++) {
    for (long j = 0; j < n; j++) {
      a[i * n + j] = b[i * n + j] * c;
    }
  }
}

double sum(const double *b, long n) {
  double sum = 0;
  for (long i = 0; i < n; i++) {
    for (long j = 0; j < n; j++) {
      sum += b[i * n + j];
    }
  }
  return sum;
}

void stencil(double *restrict a, const double *restrict b, long n) {
  for (long i = 1; i < n - 1; i++) {
    for (long j = 1; j < n - 1; j++) {
      const double *up = b + (i - 1) * n + j, *at = up + n, *down = at + n;
      a[i * n + j] = (up[-1] + up[0] + up[1] + at[-1] + at[0] + at[1] + down[-1] + down[0] + down[1])
                     * (1.0 / 9.0);
    }
  }
}
