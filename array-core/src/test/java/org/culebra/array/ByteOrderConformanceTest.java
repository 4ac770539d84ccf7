package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.culebra.arraycases.ArrayCases;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Byte order: items 57, 60 and 61 of the conformance list.
final class ByteOrderConformanceTest {

  @Test
  @DisplayName("item 57: relabelling keeps bytes and changes values, copying keeps values")
  void item57_relabel_andCopy() {
    MemorySegment memory = Arena.ofAuto().allocate(8, 8);
    DType big = DType.INT16.withByteOrder(ByteOrder.BIG_ENDIAN);
    DType little = DType.INT16.withByteOrder(ByteOrder.LITTLE_ENDIAN);
    NDArray a = NDArray.of(memory, big, 2);
    a.setLong(0x0102, 0);
    a.setLong(-2, 1);
    assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 1);
    assertThat(memory.get(ValueLayout.JAVA_BYTE, 1)).isEqualTo((byte) 2);
    NDArray relabelled = NDArray.of(memory, little, 2);
    assertThat(relabelled.getLong(0)).isEqualTo(0x0201);
    NDArray moved = a.copy(little);
    assertThat(moved.toBytes()).containsExactly(2, 1, -2, -1);
    assertThat(moved.contentEquals(a)).isTrue();
    assertThat(a.toBytes()).containsExactly(1, 2, -1, -2);
  }

  @Test
  @DisplayName("item 57: every type in both orders holds the same values")
  void item57_everyType_bothOrders() {
    for (DType type : ArrayCases.nativeTypes()) {
      NDArray a = NDArray.copyOf(new int[] {0, 1, 100}, 3).copy(type);
      NDArray swapped = a.copy(type.withByteOrder(ArrayCases.otherOrder()));
      assertThat(swapped.toDoubleArray()).as(type.name()).isEqualTo(a.toDoubleArray());
      assertThat(swapped.contentEquals(a)).as(type.name()).isTrue();
      assertThat(a.contentEquals(swapped)).as(type.name()).isTrue();
      byte[] bytes = a.toBytes();
      byte[] other = swapped.toBytes();
      for (int i = 0; i < bytes.length; i++) {
        int first = i - i % type.itemSize();
        assertThat(other[first + type.itemSize() - 1 - i % type.itemSize()])
            .as(type.name())
            .isEqualTo(bytes[i]);
      }
    }
  }

  @Test
  @DisplayName("item 60: a copy keeps the byte order")
  void item60_copy_keepsTheOrder() {
    DType swapped = DType.FLOAT64.withByteOrder(ArrayCases.otherOrder());
    NDArray a = NDArray.copyOf(new double[] {1.5, -2}, 2).copy(swapped);
    assertThat(a.dtype()).isEqualTo(swapped);
    assertThat(a.copy().dtype()).isEqualTo(swapped);
    assertThat(a.copy().toBytes()).isEqualTo(a.toBytes());
    assertThat(a.flip(0).copy().toDoubleArray()).containsExactly(-2, 1.5);
  }

  @Test
  @DisplayName("item 61: <i4 equals =i4 on this machine and differs from >i4; |i1 is int8")
  void item61_equalityOfTypes() {
    DType nativeInt = DType.ofTypestr("=i4");
    DType little = DType.ofTypestr("<i4");
    DType big = DType.ofTypestr(">i4");
    assertThat(nativeInt).isEqualTo(DType.INT32).hasSameHashCodeAs(DType.INT32);
    assertThat(little).isNotEqualTo(big);
    assertThat(nativeInt)
        .isEqualTo(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? little : big);
    assertThat(DType.ofTypestr("i4")).isEqualTo(DType.INT32);
    assertThat(DType.ofTypestr("|i1")).isEqualTo(DType.INT8);
    assertThat(DType.INT8.withByteOrder(ByteOrder.BIG_ENDIAN)).isEqualTo(DType.INT8);
    assertThat(DType.INT32.withByteOrder(ByteOrder.BIG_ENDIAN).typestr()).isEqualTo(">i4");
    assertThat(DType.UINT32).isNotEqualTo(DType.INT32).isNotEqualTo(DType.FLOAT32);
    assertThat(DType.INT8).isNotEqualTo(DType.BOOL);
  }
}
