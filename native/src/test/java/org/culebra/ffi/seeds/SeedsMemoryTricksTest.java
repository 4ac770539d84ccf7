package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.python.ArrayInterface;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Pointers;
import org.culebra.testsupport.CFixtures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the third seed does to Python's memory by NumPy and ctypes: what of it is offered, and what
/// is rejected.
class SeedsMemoryTricksTest {
  /// The bytes object of CPython, as far as it is laid out here: 46 bytes for "Hello, world!".
  private static final String OBJECT =
      """
      struct PyObject {
          size_t ob_refcnt;
          struct PyObject *ob_type;
          // there's more, but we don't need to encode it...
      };
      """;

  private static final int OBJECT_BYTES = 32 + 13 + 1;

  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "objects",
                      """
                      #include <stddef.h>
                      #include <stdlib.h>
                      #include <string.h>
                      static const char hello[] = "Hello, world!";
                      const char *text(void) { return hello; }
                      void shout(char *text, int n) { for (int i = 0; i < n; i++) text[i] -= 32; }
                      long count(const char *text, int n) { return text[n - 1]; }

                      struct object { size_t refcnt; void *type; size_t size, hash; char data[14]; };
                      static int type;
                      void *new_object(void) {
                        struct object *o = malloc(32 + sizeof hello);
                        o->refcnt = 1; o->type = &type; o->size = sizeof hello - 1; o->hash = -1;
                        memcpy(o->data, hello, sizeof hello);
                        return o;
                      }
                      void *type_of_all(void) { return &type; }
                      void *another_reference(struct object *o) { o->refcnt++; return o; }
                      """)
                  .toString())
          .declare(
              """
              const char *text(void);
              void shout(char text[n], int n);
              long count(const char text[n], int n);
              struct PyObject;
              struct PyObject *new_object(void);
              void *type_of_all(void);
              void *another_reference(struct PyObject *o);
              """);

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  private static MemorySegment pointer(@Nullable Object result) {
    return (MemorySegment) Objects.requireNonNull(result);
  }

  private static long address(@Nullable Object result) {
    return pointer(result).address();
  }

  /// `frombuffer(b"Hello, world!")`, `writeable = True`, `[4:8] = [69, 86, 73, 76]`.
  @Test
  void readOnlyBytes_staySo() {
    byte[] bytes = "Hello, world!".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    NDArray[] arrays = {
      NDArray.of(buffer.asReadOnlyBuffer(), DType.UINT8, 13),
      NDArray.of(arena.allocateFrom("Hello, world!").asReadOnly(), DType.UINT8, 13),
      Pointers.asReadOnlyArray(arena, pointer(LIB.function("text").call()), DType.UINT8, 13)
    };
    NDArray evil = NDArray.copyOf(new byte[] {69, 86, 73, 76}, 4).reinterpret(DType.UINT8);
    CFunction shout = LIB.function("shout");
    for (NDArray hello : arrays) {
      NDArray part = hello.slice("4:8");
      ByteView view = part.asBytes();

      assertReadOnly(() -> part.copyFrom(evil));
      assertReadOnly(() -> part.fill(69L));
      assertReadOnly(() -> hello.setLong(4, 69));
      assertReadOnly(() -> hello.reshape(13, 1).transpose().setLong(0, 4, 69));
      assertReadOnly(() -> hello.reinterpret(DType.INT8).setLong(4, 69));
      assertReadOnly(() -> view.set(0, (byte) 69));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> shout.call(part, 4))
          .withMessage(
              "cannot call void shout(char text[n], int n)\n"
                  + "  argument 1 'text': expected a dtype of 1 byte, C-contiguous, at least n = 4"
                  + " elements, writable but found uint8 of shape (4,), read-only");
      assertThat(hello.isReadOnly()).isTrue();
      assertThat(new String(hello.toByteArray(), StandardCharsets.US_ASCII))
          .isEqualTo("Hello, world!");
      assertThat(LIB.function("count").call(part, 4)).isEqualTo((long) 'w');
    }
  }

  private static void assertReadOnly(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(write)
        .withMessageContaining("read-only");
  }

  /// A copy is one's own.
  @Test
  void copyOfReadOnlyBytes_mayBeWritten() {
    NDArray hello =
        NDArray.of(arena.allocateFrom("Hello, world!").asReadOnly(), DType.UINT8, 13).copy();
    hello
        .slice("4:8")
        .copyFrom(NDArray.copyOf(new byte[] {69, 86, 73, 76}, 4).reinterpret(DType.UINT8));

    assertThat(new String(hello.toByteArray(), StandardCharsets.US_ASCII))
        .isEqualTo("HellEVILorld!");
  }

  @Test
  void structOverlay_seesWhatCDoesToTheObject() {
    MemorySegment memory = pointer(LIB.function("new_object").call());
    NDArray bytes = Pointers.adopt(arena, memory, OBJECT_BYTES, DType.UINT8, OBJECT_BYTES);
    CStruct.Value object = CStruct.of(OBJECT).over(bytes.segment());

    assertThat(object.type().byteSize()).isEqualTo(16);
    assertThat(object.type().offset("ob_refcnt")).isZero();
    assertThat(object.type().offset("ob_type")).isEqualTo(8);
    assertThat(object.get("ob_refcnt")).isEqualTo(1L);
    assertThat(address(object.get("ob_type")))
        .isEqualTo(address(LIB.function("type_of_all").call()));
    assertThat(new String(bytes.slice("32:45").toByteArray(), StandardCharsets.US_ASCII))
        .isEqualTo("Hello, world!");

    Object other = LIB.function("another_reference").call(bytes.segment());

    assertThat(address(other)).isEqualTo(memory.address());
    assertThat(object.get("ob_refcnt")).isEqualTo(2L);
  }

  /// The seed maps 100 bytes over an object of 46.
  @Test
  void viewsLongerThanTheStatedLength_areRejected() {
    MemorySegment memory = pointer(LIB.function("new_object").call());
    NDArray bytes = Pointers.adopt(arena, memory, OBJECT_BYTES, DType.UINT8, OBJECT_BYTES);
    ArrayInterface hundred =
        ArrayInterface.parse(
            "{'version': 3, 'typestr': '|u1', 'data': (%d, False), 'shape': (100,)}"
                .formatted(memory.address()));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.asArray(arena, hundred, OBJECT_BYTES))
        .withMessage(
            "expected elements inside the segment's bytes [0, 46) but found [0, 100):"
                + " uint8 of shape (100,), strides (1,), offset 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hundred.over(bytes.segment()))
        .withMessage(
            "expected elements inside the segment's bytes [0, 46) but found [0, 100):"
                + " uint8 of shape (100,), strides (1,), offset 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CStruct.of("struct all { char bytes[100]; };").over(bytes.segment()))
        .withMessage(
            "expected native memory of at least 100 bytes for struct all but found a"
                + " MemorySegment of 46 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NDArray.of(bytes.segment(), DType.UINT8, 100))
        .withMessage(
            "expected elements inside the segment's bytes [0, 46) but found [0, 100):"
                + " uint8 of shape (100,), strides (1,), offset 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CStruct.of(OBJECT).over(memory))
        .withMessage(
            "expected native memory of at least 16 bytes for struct PyObject but found a"
                + " MemorySegment of 0 bytes");
  }

  @Test
  void overlayOfReadOnlyMemory_rejectsToWrite() {
    NDArray bytes = NDArray.zeros(arena, DType.UINT8, 16).asReadOnly();
    CStruct.Value object = CStruct.of(OBJECT).over(bytes.segment());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> object.set("ob_refcnt", 5L))
        .withMessage("Attempt to write a read-only segment");
    assertThat(object.get("ob_refcnt")).isEqualTo(0L);
  }
}
