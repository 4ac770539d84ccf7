package org.culebra.examples.c;

import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.examples.SourceText;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Strided;

/// Windows of a picture are read into views with any strides, and written from them, in the manner
/// of GDAL's `GDALRasterIOEx`.
public final class Raster {
  private static final String HEADER = SourceText.of("c/raster.h");
  static final CLibrary LIBRARY =
      CLibrary.compile(HEADER + SourceText.of("c/raster.c")).declare(HEADER);

  private Raster() {}

  /// Reads a window into a view, or writes one from it.
  ///
  /// @param band from `raster_create`
  /// @param flag `RF_READ` or `RF_WRITE`
  /// @param x the first column
  /// @param y the first row
  /// @param window rows of columns of `uint8` or `float32`, with any strides
  static void transfer(Object band, String flag, int x, int y, NDArray window) {
    boolean isByte = window.dtype().equals(DType.UINT8);
    long type = LIBRARY.constant(isByte ? "RT_BYTE" : "RT_FLOAT32");
    long mode = LIBRARY.constant(flag);
    long[] shape = window.shape();
    long[] bytes = window.strides();
    Strided to = Strided.of(window);
    CFunction io = LIBRARY.function("raster_io");
    Object error = io.call(band, mode, x, y, shape[1], shape[0], to, type, bytes[1], bytes[0]);
    if ((int) error != 0) {
      throw new IndexOutOfBoundsException(
          "expected a window of the band but found one at column " + x + ", row " + y);
    }
  }

  /// Writes a transposed window, and reads the picture into the green of another.
  ///
  /// @param args none
  public static void main(String[] args) {
    Object band = LIBRARY.function("raster_create").call(4, 3);
    transfer(band, "RF_WRITE", 1, 0, NDArray.copyOf(new float[] {1, 2, 3, 4}, 2, 2).transpose());
    NDArray picture = NDArray.zeros(DType.UINT8, 3, 4, 3);
    transfer(band, "RF_READ", 0, 0, picture.slice(":, :, 1"));
    System.out.println(picture.slice(":, :, 1"));
    LIBRARY.function("raster_close").call(band);
  }
}
