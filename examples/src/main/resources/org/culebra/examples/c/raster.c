#include <stdlib.h>

struct raster_band {
  int columns, rows;
  float *pixels;
};

raster_band_h raster_create(int columns, int rows) {
  raster_band_h band = malloc(sizeof *band);
  band->columns = columns;
  band->rows = rows;
  band->pixels = calloc((size_t) columns * rows, sizeof(float));
  return band;
}

void raster_close(raster_band_h band) {
  free(band->pixels);
  free(band);
}

int raster_io(raster_band_h band, raster_flag flag, int x, int y, int columns, int rows,
              void *buffer, raster_type type, long long pixel_space, long long line_space) {
  if (x < 0 || y < 0 || x + columns > band->columns || y + rows > band->rows) return 3;
  for (int i = 0; i < rows; i++) {
    for (int j = 0; j < columns; j++) {
      char *outside = (char *) buffer + i * line_space + j * pixel_space;
      float *inside = band->pixels + (size_t) (y + i) * band->columns + x + j;
      if (type == RT_BYTE && flag == RF_READ) *(unsigned char *) outside = (unsigned char) *inside;
      if (type == RT_BYTE && flag == RF_WRITE) *inside = *(unsigned char *) outside;
      if (type == RT_FLOAT32 && flag == RF_READ) *(float *) outside = *inside;
      if (type == RT_FLOAT32 && flag == RF_WRITE) *inside = *(float *) outside;
    }
  }
  return 0;
}
