package org.culebra.array.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.culebra.array.DType;
import org.culebra.array.ElementModel;
import org.culebra.array.NDArray;
import org.culebra.array.Rejections;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Overlap and copy: items 52 to 56 of the conformance list, as far as there is a way to ask.
final class OverlapConformanceTest {

  private static NDArray arange(int n, long... shape) {
    return NDArray.copyOf(IntStream.range(0, n).toArray(), shape);
  }

  @Test
  @DisplayName("item 52: x[1:] = x[:-1] and x[:-1] = x[1:] as if copied first")
  void item52_shift_bothDirections() {
    NDArray x = arange(6, 6);
    assertThat(x.slice("1:").copyFrom(x.slice(":-1")).toIntArray()).containsExactly(0, 1, 2, 3, 4);
    assertThat(x.toIntArray()).containsExactly(0, 0, 1, 2, 3, 4);
    NDArray y = arange(6, 6);
    y.slice(":-1").copyFrom(y.slice("1:"));
    assertThat(y.toIntArray()).containsExactly(1, 2, 3, 4, 5, 5);
  }

  @Test
  @DisplayName("item 52: x[:] = x[::-1] and x[:] = x.T as if copied first")
  void item52_reversal_transpose() {
    NDArray x = arange(5, 5);
    assertThat(x.copyFrom(x.flip(0)).toIntArray()).containsExactly(4, 3, 2, 1, 0);
    assertThat(x.flip(0).copyFrom(x).toIntArray()).containsExactly(4, 3, 2, 1, 0);
    NDArray a = arange(9, 3, 3);
    assertThat(a.copyFrom(a.transpose()).toIntArray()).containsExactly(0, 3, 6, 1, 4, 7, 2, 5, 8);
  }

  @Test
  @DisplayName("item 52: a row of itself broadcast over the whole")
  void item52_broadcastOfItself() {
    NDArray a = arange(9, 3, 3);
    assertThat(a.copyFrom(a.select(0, 1)).toIntArray()).containsExactly(3, 4, 5, 3, 4, 5, 3, 4, 5);
    NDArray b = arange(9, 3, 3);
    assertThat(b.copyFrom(b.slice(":, 2:")).toIntArray())
        .containsExactly(2, 2, 2, 5, 5, 5, 8, 8, 8);
  }

  @Test
  @DisplayName("item 52: random windows of one array, turned and permuted, as if copied first")
  void item52_randomWindows() {
    Random random = Seeds.random("OverlapConformanceTest.randomWindows");
    for (int i = 0; i < 3000; i++) {
      int rank = 1 + random.nextInt(4);
      int length = 1 + random.nextInt(rank > 2 ? 4 : 12);
      NDArray base = filled(rank, length + 2, 1 << random.nextInt(4));
      NDArray to = window(random, base, length);
      NDArray from = window(random, base, length);
      if (random.nextInt(3) == 0) {
        from = from.sliceAxis(0, 0, 1);
      }
      String what = i + ": " + to.layout() + " from " + from.layout();
      NDArray expected = base.copy();
      NDArray expectedTo =
          NDArray.of(expected.segment(), expected.owner(), base.dtype(), to.layout());
      NDArray source = from.broadcastTo(to.shape());
      ArrayCases.forEachIndex(
          to.shape(), index -> expectedTo.setLong(index, source.getLong(index)));
      assertThat(to.copyFrom(from)).as(what).isSameAs(to);
      assertThat(base.rawBytes()).as(what).isEqualTo(expected.rawBytes());
    }
  }

  private static NDArray filled(int rank, int length, int itemSize) {
    long[] shape = new long[rank];
    Arrays.fill(shape, length);
    DType type =
        switch (itemSize) {
          case 1 -> DType.INT8;
          case 2 -> DType.INT16;
          case 4 -> DType.INT32;
          default -> DType.INT64;
        };
    NDArray array = NDArray.zeros(type, shape);
    long[] next = {0};
    ArrayCases.forEachIndex(shape, index -> array.setLong(index, next[0]++ % 127));
    return array;
  }

  private static NDArray window(Random random, NDArray base, int length) {
    NDArray window = base;
    for (int axis = 0; axis < base.rank(); axis++) {
      int start = random.nextInt(3);
      window = window.sliceAxis(axis, start, start + length);
      window = random.nextBoolean() ? window.flip(axis) : window;
    }
    return window.permute(ArrayCases.randomPermutation(random, base.rank()));
  }

  private static Operand operand(NDArray array) {
    return Operand.of(array.segment(), array.layout(), array.dtype());
  }

  private static Diophantine.Answer share(StridedLayout a, StridedLayout b, long maxWork) {
    return Overlap.share(
        Operand.of(MemorySegment.NULL, a, DType.raw(a.itemSize())),
        Operand.of(MemorySegment.NULL, b, DType.raw(b.itemSize())),
        maxWork);
  }

  @Test
  @DisplayName("item 52: of a broadcast source, repeated elements are copied once")
  void item52_broadcastSource_isCopiedOnce() {
    NDArray x = arange(12, 3, 4);
    NDArray stretched = x.select(0, 1).broadcastTo(1000, 3, 4).permute(2, 0, 1);
    try (Arena arena = Arena.ofConfined()) {
      Operand temporary = Copies.toTemporary(operand(stretched), arena);
      assertThat(temporary.segment().byteSize()).isEqualTo(4L * x.itemSize());
      assertThat(Comparison.equal(temporary, operand(stretched))).isTrue();
      assertThat(Copies.toTemporary(operand(x.transpose()), arena).segment().byteSize())
          .isEqualTo(x.byteSize());
    }
    assertThat(x.copyFrom(x.slice("1:2").broadcastTo(3, 4)).toIntArray())
        .containsExactly(4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
    assertThat(x.copyFrom(x.slice("2, ::-1")).toIntArray())
        .containsExactly(7, 6, 5, 4, 7, 6, 5, 4, 7, 6, 5, 4);
    x.copyFrom(arange(12, 3, 4));
    assertThat(x.mapFrom(x.select(0, 2), v -> v + 1).toIntArray())
        .containsExactly(9, 10, 11, 12, 9, 10, 11, 12, 9, 10, 11, 12);
    x.copyFrom(arange(12, 3, 4));
    assertThat(x.zipFrom(x.slice(":, :1"), x.slice("1:2"), Double::sum).toIntArray())
        .containsExactly(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    NDArray swapped = arange(4, 2, 2).copy(DType.INT32.withByteOrder(ByteOrder.BIG_ENDIAN));
    assertThat(swapped.copyFrom(swapped.select(1, 1).expandDims(0)).toIntArray())
        .containsExactly(1, 3, 1, 3);
  }

  @Test
  @DisplayName("item 52: another type over the same memory is converted as if copied first")
  void item52_otherTypeOverTheSameMemory() {
    MemorySegment memory = Arena.ofAuto().allocate(64, 8);
    NDArray bytes = NDArray.of(memory, DType.INT8, 8).copyFrom(arange(8, 8));
    NDArray longs = NDArray.of(memory, DType.INT64, 8);
    assertThat(longs.copyFrom(bytes).toLongArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    bytes.copyFrom(longs);
    assertThat(bytes.toByteArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  @DisplayName("item 52: overlap is found between two segments of the same memory")
  void item52_twoSegments_ofTheSameMemory() {
    MemorySegment memory = Arena.ofAuto().allocate(48, 8);
    NDArray all = NDArray.of(memory, DType.INT32, 12).copyFrom(arange(12, 12));
    NDArray tail = NDArray.of(memory.asSlice(4), DType.INT32, 11);
    tail.copyFrom(all.slice(":-1"));
    assertThat(all.toIntArray()).containsExactly(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  @DisplayName("item 54: a destination that repeats an element is rejected")
  void item54_repeatedDestination_isRejected() {
    MemorySegment memory = Arena.ofAuto().allocate(64, 8);
    NDArray repeated =
        NDArray.of(
            memory,
            Retention.GC_MANAGED,
            DType.INT32,
            StridedLayout.of(4, 0, new long[] {3, 2}, new long[] {0, 4}));
    assertThat(repeated.isReadOnly()).isTrue();
    String message =
        "array is read-only: int32 of shape (3, 2), strides (0, 4); its elements overlap";
    Rejections.argument(message, () -> repeated.copyFrom(arange(6, 3, 2)));
    Rejections.argument(message, () -> repeated.fill(1L));
    Rejections.argument(message, () -> repeated.fill(1.0));
    Rejections.argument(
        "array is read-only: int32 of shape (2,), strides (4,)",
        () -> repeated.select(0, 2).fill(1L));
  }

  @Test
  @DisplayName("item 55: copying across byte orders over the same memory")
  void item55_byteOrders_andOverlap() {
    for (DType type : ArrayCases.nativeTypes()) {
      // Bytes have no order.
      if (type.itemSize() == 1) {
        continue;
      }
      NDArray x = arange(6, 6).copy(type);
      NDArray swapped =
          NDArray.of(
              x.segment(), x.owner(), type.withByteOrder(ArrayCases.otherOrder()), x.layout());
      swapped.slice("1:").copyFrom(x.slice(":-1"));
      assertThat(swapped.slice("1:").toDoubleArray()).containsExactly(0, 1, 2, 3, 4);
      swapped.copyFrom(swapped.flip(0));
      assertThat(swapped.slice(":-1").toDoubleArray()).containsExactly(4, 3, 2, 1, 0);
      x.copyFrom(swapped);
      assertThat(x.slice(":-1").toDoubleArray()).containsExactly(4, 3, 2, 1, 0);
    }
  }

  @Test
  @DisplayName("item 56: more than 2^31 elements: offsets are 64-bit")
  void item56_moreThanTwoToThe31() {
    long n = (1L << 31) + 5;
    NDArray many = NDArray.copyOf(new int[] {1, 2}, 2, 1).broadcastTo(2, n);
    assertThat(many.size()).isEqualTo(2 * n);
    assertThat(many.getLong(1, n - 1)).isEqualTo(2);
    assertThat(many.asInts().get(1, n - 1)).isEqualTo(2);
    assertThat(many.sliceAxis(1, n - 3, Long.MAX_VALUE).toIntArray())
        .containsExactly(1, 1, 1, 2, 2, 2);
    Rejections.index(
        "expected an index in [0, 2147483653) on axis 1 but found 2147483653; shape (2,"
            + " 2147483653)",
        () -> many.asInts().get(0, n));
    Rejections.argument(
        "expected at most 2^31-9 elements for a Java array but found 4294967306: int32 of shape (2,"
            + " 2147483653), strides (4, 0)",
        many::toIntArray);
    Rejections.argument(
        "expected at most 2^31-9 bytes for a Java array but found 17179869224: int32 of shape (2,"
            + " 2147483653), strides (4, 0)",
        many::rawBytes);
    assertThat(NDArray.copyOf(new byte[] {1}, 1).broadcastTo(n).rank()).isEqualTo(1);
  }

  @Test
  @DisplayName("item 47: disjoint ranges and arrays without elements never share")
  void item47_bounds() {
    StridedLayout a = StridedLayout.of(4, 0, new long[] {4}, new long[] {4});
    assertThat(share(a, StridedLayout.of(4, 16, a.shape(), a.strides()), 1))
        .isEqualTo(Diophantine.Answer.NO);
    assertThat(share(a, StridedLayout.of(4, 15, a.shape(), a.strides()), 1))
        .isEqualTo(Diophantine.Answer.YES);
    assertThat(share(a, a.sliceAxis(0, 2, 2, 1), 1)).isEqualTo(Diophantine.Answer.NO);
  }

  @Test
  @DisplayName("item 48: x[::2] and x[1::2] share nothing")
  void item48_interleaved() {
    NDArray x = arange(10, 10);
    assertThat(Overlap.mayShare(operand(x.slice("::2")), operand(x.slice("1::2")))).isFalse();
    assertThat(Overlap.mayShare(operand(x.slice("::2")), operand(x.slice("::-1")))).isTrue();
    assertThat(
            Overlap.mayShare(
                operand(x.slice("::2")), operand(x.slice("1::2").reinterpret(DType.FLOAT32))))
        .isFalse();
  }

  @Test
  @DisplayName("items 49 and 51: random layouts against the list of all their bytes")
  void item49_item51_exactAnswers_againstAllBytes() {
    Random random = Seeds.random("OverlapConformanceTest.exact");
    int shared = 0;
    int selfShared = 0;
    for (int i = 0; i < 5000; i++) {
      StridedLayout a = randomLayout(random);
      StridedLayout b = randomLayout(random);
      boolean expected = bytes(a).stream().anyMatch(new HashSet<>(bytes(b))::contains);
      assertThat(share(a, b, 1_000_000))
          .as(a + " and " + b)
          .isEqualTo(expected ? Diophantine.Answer.YES : Diophantine.Answer.NO);
      boolean self = new HashSet<>(bytes(a)).size() < bytes(a).size();
      assertThat(SelfOverlap.solve(a.itemSize(), a.shape(), a.strides(), 1_000_000))
          .as(a.toString())
          .isEqualTo(self ? Diophantine.Answer.YES : Diophantine.Answer.NO);
      assertThat(SelfOverlap.mayOverlap(a.itemSize(), a.shape(), a.strides()) || !self)
          .as(a.toString())
          .isTrue();
      shared += expected ? 1 : 0;
      selfShared += self ? 1 : 0;
    }
    assertThat(shared).isBetween(500, 4500);
    assertThat(selfShared).isBetween(500, 4500);
  }

  private static StridedLayout randomLayout(Random random) {
    int rank = random.nextInt(4);
    long[] shape = random.longs(rank, 0, 5).map(n -> n == 0 ? random.nextInt(3) : n).toArray();
    long[] strides = random.longs(rank, -40, 41).toArray();
    return StridedLayout.of(1 + random.nextInt(6), 500 + random.nextInt(60), shape, strides);
  }

  private static List<Long> bytes(StridedLayout layout) {
    List<Long> bytes = new ArrayList<>();
    for (long at : ElementModel.of(layout).offsets()) {
      for (int i = 0; i < layout.itemSize(); i++) {
        bytes.add(at + i);
      }
    }
    return bytes;
  }

  @Test
  @DisplayName(
      "item 50: a hard case is given up at once when no work is allowed, and then assumed to"
          + " share")
  void item50_tooHard() {
    StridedLayout a =
        StridedLayout.of(1, 0, new long[] {1049, 1049, 1049}, new long[] {36_674, 61_119, 85_569});
    StridedLayout b =
        StridedLayout.of(1, 64_023_025, new long[] {1049, 1049, 1}, new long[] {12_223, 12_224, 1});
    assertThat(share(a, b, 1)).isEqualTo(Diophantine.Answer.TOO_HARD);
  }

  @Test
  @DisplayName("item 51: the list's own cases of internal overlap")
  void item51_internalOverlap() {
    assertThat(self(4, new long[] {3, 3}, new long[] {8, 8})).isTrue();
    assertThat(self(4, new long[] {3, 4}, new long[] {16, 4})).isFalse();
    assertThat(self(4, new long[] {3}, new long[] {0})).isTrue();
    assertThat(self(4, new long[] {1, 3}, new long[] {0, 4})).isFalse();
    assertThat(self(4, new long[] {4, 3}, new long[] {4, 6})).isTrue();
    assertThat(self(4, new long[] {3, 0}, new long[] {0, 0})).isFalse();
  }

  private static boolean self(int itemSize, long[] shape, long[] strides) {
    return SelfOverlap.mayOverlap(itemSize, shape, strides);
  }

  @Test
  @DisplayName("item 53: a result over its own operands is as if these had been copied first")
  void item53_outOverlapsOperands() {
    NDArray z = NDArray.copyOf(IntStream.range(0, 10).asDoubleStream().toArray());
    z.slice("1:").zipFrom(z.slice(":-1"), z.slice("1:"), Double::sum);
    assertThat(z.toDoubleArray()).containsExactly(0, 1, 3, 5, 7, 9, 11, 13, 15, 17);
    NDArray a = NDArray.copyOf(new double[] {1, 2, 3, 4}, 2, 2);
    a.zipFrom(a, a.transpose(), Double::sum);
    assertThat(a.toDoubleArray()).containsExactly(2, 5, 5, 8);
    NDArray m = NDArray.copyOf(new double[] {1, 2, 3});
    m.mapFrom(m.flip(0), x -> 10 * x);
    assertThat(m.toDoubleArray()).containsExactly(30, 20, 10);
    NDArray l = NDArray.copyOf(new long[] {1, 2, 3});
    l.slice("1:").mapLongsFrom(l.slice(":-1"), x -> x + 10);
    assertThat(l.toLongArray()).containsExactly(1, 11, 12);
  }

  @Test
  @DisplayName("item 54: a destination whose elements share bytes is rejected")
  void item54_selfOverlappingDestination_isRejected() {
    NDArray shared =
        NDArray.of(
            Arena.ofAuto().allocate(64, 8),
            Retention.GC_MANAGED,
            DType.INT32,
            StridedLayout.of(4, 0, new long[] {3, 3}, new long[] {8, 8}));
    String message =
        "array is read-only: int32 of shape (3, 3), strides (8, 8); its elements overlap";
    Rejections.argument(message, () -> shared.copyFrom(arange(9, 3, 3)));
    Rejections.argument(message, () -> shared.fill(1L));
    Rejections.argument(message, () -> shared.mapLongsFrom(arange(9, 3, 3), x -> x));
  }
}
