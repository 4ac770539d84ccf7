package org.culebra.examples;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.CompileOptions;

/// One image of the Mandelbrot set, computed in four ways: by one call to C, by a call to C for
/// every pixel, by C calling Java for every pixel, and by Java alone. Java owns the image in all of
/// them.
final class Fractal {

  static final int WIDTH = 1500;
  static final int HEIGHT = 1000;
  static final int ITERATIONS = 20;

  /// The functions of `fractal.c` called from here; C's own text.
  private static final String HEADER =
      """
      typedef struct Img { int width; int height; unsigned char *data; } Img;
      int mandel(float x, float y, int max_iters, unsigned char *val);
      int create_fractal(Img img, int iters);
      int create_fractal_with(Img img, int iters, int (*pixel)(float, float, int, unsigned char *));
      const void *pixels_of(Img img);
      double time_create_fractal(Img img, int iters);
      """;

  /// The functions of the library, bound by name.
  interface Functions {
    int mandel(float x, float y, int iterations, ByteView value);

    int create_fractal(CStruct.Value image, int iterations);

    int create_fractal_with(CStruct.Value image, int iterations, Callback pixel);

    MemorySegment pixels_of(CStruct.Value image);

    double time_create_fractal(CStruct.Value image, int iterations);
  }

  /// The function that C calls for each pixel; the pointer arrives as an array of one element.
  interface Pixel {
    int at(float x, float y, int iterations, ByteView value);
  }

  private final Functions c;
  private final CStruct img;

  /// Created once: each callback is compiled for its own lambda, and has to warm up.
  private final Callback pixel =
      Callback.of("int (float x, float y, int max_iters, unsigned char *val)")
          .as(MethodHandles.lookup(), Pixel.class)
          .in(Arena.ofAuto(), Fractal::mandel);

  Fractal() {
    CompileOptions options = CompileOptions.defaults().withFlags("-O3", "-ffp-contract=off");
    CLibrary library = CLibrary.compile(SourceText.of("fractal.c"), options).declare(HEADER);
    c = library.bind(MethodHandles.lookup(), Functions.class);
    img = library.struct("Img");
  }

  static NDArray newImage(Arena arena) {
    return NDArray.zeros(arena, DType.UINT8, HEIGHT, WIDTH);
  }

  /// The C struct around an image; its pointer is the image's own memory.
  private CStruct.Value struct(Arena arena, NDArray image) {
    return img.allocate(arena).set("width", WIDTH).set("height", HEIGHT).set("data", image);
  }

  /// The bytes copied for C: none if C accesses the pixels in Java's memory.
  long bytesCopied(NDArray image) {
    try (Arena arena = Arena.ofConfined()) {
      boolean shared = c.pixels_of(struct(arena, image)).address() == image.address();
      return shared ? 0 : image.byteSize();
    }
  }

  /// C's own loop, timed by C: the baseline.
  double secondsInC(NDArray image) {
    try (Arena arena = Arena.ofConfined()) {
      return c.time_create_fractal(struct(arena, image), ITERATIONS);
    }
  }

  /// C fills the image in one call; the struct is passed by value.
  void byOneCall(NDArray image) {
    try (Arena arena = Arena.ofConfined()) {
      c.create_fractal(struct(arena, image), ITERATIONS);
    }
  }

  /// One point, by C.
  void escape(float x, float y, int iterations, ByteView answer) {
    c.mandel(x, y, iterations, answer);
  }

  /// Java calls C for each pixel, which returns the result through a pointer.
  void byCallForEachPixel(NDArray image) {
    try (Arena arena = Arena.ofConfined()) {
      ByteView answer = NDArray.zeros(arena, DType.UINT8, 1).asBytes();
      ByteView pixels = image.asBytes();
      float pixelWidth = (float) (3.0 / WIDTH);
      float pixelHeight = (float) (2.0 / HEIGHT);
      for (int row = 0; row < HEIGHT; row++) {
        float y = row * pixelHeight - 1;
        for (int column = 0; column < WIDTH; column++) {
          c.mandel(column * pixelWidth - 2, y, ITERATIONS, answer);
          pixels.set(row, column, answer.get(0));
        }
      }
    }
  }

  /// C calls Java for each pixel.
  void byCallbackForEachPixel(NDArray image) {
    try (Arena arena = Arena.ofConfined()) {
      c.create_fractal_with(struct(arena, image), ITERATIONS, pixel);
    }
  }

  /// The array is used here, not in a method too big to be inlined, so it is never allocated.
  private static int mandel(float x, float y, int iterations, ByteView value) {
    int steps = steps(x, y, iterations);
    value.set(0, (byte) steps);
    return steps == iterations ? 1 : 0;
  }

  /// One point, by Java.
  static int steps(float x, float y, int iterations) {
    float re = 0;
    float im = 0;
    for (int i = 0; i < iterations; i++) {
      float next = re * re - im * im + x;
      im = 2 * re * im + y;
      re = next;
      if (re * re + im * im >= 4) {
        return i;
      }
    }
    return iterations;
  }

  /// Java alone, in `double`: a few pixels at the edge of the set differ.
  void byJava(NDArray image) {
    ByteView pixels = image.asBytes();
    for (int row = 0; row < HEIGHT; row++) {
      double y = row * (2.0 / HEIGHT) - 1;
      for (int column = 0; column < WIDTH; column++) {
        pixels.set(row, column, (byte) steps(column * (3.0 / WIDTH) - 2, y));
      }
    }
  }

  private static int steps(double x, double y) {
    double re = 0;
    double im = 0;
    for (int i = 0; i < ITERATIONS; i++) {
      double next = re * re - im * im + x;
      im = 2 * re * im + y;
      re = next;
      if (re * re + im * im >= 4) {
        return i;
      }
    }
    return ITERATIONS;
  }
}
