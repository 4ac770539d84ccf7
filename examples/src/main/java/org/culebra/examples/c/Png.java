package org.culebra.examples.c;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;

/// libpng decodes a picture into an array. Its simplified interface returns errors; the other one
/// would jump out of calls, which Java does not survive.
public final class Png {
  private static final CLibrary PNG = CLibrary.open("png").header("png.h");

  private Png() {}

  /// Decodes a picture.
  ///
  /// @param file a PNG file
  /// @return rows of columns of red, green and blue
  /// @throws IOException if the file is not a valid PNG file
  static NDArray decode(byte[] file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value image = PNG.struct("png_image").allocate(arena);
      image.set("version", PNG.constant("PNG_IMAGE_VERSION"));
      NDArray bytes = NDArray.copyOf(arena, file); // libpng keeps the pointer until it has finished
      CFunction begin = PNG.function("png_image_begin_read_from_memory");
      check(image, begin.call(image, bytes, file.length));
      image.set("format", PNG.constant("PNG_FORMAT_RGB"));
      NDArray pixels =
          NDArray.zeros(DType.UINT8, (long) image.get("height"), (long) image.get("width"), 3);
      CFunction finish = PNG.function("png_image_finish_read");
      check(image, finish.call(image, MemorySegment.NULL, pixels, 0, null));
      return pixels;
    }
  }

  private static void check(CStruct.Value image, Object result) throws IOException {
    if ((int) result == 0) {
      throw new IOException(image.text("message"));
    }
  }

  /// Prints the mean of a picture's pixels.
  ///
  /// @param args the name of a file
  /// @throws IOException if the file is not a valid PNG file
  public static void main(String[] args) throws IOException {
    NDArray pixels = decode(Files.readAllBytes(Path.of(args[0])));
    System.out.println((double) pixels.sumLong() / pixels.size());
  }
}
