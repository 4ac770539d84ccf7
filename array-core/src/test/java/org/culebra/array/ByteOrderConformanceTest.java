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
  @DisplayName("item 57: relabeling keeps bytes and changes values, copying keeps values")
  void item57_relabel_andCopy() {
    MemorySegment memory = Arena.ofAuto().allocate(8, 8);
    DType big = DType.INT16.withByteOrder(ByteOrder.BIG_ENDIAN);
    DType little = DType.INT16.withByteOrder(ByteOrder.LITTLE_ENDIAN);
    NDArray a = NDArray.of(memory, big, 2);
    a.setLong(0, 0x0102);
    a.setLong(1, -2);
    assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 1);
    assertThat(memory.get(ValueLayout.JAVA_BYTE, 1)).isEqualTo((byte) 2);
    NDArray relabeled = NDArray.of(memory, little, 2);
    assertThat(relabeled.getLong(0)).isEqualTo(0x0201);
    NDArray moved = a.copy(little);
    assertThat(moved.rawBytes()).containsExactly(2, 1, -2, -1);
    assertThat(moved.contentEquals(a)).isTrue();
    assertThat(a.rawBytes()).containsExactly(1, 2, -1, -2);
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
      byte[] bytes = a.rawBytes();
      byte[] other = swapped.rawBytes();
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
    assertThat(a.copy().rawBytes()).isEqualTo(a.rawBytes());
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

  @Test
  @DisplayName("item 58: complex swaps each half, S and single bytes nothing, U each 4 bytes")
  void item58_units() {
    NDArray complex = NDArray.zeros(DType.COMPLEX64, 1);
    complex.real().setDouble(0, 1.5);
    complex.imag().setDouble(0, -2);
    NDArray swapped = complex.copy(DType.COMPLEX64.withByteOrder(ArrayCases.otherOrder()));
    assertThat(swapped.real().getDouble(0)).isEqualTo(1.5);
    assertThat(swapped.imag().getDouble(0)).isEqualTo(-2);
    byte[] bytes = complex.rawBytes();
    byte[] other = swapped.rawBytes();
    for (int i = 0; i < 8; i++) {
      assertThat(other[i / 4 * 4 + 3 - i % 4]).isEqualTo(bytes[i]);
    }
    assertThat(DType.bytes(5).withByteOrder(ArrayCases.otherOrder())).isEqualTo(DType.bytes(5));
    NDArray text = NDArray.zeros(DType.string(2), 1);
    text.reinterpret(DType.INT32).setLong(0, 'a');
    text.reinterpret(DType.INT32).setLong(1, 'b');
    NDArray turned = text.copy(DType.string(2).withByteOrder(ArrayCases.otherOrder()));
    byte[] from = text.rawBytes();
    byte[] to = turned.rawBytes();
    for (int i = 0; i < 8; i++) {
      assertThat(to[i / 4 * 4 + 3 - i % 4]).isEqualTo(from[i]);
    }
  }

  @Test
  @DisplayName("item 58: a struct swaps field by field")
  void item58_struct() {
    DType struct =
        DType.packed(
            new Field("a", null, DType.INT16, new long[0], 0),
            new Field("b", null, DType.UINT8, new long[0], 2),
            new Field("c", null, DType.INT32, new long[0], 3));
    NDArray a = NDArray.zeros(struct, 2);
    a.field("a").setLong(1, 0x0102);
    a.field("b").setLong(1, 3);
    a.field("c").setLong(1, 0x04050607);
    DType turned = struct.withByteOrder(ArrayCases.otherOrder());
    NDArray b = a.copy(turned);
    assertThat(b.field("a").getLong(1)).isEqualTo(0x0102);
    assertThat(b.field("b").getLong(1)).isEqualTo(3);
    assertThat(b.field("c").getLong(1)).isEqualTo(0x04050607);
    assertThat(b.rawBytes()).isNotEqualTo(a.rawBytes());
  }
}
