#ifndef RASTER_H
#define RASTER_H

/* A band of a picture, read and written by windows, in the manner of GDAL. */
typedef struct raster_band *raster_band_h;
typedef enum { RT_BYTE = 1, RT_FLOAT32 = 6 } raster_type;
typedef enum { RF_READ, RF_WRITE } raster_flag;

raster_band_h raster_create(int columns, int rows);
void raster_close(raster_band_h band);

/* Copies a window from or to a buffer, whose pixels and lines are that many bytes apart. Returns 0, or 3 outside. */
int raster_io(raster_band_h band, raster_flag flag, int x, int y, int columns, int rows,
              void *buffer, raster_type type, long long pixel_space, long long line_space);

#endif
