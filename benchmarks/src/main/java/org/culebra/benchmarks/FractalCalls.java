package org.culebra.benchmarks;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One image of 1500 x 1000 pixels: computed by C in one call, and by Java calling C for each
/// pixel. The baseline of both is C's own loop.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 6, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class FractalCalls {

  static final int WIDTH = 1500;
  static final int HEIGHT = 1000;
  static final int ITERATIONS = 20;

  private static final CLibrary LIB = CCalls.LIBRARY;
  private static final Functions USUAL = LIB.bind(MethodHandles.lookup(), Functions.class);
  private static final Mandel CRITICAL =
      LIB.function("mandel").critical().as(MethodHandles.lookup(), Mandel.class);

  private interface Functions {
    int mandel(float x, float y, int iterations, ByteView value);

    int create_fractal(CStruct.Value image, int iterations);
  }

  private interface Mandel {
    int at(float x, float y, int iterations, ByteView value);
  }

  private Arena arena;
  private NDArray image;
  private CStruct.Value struct;
  private ByteView pixels;
  private ByteView value;

  /// Creates the image.
  @Setup
  public void prepare() {
    arena = Arena.ofConfined();
    image = NDArray.zeros(arena, DType.UINT8, HEIGHT, WIDTH);
    pixels = image.asBytes();
    value = NDArray.zeros(arena, DType.UINT8, 1).asBytes();
    struct = struct(arena, image);
  }

  /// Reports the image and frees it.
  @TearDown
  public void report() {
    Outcome.report((double) image.sumLong(), 1e-3);
    arena.close();
  }

  private static CStruct.Value struct(Arena arena, NDArray image) {
    return LIB.struct("Img")
        .allocate(arena)
        .set("width", WIDTH)
        .set("height", HEIGHT)
        .set("data", image);
  }

  /// C's loop; the cost of the call is negligible in 30 ms.
  ///
  /// @return the status
  @Benchmark
  public int once_gcc() {
    return USUAL.create_fractal(struct, ITERATIONS);
  }

  /// One call with everything before it: a struct is created, the function is looked up by name,
  /// the arguments are boxed and checked.
  ///
  /// @return the status
  @Benchmark
  public @Nullable Object once_call() {
    try (Arena own = Arena.ofConfined()) {
      CFunction function = LIB.function("create_fractal");
      return function.call(struct(own, image), ITERATIONS);
    }
  }

  /// C's loop over the pixels.
  ///
  /// @return the status
  @Benchmark
  public int calls_gcc() {
    return USUAL.create_fractal(struct, ITERATIONS);
  }

  /// A loop in Java, and a call for each pixel.
  @Benchmark
  public void calls_interface() {
    float pixelWidth = (float) (3.0 / WIDTH);
    float pixelHeight = (float) (2.0 / HEIGHT);
    for (int row = 0; row < HEIGHT; row++) {
      float y = row * pixelHeight - 1;
      for (int column = 0; column < WIDTH; column++) {
        USUAL.mandel(column * pixelWidth - 2, y, ITERATIONS, value);
        pixels.set(row, column, value.get(0));
      }
    }
  }

  /// The same, without leaving Java state.
  @Benchmark
  public void calls_critical() {
    float pixelWidth = (float) (3.0 / WIDTH);
    float pixelHeight = (float) (2.0 / HEIGHT);
    for (int row = 0; row < HEIGHT; row++) {
      float y = row * pixelHeight - 1;
      for (int column = 0; column < WIDTH; column++) {
        CRITICAL.at(column * pixelWidth - 2, y, ITERATIONS, value);
        pixels.set(row, column, value.get(0));
      }
    }
  }
}
