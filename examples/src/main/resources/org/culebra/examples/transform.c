/* A resampler that asks a callback where each pixel comes from, as SciPy's geometric_transform does: linear between
 * pixels, 0 outside. */
#include <stdint.h>

typedef int (*mapping)(intptr_t *output, double *input, int output_rank, int input_rank, void *user_data);

static double linear(const double *image, int rows, int columns, double y, double x) {
  if (!(y >= 0 && y <= rows - 1 && x >= 0 && x <= columns - 1)) {
    return 0;
  }
  int row = (int)y, column = (int)x;
  const double *above = image + row * columns;
  const double *below = row + 1 < rows ? above + columns : above;
  int right = column + 1 < columns ? column + 1 : column;
  y -= row;
  x -= column;
  return (1 - y) * ((1 - x) * above[column] + x * above[right]) + y * ((1 - x) * below[column] + x * below[right]);
}

/* Returns 0 as soon as the callback does. */
int geometric_transform(
    const double *image, int rows, int columns, mapping map, void *user_data, double *result) {
  for (int row = 0; row < rows; row++) {
    for (int column = 0; column < columns; column++) {
      intptr_t output[2] = {row, column};
      double input[2] = {0, 0};
      if (!map(output, input, 2, 2, user_data)) {
        return 0;
      }
      result[row * columns + column] = linear(image, rows, columns, input[0], input[1]);
    }
  }
  return 1;
}
