package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.zip.CRC32;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.testsupport.CFixtures;

/// The second seed's two C files and its header, to the letter, compiled; and its image, of which
/// C's own program says sum and CRC-32.
final class FractalSeed {
  static final String HEADER =
      """

      typedef struct _Img{
          int width;
          int height;
          unsigned char * data;
      } cImg;



      int create_fractal(cImg img, int iters);
      int mandel(float real, float imag, int max_iters, unsigned char * val);



      """;

  static final String MANDEL =
      """
      #include <complex.h>

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
      """;

  static final String CREATE_FRACTAL =
      """
      int mandel(float x, float y, int max_iters, unsigned char * val);

      typedef struct _Img{
          int width;
          int height;
          unsigned char * data;
      } Img;


      void create_fractal(Img img,  int iters) {
          float pixel_size_x = 3.0 / img.width;
          float pixel_size_y = 2.0 / img.height;
          for (int y=0; y < img.height; y++) {
              float imag = y * pixel_size_y - 1;
              int yy = y * img.width;
              for (int x=0; x < img.width; x++) {
                  float real = x * pixel_size_x - 2;
                  unsigned char color;
                  int ret = mandel(real, imag, iters, &color);
                  img.data[yy + x] = color;
              }
          }
      }
      """;

  static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "create_fractal",
                      MANDEL + CREATE_FRACTAL,
                      "-std=gnu11",
                      "-O3",
                      "-ffp-contract=off",
                      "-Wno-unused-variable")
                  .toString())
          .declare(HEADER);

  static final int WIDTH = 1500;
  static final int HEIGHT = 1000;
  static final int ITERATIONS = 20;

  /// The functions, bound by their names.
  interface Functions {
    int create_fractal(CStruct.Value img, int iters);

    int mandel(float real, float imag, int iters, ByteView val);
  }

  private FractalSeed() {}

  static NDArray newImage(Arena arena, int height, int width) {
    return NDArray.zeros(arena, DType.UINT8, height, width);
  }

  /// C's struct around pixels of Java.
  static CStruct.Value struct(Arena arena, NDArray pixels) {
    return LIB.struct("cImg")
        .allocate(arena)
        .set("width", pixels.intShape(1))
        .set("height", pixels.intShape(0))
        .set("data", pixels);
  }

  static void assertExact(NDArray image) {
    assertThat(image.sumLong()).isEqualTo(12_586_380);
    assertExact(image.toByteArray());
  }

  static void assertExact(byte[] pixels) {
    CRC32 crc = new CRC32();
    crc.update(pixels);
    assertThat(crc.getValue()).isEqualTo(0xd957_5dbcL);
  }
}
