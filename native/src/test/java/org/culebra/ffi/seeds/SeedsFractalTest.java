package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.culebra.ffi.seeds.FractalSeed.CREATE_FRACTAL;
import static org.culebra.ffi.seeds.FractalSeed.HEADER;
import static org.culebra.ffi.seeds.FractalSeed.HEIGHT;
import static org.culebra.ffi.seeds.FractalSeed.LIB;
import static org.culebra.ffi.seeds.FractalSeed.MANDEL;
import static org.culebra.ffi.seeds.FractalSeed.WIDTH;
import static org.culebra.ffi.seeds.FractalSeed.assertExact;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.ref.Reference;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.CompileOptions;
import org.culebra.ffi.Pointers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The second seed's two C files and its header, to the letter; and that its traps are shut.
class SeedsFractalTest {
  @FunctionalInterface
  interface Doubles {
    int mandel(double real, double imag, int iters, ByteView val);
  }

  private final FractalSeed.Functions c =
      LIB.bind(MethodHandles.lookup(), FractalSeed.Functions.class);
  private final Arena arena = Arena.ofConfined();
  private final NDArray image = FractalSeed.newImage(arena, HEIGHT, WIDTH);

  @AfterEach
  void close() {
    arena.close();
  }

  private CStruct.Value struct(NDArray pixels) {
    return FractalSeed.struct(arena, pixels);
  }

  @Test
  void header_parsesUnchanged() {
    CStruct img = LIB.struct("cImg");

    assertThat(img.byteSize()).isEqualTo(16);
    assertThat(img.offset("width")).isZero();
    assertThat(img.offset("height")).isEqualTo(4);
    assertThat(img.offset("data")).isEqualTo(8);
    assertThat(LIB.struct("_Img").type()).isEqualTo(img.type());
    assertThat(LIB.declarations().prototypes().keySet())
        .containsExactly("create_fractal", "mandel");
    assertThat(LIB.function("create_fractal"))
        .hasToString("int create_fractal(struct _Img img, int iters)");
    assertThat(LIB.function("mandel"))
        .hasToString("int mandel(float real, float imag, int max_iters, unsigned char *val)");
  }

  @Test
  void oneCall_givesTheSeedsImage() {
    c.create_fractal(struct(image), 20);

    assertExact(image);
  }

  @Test
  void aCallForEachPixel_givesTheSameImage() {
    ByteView value = NDArray.zeros(arena, DType.UINT8, 1).asBytes();
    ByteView pixels = image.asBytes();
    float pixelWidth = (float) (3.0 / WIDTH);
    float pixelHeight = (float) (2.0 / HEIGHT);
    int escaped = 0;
    for (int row = 0; row < HEIGHT; row++) {
      for (int column = 0; column < WIDTH; column++) {
        escaped += 1 - c.mandel(column * pixelWidth - 2, row * pixelHeight - 1, 20, value);
        pixels.set(row, column, value.get(0));
      }
    }

    assertExact(image);
    assertThat(escaped).isEqualTo(WIDTH * HEIGHT - 432_581);
  }

  /// "NO NO NO NO - we must keep the pointer alive": a field does.
  @Test
  void pixelsThatOnlyTheStructKnows_stayAlive() throws InterruptedException {
    CStruct.Value img = forgotten();
    try {
      for (int i = 0; i < 5; i++) {
        System.gc();
        NDArray.zeros(DType.UINT8, HEIGHT, WIDTH).fill(255L);
        Thread.sleep(10);
      }
      c.create_fractal(img, 20);
      MemorySegment data = (MemorySegment) img.get("data");

      assertExact(Pointers.asArray(arena, data, DType.UINT8, HEIGHT, WIDTH));
    } finally {
      Reference.reachabilityFence(img);
    }
  }

  private CStruct.Value forgotten() {
    return struct(NDArray.zeros(DType.UINT8, HEIGHT, WIDTH));
  }

  @Test
  void pixelsOfAClosedArena_areRejectedBeforeC() {
    CStruct.Value img;
    try (Arena own = Arena.ofConfined()) {
      img = struct(NDArray.zeros(own, DType.UINT8, HEIGHT, WIDTH));
    }

    assertThatIllegalStateException()
        .isThrownBy(() -> c.create_fractal(img, 20))
        .withMessage(
            "struct _Img, field 'data': expected memory that is alive but found that its"
                + " arena has been closed");
  }

  /// Cython's `[::1]`: strided memory is rejected, not copied in silence.
  @Test
  void otherMemoryForThePixels_isRejected() {
    CStruct.Value img = LIB.struct("cImg").allocate(arena);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> img.set("data", image.slice("::, ::2")))
        .withMessage(
            "field 'data': expected a dtype of 1 byte, C-contiguous, writable but found"
                + " uint8 of shape (1000, 750), strides (1500, 2); pass Strided.of(array) if C"
                + " takes the strides");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> img.set("data", image.asReadOnly()))
        .withMessage(
            "field 'data': expected a dtype of 1 byte, C-contiguous, writable but found"
                + " uint8 of shape (1000, 1500), read-only");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> img.set("data", NDArray.zeros(DType.INT32, HEIGHT, WIDTH)))
        .withMessage(
            "field 'data': expected a dtype of 1 byte, C-contiguous, writable but found"
                + " int32 of shape (1000, 1500)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> img.set("width", 1L << 32))
        .withMessage(
            "field 'width': expected an integer from -2147483648 to 2147483647 (int) but"
                + " found long 4294967296");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> img.set("widht", 5))
        .withMessage(
            "expected a field of struct _Img but found 'widht'; the fields are width, height,"
                + " data");
  }

  /// Defect 3: the header says `int`, the C file says `void`, and Cython's and cffi's users read
  /// the status. With both before it, a compiler sees it.
  @Test
  void headerThatContradictsTheSource_isRejectedByTheCompiler() {
    String both =
        HEADER
            + CREATE_FRACTAL
                .substring(CREATE_FRACTAL.indexOf("void create_fractal"))
                .replace("Img img", "cImg img");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.compile(both))
        .withMessageContaining("conflicting types for")
        .withMessageContaining("create_fractal");
  }

  /// Defect 4: Python computes in `double` and C in `float`, and nine pixels differ.
  @Test
  void doublesForFloats_areRejected() {
    NDArray value = NDArray.zeros(arena, DType.UINT8, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("mandel").as(MethodHandles.lookup(), Doubles.class))
        .withMessage(
            "cannot bind int mandel(double, double, int, ByteView) to int mandel(float"
                + " real, float imag, int max_iters, unsigned char *val)\n"
                + "  parameter 1 'real': expected float but found double\n"
                + "  parameter 2 'imag': expected float but found double");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("mandel").call(0.1, -0.5, 20, value))
        .withMessage(
            "cannot call int mandel(float real, float imag, int max_iters, unsigned char"
                + " *val)\n"
                + "  argument 1 'real': expected a number that is exact as float but found"
                + " double 0.1");
  }

  /// ctypes takes more arguments than there are, other integers, and None for a pointer.
  @Test
  void argumentsThatCtypesTakes_areRejected() {
    NDArray value = NDArray.zeros(arena, DType.UINT8, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("mandel").call(0.5, 0.5, 20, value, 1))
        .withMessage(
            "cannot call int mandel(float real, float imag, int max_iters, unsigned char"
                + " *val)\n"
                + "  expected 4 arguments but found 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("mandel").call(0.5, 0.5, 1L << 32, null))
        .withMessage(
            "cannot call int mandel(float real, float imag, int max_iters, unsigned char"
                + " *val)\n"
                + "  argument 3 'max_iters': expected an integer from -2147483648 to 2147483647"
                + " (int) but found long 4294967296\n"
                + "  argument 4 'val': expected a dtype of 1 byte, C-contiguous, writable but"
                + " found null; declare the parameter [[nullable]] to pass NULL");
  }

  /// Defect 5: the view of an image takes its lengths from the image, not from two globals.
  @Test
  void imagesOfTwoSizes_keepTheirOwn_withoutACopy() {
    NDArray small = NDArray.zeros(arena, DType.UINT8, 100, 150);
    c.create_fractal(struct(small), 20);
    NDArray bytes = small.reshape(100 * 150);

    assertThat(small.sumLong()).isEqualTo(126_002);
    assertThat(bytes.address()).isEqualTo(small.address());
    assertThat(bytes.shape(0)).isEqualTo(15_000);
    assertThat(image.shape()).containsExactly(HEIGHT, WIDTH);
  }

  /// What ROOT's `Declare` does: C text at run time, bound by the same declarations.
  @Test
  void sourceText_isCompiledAndBound() {
    CLibrary compiled =
        CLibrary.compile(
                MANDEL,
                CompileOptions.defaults().withFlags("-std=gnu11", "-O3", "-ffp-contract=off"))
            .declare(HEADER);
    NDArray value = NDArray.zeros(arena, DType.UINT8, 1);

    assertThat(compiled.function("mandel").call(0, 0, 20, value)).isEqualTo(1);
    assertThat(value.getLong(0)).isEqualTo(20);
    assertThat(compiled.function("mandel").call(-2, -1, 20, value)).isEqualTo(0);
    assertThat(value.getLong(0)).isZero();
  }
}
