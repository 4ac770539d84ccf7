package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.array.python.ArrayInterface;
import org.culebra.array.python.PyArrayInterface;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointersTest {
  private final Arena arena = Arena.ofConfined();
  private final NDArray memory = NDArray.copyOf(arena, new double[] {1, 2, 3, 4, 5, 6}, 6);

  @AfterEach
  void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  @Test
  void packedArray_seesTheMemory() {
    NDArray array = Pointers.asArray(arena, memory.segment(), DType.FLOAT64, 2, 3);
    array.setDouble(1, 2, 9);

    assertThat(memory.getDouble(5)).isEqualTo(9);
    assertThat(array.address()).isEqualTo(memory.address());
  }

  @Test
  void pointerSegment_isTakenByItsAddress() {
    MemorySegment pointer = MemorySegment.ofAddress(memory.address());

    assertThat(Pointers.asArray(arena, pointer, DType.FLOAT64, 6).getDouble(5)).isEqualTo(6);
  }

  @Test
  void negativeStrides_startAtTheLowestByte() {
    StridedLayout reversed = StridedLayout.of(8, 0, new long[] {6}, new long[] {-8});

    NDArray array =
        Pointers.asArray(
            arena, MemorySegment.ofAddress(memory.address() + 40), DType.FLOAT64, reversed);

    assertThat(array.toDoubleArray()).containsExactly(6, 5, 4, 3, 2, 1);
    assertThat(array.segment().address()).isEqualTo(memory.address());
    assertThat(array.segment().byteSize()).isEqualTo(48);
    assertThat(array.address()).isEqualTo(memory.address() + 40);
  }

  @Test
  void misalignedAddress_isAllowed() {
    NDArray array =
        Pointers.asArray(arena, MemorySegment.ofAddress(memory.address() + 1), DType.INT32, 1);

    array.setLong(0, 0x01020304);

    assertThat(array.getLong(0)).isEqualTo(0x01020304);
  }

  @Test
  void readOnly_cannotBeWritten() {
    NDArray array = Pointers.asReadOnlyArray(arena, memory.segment(), DType.FLOAT64, 6);

    assertThat(array.isReadOnly()).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> array.setDouble(0, 1));
  }

  @Test
  void closedArena_endsTheAccess() {
    Arena own = Arena.ofConfined();
    NDArray array = Pointers.asArray(own, memory.segment(), DType.FLOAT64, 6);
    own.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> array.getDouble(0))
        .withMessage("Already closed");
  }

  @Test
  void null_withElements_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.asArray(arena, MemorySegment.NULL, DType.FLOAT64, 2))
        .withMessage("expected the address of 16 bytes but found NULL");
    assertThat(Pointers.asArray(arena, MemorySegment.NULL, DType.FLOAT64, 0).size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 48, (1L << 48) - 8})
  void absurdAddress_isRejected(long address) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Pointers.asArray(arena, MemorySegment.ofAddress(address), DType.FLOAT64, 2))
        .withMessageStartingWith("expected 16 bytes below 2^47, from address ");
  }

  @Test
  void absurdExtent_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Pointers.asArray(arena, MemorySegment.ofAddress(4096), DType.FLOAT64, 1L << 60));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Pointers.asArray(arena, MemorySegment.ofAddress(4096), DType.FLOAT64, 1L << 45));
    StridedLayout below = StridedLayout.of(8, 0, new long[] {2}, new long[] {-8192});
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Pointers.asArray(arena, MemorySegment.ofAddress(4096), DType.FLOAT64, below))
        .withMessage(
            "expected 8200 bytes below 2^47, from address 0x1000 -8192, but found them outside what"
                + " a process can have");
  }

  @Test
  void overlappingElements_areReadOnly() {
    StridedLayout windows = StridedLayout.of(8, 0, new long[] {4, 3}, new long[] {8, 8});
    StridedLayout columns = StridedLayout.of(8, 0, new long[] {3, 2}, new long[] {8, 24});
    long address = memory.address();
    assertThat(
            Pointers.asArray(arena, MemorySegment.ofAddress(address), DType.FLOAT64, windows)
                .isReadOnly())
        .isTrue();
    assertThat(
            Pointers.asArray(arena, MemorySegment.ofAddress(address), DType.FLOAT64, columns)
                .isReadOnly())
        .isFalse();
    ArrayInterface descriptor =
        new ArrayInterface(DType.FLOAT64, windows, OptionalLong.of(address), false);
    assertThat(Pointers.asArray(arena, descriptor).isReadOnly()).isTrue();
  }

  @Test
  void lengthOneStrides_meanNothing() {
    StridedLayout layout =
        StridedLayout.of(8, 0, new long[] {1, 3, 1}, new long[] {Long.MIN_VALUE, 8, 1L << 62});
    NDArray array = Pointers.asArray(arena, memory.segment(), DType.FLOAT64, layout);
    assertThat(array.slice("::-2, ::-1, ::2").toDoubleArray()).containsExactly(3, 2, 1);
    assertThat(array.isReadOnly()).isFalse();
    assertThat(array.isCContiguous()).isTrue();
  }

  // --- __array_interface__ from a bare address ---

  private static ArrayInterface descriptor(String text) {
    return ArrayInterface.parse(text);
  }

  private String interfaceAt(long address, String shape, String strides, boolean readOnly) {
    return "{'data': (%d, %s), 'strides': %s, 'typestr': '<f8', 'shape': %s, 'version': 3}"
        .formatted(address, readOnly ? "True" : "False", strides, shape);
  }

  @Test
  void arrayInterface_isViewed() {
    String text = interfaceAt(memory.address(), "(2, 3)", "None", false);

    NDArray array = Pointers.asArray(arena, descriptor(text));

    assertThat(array.toDoubleArray()).containsExactly(1, 2, 3, 4, 5, 6);
    array.setDouble(1, 2, 7);
    assertThat(memory.getDouble(5)).isEqualTo(7);
    assertThat(
            Pointers.asArray(arena, descriptor(interfaceAt(memory.address(), "(2,)", "None", true)))
                .isReadOnly())
        .isTrue();
    assertThat(ArrayInterface.of(array)).isEqualTo(descriptor(text));
  }

  @Test
  void reversedArrayInterface_reachesBelowItsAddress() {
    long last = memory.address() + 40;
    ArrayInterface reversed = descriptor(interfaceAt(last, "(6,)", "(-8,)", false));

    assertThat(Pointers.asArray(arena, reversed).toDoubleArray()).containsExactly(6, 5, 4, 3, 2, 1);
    assertThat(Pointers.asArray(arena, reversed, memory.segment(), 48).getDouble(5)).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.asArray(arena, reversed, 48))
        .withMessage(
            "expected elements inside the segment's bytes [0, 48) but found [-40, 8): float64 of"
                + " shape (6,), strides (-8,), offset 0");
  }

  @Test
  void elementsOutsideTheExtent_areRejected() {
    ArrayInterface tooLong = descriptor(interfaceAt(memory.address(), "(7,)", "None", false));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.asArray(arena, tooLong, 48))
        .withMessage(
            "expected elements inside the segment's bytes [0, 48) but found [0, 56): float64 of"
                + " shape (7,), strides (8,), offset 0");
    ArrayInterface far = descriptor(interfaceAt(memory.address(), "(2,)", "(1000000,)", false));
    assertThatIllegalArgumentException().isThrownBy(() -> Pointers.asArray(arena, far, 48));
    ArrayInterface odd = descriptor(interfaceAt(memory.address(), "(2,)", "(3,)", false));
    assertThat(Pointers.asArray(arena, odd, 48).size()).isEqualTo(2);
    ArrayInterface same = descriptor(interfaceAt(memory.address(), "(5,)", "(0,)", false));
    assertThat(Pointers.asArray(arena, same, 8).getDouble(4)).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.asArray(arena, tooLong, memory.segment(), -1));
  }

  @Test
  void emptyArrayInterface_needsNoMemory() {
    assertThat(Pointers.asArray(arena, descriptor(interfaceAt(0, "(0, 4)", "None", false))).shape())
        .containsExactly(0, 4);
  }

  @Test
  void arrayInterfaceWithoutAddress_isRejected() {
    ArrayInterface none =
        new ArrayInterface(DType.FLOAT64, StridedLayout.cOrder(8, 2), OptionalLong.empty(), false);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.asArray(arena, none))
        .withMessage(
            "expected a description with an address but found one without, which counts from memory"
                + " that came with it: descriptor.over(memory)");
  }

  // --- PyArrayInterface ---

  @Test
  void arrayStruct_isReadFromItsAddress() {
    for (NDArray array :
        new NDArray[] {
          memory,
          memory.reshape(2, 3).transpose(),
          memory.slice("::-2").asReadOnly(),
          memory.select(0, 3),
          NDArray.zeros(DType.INT16.withByteOrder(ByteOrder.BIG_ENDIAN), 3, 0)
        }) {
      MemorySegment struct = PyArrayInterface.write(arena, array);

      NDArray same = Pointers.asArray(arena, Pointers.readArrayStruct(struct));

      assertThat(same.dtype()).isEqualTo(array.dtype());
      assertThat(same.shape()).isEqualTo(array.shape());
      assertThat(same.isReadOnly()).isEqualTo(array.isReadOnly());
      assertThat(same.contentEquals(array)).isTrue();
    }
  }

  @Test
  void brokenArrayStruct_isRejected() {
    MemorySegment struct = PyArrayInterface.write(arena, memory);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.readArrayStruct(MemorySegment.NULL))
        .withMessage("expected the address of a PyArrayInterface but found NULL");
    struct.set(ValueLayout.JAVA_LONG, 24, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.readArrayStruct(struct))
        .withMessage("expected the address of 1 lengths in shape but found NULL");
    struct.set(ValueLayout.JAVA_INT, 0, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.readArrayStruct(struct))
        .withMessage("expected 2 as the first field of a PyArrayInterface but found 3");
  }

  // --- re-basing ---

  private static NDArray mapped(Arena arena, Path file, FileChannel.MapMode mode, long bytes)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      return NDArray.of(channel.map(mode, 0, bytes, arena), DType.INT16, bytes / 2);
    }
  }

  @Test
  void mappedMemory_ofAnySize_isRebased(@TempDir Path folder) throws IOException {
    long bytes = (1L << 31) + 4096;
    Path file = folder.resolve("big");
    Arena own = Arena.ofConfined();
    NDArray array = mapped(own, file, FileChannel.MapMode.READ_WRITE, bytes);
    assertThatIllegalArgumentException()
        .isThrownBy(array::asShorts)
        .withMessageContaining("re-base it with org.culebra.ffi.Pointers.rebase");

    NDArray plain = Pointers.rebase(array);

    plain.asShorts().set(bytes / 2 - 1, (short) 7);
    assertThat(array.getLong(bytes / 2 - 1)).isEqualTo(7);
    assertThat(plain.owner()).isEqualTo(array.owner());
    assertThat(plain.address()).isEqualTo(array.address());
    assertThat(plain.layout()).isEqualTo(array.layout());
    own.close();
    assertThatIllegalStateException().isThrownBy(() -> plain.getLong(0));
    assertThatIllegalStateException()
        .isThrownBy(() -> Pointers.rebase(array))
        .withMessage("expected memory that is alive but found that its arena has been closed");
  }

  @Test
  void rebase_keepsTheView(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("small"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
    DType big = DType.INT16.withByteOrder(ByteOrder.BIG_ENDIAN);
    NDArray array = mapped(arena, file, FileChannel.MapMode.READ_ONLY, 8).reinterpret(big);
    for (NDArray view :
        new NDArray[] {
          array.slice("::-1"), array.broadcastTo(3, 4), array.slice("1::2"), array.select(0, 2)
        }) {
      NDArray plain = Pointers.rebase(view);

      assertThat(plain.segment().isMapped()).isFalse();
      assertThat(plain.isReadOnly()).isTrue();
      assertThat(plain.dtype()).isEqualTo(big);
      assertThat(plain.strides()).isEqualTo(view.strides());
      assertThat(plain.contentEquals(view)).isTrue();
    }
    ExchangeArenaTest.run(() ->
        assertThatExceptionOfType(WrongThreadException.class)
            .isThrownBy(() -> Pointers.rebase(array).getLong(0)));
    assertThat(Pointers.rebase(memory)).isSameAs(memory);
  }
}
