package org.culebra.ffi.seeds;

import org.culebra.array.DoubleView;
import org.culebra.array.FloatView;
import org.culebra.array.LongView;
import org.culebra.ffi.CLibrary;
import org.culebra.testsupport.CFixtures;

/// A C library that calls back as SciPy's compiled code does: nested quadrature of 21 points as
/// `nquad`, and a resampler as `ndimage.geometric_transform`, of order 1 (linear) or 3 (cubic
/// B-spline).
final class SciPy {
  static final String INTEGRAND = "double (int n, const double x[n], void *user_data)";
  static final String MAPPING =
      "int (const npy_intp output_coordinates[output_rank], double input_coordinates[input_rank],"
          + " int output_rank, int input_rank, void *user_data)";

  private static final String QUADRATURE =
      """
      #include <math.h>

      /* Nodes and weights of Gauss-Kronrod, 21 points on [-1, 1]; the other half mirrors them. */
      static const double node[11] = {
          0.995657163025808080735527280689003, 0.973906528517171720077964012084452,
          0.930157491355708226001207180059508, 0.865063366688984510732096688423493,
          0.780817726586416897063717578345042, 0.679409568299024406234327365114874,
          0.562757134668604683339000099272694, 0.433395394129247190799265943165784,
          0.294392862701460198131126603103866, 0.148874338981631210884826001129720, 0};
      static const double weight[11] = {
          0.011694638867371874278064396062192, 0.032558162307964727478818972459390,
          0.054755896574351996031381300244580, 0.075039674810919952767043140916190,
          0.093125454583697605535065465083366, 0.109387158802297641899210590325805,
          0.123491976262065851077958109831074, 0.134709217311473325928054001771707,
          0.142775938577060080797094273138717, 0.147739104901338491374841515972068,
          0.149445554002916905664936468389821};

      typedef double (*integrand)(int n, double *x, void *user_data);
      struct job { integrand f; void *user_data; int n; const double *ranges; double x[8]; };

      static double integrate(struct job *job, int axis) {
        if (axis < 0) return job->f(job->n, job->x, job->user_data);
        double a = job->ranges[2 * axis], b = job->ranges[2 * axis + 1];
        double sum = 0;
        for (int i = 0; i < 21; i++) {
          double t = i < 11 ? -node[i] : node[20 - i];
          job->x[axis] = 0.5 * (a + b) + 0.5 * (b - a) * t;
          sum += weight[i < 11 ? i : 20 - i] * integrate(job, axis - 1);
        }
        return 0.5 * (b - a) * sum;
      }

      double nquad(integrand f, void *user_data, int n, const double *ranges) {
        struct job job = {f, user_data, n, ranges, {0}};
        return integrate(&job, n - 1);
      }
      """;

  /// The seed's C routine to the letter, and a resampler of two axes. Outside the image is 0.
  private static final String RESAMPLER =
      """
      #include <stdint.h>
      #include <stdlib.h>
      #include <string.h>
      typedef intptr_t npy_intp;

      static int
      _transform(npy_intp *output_coordinates, double *input_coordinates, int output_rank, int input_rank, void *user_data)
      {
          npy_intp i;
          double shift = *(double *)user_data;

          for (i = 0; i < input_rank; i++) {
              input_coordinates[i] = output_coordinates[i] - shift;
          }
          return 1;
      }

      void *transform_of_the_seed(void) { return (void *) _transform; }

      typedef int (*mapping)(intptr_t *out, double *in, int out_rank, int in_rank, void *user_data);
      struct image { double *at; int rows, columns, order; };

      /* Where a pixel beyond the edge is found: the pixel at the edge is the mirror. */
      static int mirrored(int i, int n) {
        while (n > 1 && (i < 0 || i >= n)) i = i < 0 ? -i : 2 * (n - 1) - i;
        return n > 1 ? i : 0;
      }

      /* The coefficients of the cubic B-spline through n values that are a step apart, in their
         place: (c[i-1] + 4 c[i] + c[i+1]) / 6 is the value, and c[-1] = c[1], c[n] = c[n-2].
         Gaussian elimination downwards, then substitution upwards. */
      static void prefilter(double *c, int n, int step) {
        double right[n];
        if (n < 2) return;
        right[0] = 0.5;
        c[0] *= 6.0 / 4;
        for (int i = 1; i < n; i++) {
          double left = i == n - 1 ? 2 : 1, pivot = 4 - left * right[i - 1];
          right[i] = 1 / pivot;
          c[i * step] = (6 * c[i * step] - left * c[(i - 1) * step]) / pivot;
        }
        for (int i = n - 2; i >= 0; i--) c[i * step] -= right[i] * c[(i + 1) * step];
      }

      /* The weights of the pixels -1, 0, 1 and 2 at a place t from 0 to 1. */
      static void weigh(int order, double t, double *w) {
        double u = 1 - t;
        w[0] = order == 1 ? 0 : u * u * u / 6;
        w[1] = order == 1 ? u : (4 - 3 * t * t * (1 + u)) / 6;
        w[2] = order == 1 ? t : (4 - 3 * u * u * (1 + t)) / 6;
        w[3] = order == 1 ? 0 : t * t * t / 6;
      }

      static double value(const struct image *image, double y, double x) {
        if (!(y >= 0 && y <= image->rows - 1 && x >= 0 && x <= image->columns - 1)) return 0;
        int row = (int) y, column = (int) x;
        double down[4], across[4], sum = 0;
        weigh(image->order, y - row, down);
        weigh(image->order, x - column, across);
        for (int i = 0; i < 4; i++)
          for (int j = 0; j < 4; j++) {
            int r = mirrored(row - 1 + i, image->rows), c = mirrored(column - 1 + j, image->columns);
            sum += down[i] * across[j] * image->at[r * image->columns + c];
          }
        return sum;
      }

      static int resample(const struct image *image, mapping map, void *user_data, double *output) {
        for (int i = 0; i < image->rows; i++)
          for (int j = 0; j < image->columns; j++) {
            intptr_t out[2] = {i, j};
            double in[2] = {0, 0};
            if (!map(out, in, 2, 2, user_data)) return 0;
            output[i * image->columns + j] = value(image, in[0], in[1]);
          }
        return 1;
      }

      /* Order 1 or 3. Stops where the mapping returns 0, as SciPy. */
      int geometric_transform(const double *pixels, int rows, int columns, int order, mapping map,
                              void *user_data, double *output) {
        size_t bytes = sizeof(double) * rows * columns;
        struct image image = {malloc(bytes), rows, columns, order};
        if (image.at == NULL) return 0;
        memcpy(image.at, pixels, bytes);
        for (int j = 0; order == 3 && j < columns; j++) prefilter(image.at + j, rows, columns);
        for (int i = 0; order == 3 && i < rows; i++) prefilter(image.at + i * columns, columns, 1);
        int status = resample(&image, map, user_data, output);
        free(image.at);
        return status;
      }
      """;

  private static final String DECLARATIONS =
      """
      typedef double (*integrand)(int n, const double x[n], void *user_data);
      double nquad(integrand f, void *user_data, int n, const double ranges[2 * n]);
      typedef int (*mapping)(const npy_intp output_coordinates[output_rank],
                             double input_coordinates[input_rank],
                             int output_rank, int input_rank, void *user_data);
      int geometric_transform(const double image[rows * columns], int rows, int columns,
                              int order, mapping map, void *user_data,
                              double output[rows * columns]);
      void *transform_of_the_seed(void);
      """;

  /// What the seed integrates.
  @FunctionalInterface
  interface Integrand {
    double at(int n, DoubleView x, DoubleView c);
  }

  /// The same, with the user data taken for what they are not.
  @FunctionalInterface
  interface FloatIntegrand {
    double at(int n, DoubleView x, FloatView c);
  }

  /// Where an element of the output comes from.
  @FunctionalInterface
  interface Mapping {
    int at(LongView output, DoubleView input, int outputRank, int inputRank, DoubleView shift);
  }

  private SciPy() {}

  static CLibrary open() {
    return CLibrary.open(CFixtures.sharedLibrary("like_scipy", QUADRATURE + RESAMPLER).toString())
        .declare(DECLARATIONS);
  }
}
