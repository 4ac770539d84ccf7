package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.zip.CRC32;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.Test;

class CStructTest {
  private static final CLibrary LIB = TestLibrary.open();
  private static final CStruct IMAGE = LIB.struct("cImg");

  interface CreateFractal {
    void create(CStruct.Value image, int iterations);
  }

  interface MakeImage {
    CStruct.Value make(int width);
  }

  @Test
  void createFractal_byValue_bothWays_drawsTheSame() {
    try (Arena arena = Arena.ofConfined()) {
      NDArray pixels = NDArray.zeros(arena, DType.UINT8, 100, 150);
      CStruct.Value image =
          IMAGE.allocate(arena).set("width", 150).set("height", 100).set("data", pixels);

      LIB.function("create_fractal")
          .as(MethodHandles.lookup(), CreateFractal.class)
          .create(image, 20);
      long bound = crc(pixels);
      pixels.fill(0L);
      LIB.function("create_fractal").call(image, 20);

      assertThat(crc(pixels)).isEqualTo(bound);
      assertThat(pixels.getLong(50, 75)).isEqualTo(20);
      assertThat(IMAGE.byteSize()).isEqualTo(16);
      assertThat(IMAGE.offset("data")).isEqualTo(8);
    }
  }

  private static long crc(NDArray pixels) {
    CRC32 crc = new CRC32();
    crc.update(pixels.toByteArray());
    return crc.getValue();
  }

  @Test
  void byPointer_letsCWrite() {
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value image = IMAGE.allocate(arena);

      LIB.function("set_width").call(image, 77);

      assertThat(image.get("width")).isEqualTo(77);
      assertThat(image.get("data")).isEqualTo(MemorySegment.NULL);
    }
  }

  @Test
  void returnedByValue_livesOn() {
    MakeImage make = LIB.function("make_image").as(MethodHandles.lookup(), MakeImage.class);

    assertThat(make.make(21).get("height")).isEqualTo(42);
    assertThat(Calls.of(CStruct.Value.class, LIB.function("make_image"), 4).get("width"))
        .isEqualTo(4);
  }

  @Test
  void set_whatDoesNotFit_isRejected() {
    CStruct.Value image = IMAGE.allocate(Arena.ofAuto());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> image.set("width", 1L << 40))
        .withMessage(
            "field 'width': expected an integer from -2147483648 to 2147483647 (int) but found long"
                + " 1099511627776");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> image.set("data", NDArray.zeros(DType.FLOAT32, 6)))
        .withMessage(
            "field 'data': expected a dtype of 1 byte, C-contiguous, writable but found float32 of"
                + " shape (6,)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> image.set("data", NDArray.zeros(DType.UINT8, 6).asReadOnly()))
        .withMessage(
            "field 'data': expected a dtype of 1 byte, C-contiguous, writable but found uint8 of"
                + " shape (6,), read-only");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> image.set("widht", 1))
        .withMessageContaining("width");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> image.set("width.x", 1))
        .withMessage("expected a field of cImg but found 'width.x': 'x' comes after int");
  }

  @Test
  void pointer_toClosedArena_isRejectedAtTheCall() {
    CStruct.Value image = IMAGE.allocate(Arena.ofAuto());
    try (Arena arena = Arena.ofConfined()) {
      image.set("data", NDArray.zeros(arena, DType.UINT8, 6));
    }

    assertThatIllegalStateException()
        .isThrownBy(() -> LIB.function("create_fractal").call(image, 1))
        .withMessage(
            "cImg, field 'data': expected memory that is alive but found that its arena has been"
                + " closed");
    image.set("data", null);
    LIB.function("create_fractal").call(image, 1);
  }

  @Test
  void pointer_toSharedArena_isRejected() {
    CStruct.Value image = IMAGE.allocate(Arena.ofAuto());
    try (Arena arena = Arena.ofShared()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> image.set("data", NDArray.zeros(arena, DType.UINT8, 6)))
          .withMessage(
              "field 'data': expected memory that no other thread can close during a call but found"
                  + " memory of Arena.ofShared(); use automatic, global or confined memory, or memory"
                  + " of an ExchangeArena");
    }
    assertThat(image.get("data")).isEqualTo(MemorySegment.NULL);
  }

  @Test
  void nestedFields_andArrays_areViews() {
    CStruct body =
        CStruct.of(
            "struct body { struct { double x, y; } at; float mass[3]; unsigned char tag; };");
    CStruct.Value value = body.allocate(Arena.ofAuto()).set("at.y", 2.5).set("tag", 255);

    value.set("mass", NDArray.copyOf(new float[] {1, 2, 3}, 3));
    CStruct.Value at = (CStruct.Value) value.get("at");
    at.set("x", 7);

    assertThat(value.get("at.x")).isEqualTo(7.0);
    assertThat(value.get("at.y")).isEqualTo(2.5);
    assertThat(value.get("tag")).isEqualTo(255);
    assertThat(((NDArray) value.get("mass")).getDouble(2)).isEqualTo(3.0);
  }

  @Test
  void structsInACircle_passTheCheck() {
    CStruct node = CStruct.of("struct node { struct node *next; int value; };");
    CStruct.Value a = node.allocate(Arena.ofAuto());
    CStruct.Value b = node.allocate(Arena.ofAuto()).set("next", a);
    a.set("next", b);

    assertThat(LIB.function("same_pointer").call(a))
        .isEqualTo(MemorySegment.ofAddress(a.segment().address()));
  }

  @Test
  void wrongStruct_isRejected() {
    CStruct other = CStruct.of("struct other { double x; };");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("create_fractal").call(other.allocate(Arena.ofAuto()), 1))
        .withMessage(
            "cannot call void create_fractal(cImg img, int iterations)\n"
                + "  argument 1 'img': expected a cImg but found struct other");
  }
}
