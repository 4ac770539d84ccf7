package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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
    NDArray array = Pointers.asArray(arena, memory.address(), DType.FLOAT64, 2, 3);
    array.setDouble(9, 1, 2);

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

    NDArray array = Pointers.asArray(arena, memory.address() + 40, DType.FLOAT64, reversed);

    assertThat(array.toDoubleArray()).containsExactly(6, 5, 4, 3, 2, 1);
    assertThat(array.segment().address()).isEqualTo(memory.address());
    assertThat(array.segment().byteSize()).isEqualTo(48);
    assertThat(array.address()).isEqualTo(memory.address() + 40);
  }

  @Test
  void misalignedAddress_isAllowed() {
    NDArray array = Pointers.asArray(arena, memory.address() + 1, DType.INT32, 1);

    array.setLong(0x01020304, 0);

    assertThat(array.getLong(0)).isEqualTo(0x01020304);
  }

  @Test
  void readOnly_cannotBeWritten() {
    NDArray array = Pointers.asReadOnlyArray(arena, memory.address(), DType.FLOAT64, 6);

    assertThat(array.isReadOnly()).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> array.setDouble(1, 0));
  }

  @Test
  void closedArena_endsTheAccess() {
    Arena own = Arena.ofConfined();
    NDArray array = Pointers.asArray(own, memory.address(), DType.FLOAT64, 6);
    own.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> array.getDouble(0))
        .withMessage("Already closed");
  }

  @Test
  void null_withElements_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.asArray(arena, 0, DType.FLOAT64, 2))
        .withMessage("expected the address of 16 bytes but found NULL");
    assertThat(Pointers.asArray(arena, 0, DType.FLOAT64, 0).size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 47, (1L << 47) - 8})
  void absurdAddress_isRefused(long address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.asArray(arena, address, DType.FLOAT64, 2))
        .withMessageStartingWith("expected 16 bytes below 2^47, from address ");
  }

  @Test
  void absurdExtent_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.asArray(arena, 4096, DType.FLOAT64, 1L << 60));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.asArray(arena, 4096, DType.FLOAT64, 1L << 45));
    StridedLayout below = StridedLayout.of(8, 0, new long[] {2}, new long[] {-8192});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pointers.asArray(arena, 4096, DType.FLOAT64, below))
        .withMessage(
            "expected 8200 bytes below 2^47, from address 0x1000 -8192, but found them outside what"
                + " a process can have");
  }
}
