package org.culebra.ffi.seeds;

import org.culebra.array.DoubleView;
import org.culebra.array.FloatView;
import org.culebra.array.LongView;
import org.culebra.ffi.CLibrary;
import org.culebra.testsupport.CFixtures;

/// A C library that calls back as SciPy's compiled code does: nested quadrature of 21 points as
/// `nquad`, and a resampler as `ndimage.geometric_transform`.
final class SciPy {
  static final String INTEGRAND = "double (int n, const double x[n], void *user_data)";
  static final String MAPPING =
      "int (const npy_intp output_coordinates[output_rank], double input_coordinates[input_rank],"
          + " int output_rank, int input_rank, void *user_data)";

  private static final String SOURCE =
      """
      #include <math.h>
      #include <stddef.h>
      #include <stdint.h>

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

      typedef int (*mapping)(intptr_t *out, double *in, int out_rank, int in_rank, void *user_data);

      /* Order 1, constant 0 outside, both ranks 2. Stops where the mapping returns 0, as SciPy. */
      int geometric_transform(const double *image, int rows, int columns, mapping map,
                              void *user_data, double *output) {
        for (int i = 0; i < rows; i++)
          for (int j = 0; j < columns; j++) {
            intptr_t out[2] = {i, j};
            double in[2] = {0, 0}, value = 0;
            if (!map(out, in, 2, 2, user_data)) return 0;
            if (in[0] >= 0 && in[0] <= rows - 1 && in[1] >= 0 && in[1] <= columns - 1) {
              int r = (int) in[0], c = (int) in[1];
              double y = in[0] - r, x = in[1] - c;
              int below = r + (r + 1 < rows), right = c + (c + 1 < columns);
              value = (1 - y) * ((1 - x) * image[r * columns + c] + x * image[r * columns + right])
                    + y * ((1 - x) * image[below * columns + c] + x * image[below * columns + right]);
            }
            output[i * columns + j] = value;
          }
        return 1;
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
                              mapping map, void *user_data, double output[rows * columns]);
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
    return CLibrary.open(CFixtures.sharedLibrary("like_scipy", SOURCE).toString())
        .declare(DECLARATIONS);
  }
}
