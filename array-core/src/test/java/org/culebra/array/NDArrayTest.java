package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.arraycases.ArrayCase;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Factories, conversions, copies, owners.
final class NDArrayTest {

  static Stream<DType> types() {
    return ArrayCases.types().stream();
  }

  // --- making
  // -------------------------------------------------------------------------------------

  @Test
  void zeros_isZeroWritablePackedAndAligned() {
    try (Arena arena = Arena.ofConfined()) {
      for (NDArray a :
          List.of(
              NDArray.zeros(DType.FLOAT64, 3, 5),
              NDArray.zeros(arena, DType.FLOAT64, 3, 5),
              NDArray.zeros(Arena.global(), DType.FLOAT64, 3, 5))) {
        assertThat(a.toDoubleArray()).containsOnly(0).hasSize(15);
        assertThat(a.isReadOnly()).isFalse();
        assertThat(a.isCContiguous()).isTrue();
        assertThat(a.address() % 64).isZero();
        assertThat(a.byteOffset()).isZero();
        assertThat(a.segment().byteSize()).isEqualTo(120);
        assertThat(a.itemSize()).isEqualTo(8);
        assertThat(a.intShape(-1)).isEqualTo(5);
      }
    }
  }

  @Test
  void zeros_inAClosedArena_isRejected() {
    Arena arena = Arena.ofConfined();
    arena.close();
    Rejections.state("Already closed", () -> NDArray.zeros(arena, DType.INT8, 1));
  }

  @Test
  void of_tooSmallMemory_isRejected() {
    MemorySegment segment = Arena.ofAuto().allocate(47);
    Rejections.argument(
        "expected elements inside the segment's bytes [0, 47) but found [0, 48): float64 of shape"
            + " (2, 3), strides (24, 8), offset 0",
        () -> NDArray.of(segment, DType.FLOAT64, 2, 3));
    Rejections.argument(
        "expected elements inside the segment's bytes [0, 47) but found [-8, 8): float64 of shape"
            + " (2,), strides (-8,), offset 0",
        () ->
            NDArray.of(
                segment,
                Retention.ARENA,
                DType.FLOAT64,
                StridedLayout.of(8, 0, new long[] {2}, new long[] {-8})));
    Rejections.argument(
        "expected elements inside the segment's bytes [0, 47) but found [40, 48): float64 of shape"
            + " (), strides (), offset 40",
        () ->
            NDArray.of(
                segment,
                Retention.ARENA,
                DType.FLOAT64,
                StridedLayout.of(8, 40, new long[0], new long[0])));
    Rejections.argument(
        "expected a layout with the 8 bytes of float64 but found 4",
        () -> NDArray.of(segment, Retention.ARENA, DType.FLOAT64, StridedLayout.cOrder(4, 2)));
    assertThat(NDArray.of(segment, DType.UINT8, 47).size()).isEqualTo(47);
  }

  @Test
  void of_everyOutOfRangeLayout_isRejected_everyOtherReadable() {
    Random random = Seeds.random("NDArrayTest.outOfRange");
    MemorySegment segment = Arena.ofAuto().allocate(64);
    int taken = 0;
    for (int i = 0; i < 5000; i++) {
      int rank = random.nextInt(4);
      long[] shape = random.longs(rank, 0, 5).toArray();
      long[] strides = random.longs(rank, -20, 21).toArray();
      StridedLayout layout = StridedLayout.of(4, random.nextInt(-4, 68), shape, strides);
      boolean inside =
          layout.size() == 0
              ? layout.byteOffset() >= 0 && layout.byteOffset() <= 64
              : ElementModel.of(layout).offsets().stream().allMatch(at -> at >= 0 && at + 4 <= 64);
      try {
        NDArray a = NDArray.of(segment, Retention.GC_MANAGED, DType.INT32, layout);
        assertThat(inside).as(layout.toString()).isTrue();
        assertThat(a.copy().toIntArray()).isEqualTo(new int[(int) layout.size()]);
        taken++;
      } catch (IllegalArgumentException e) {
        assertThat(inside).as(layout.toString()).isFalse();
      }
    }
    assertThat(taken).isBetween(500, 4500);
  }

  @Test
  void of_heapMemory_isRejected() {
    Rejections.argument(
        "expected native memory but found a heap segment of 16 bytes: NDArray.copyOf copies a Java"
            + " array off-heap",
        () -> NDArray.of(MemorySegment.ofArray(new double[2]), DType.FLOAT64, 2));
    Rejections.argument(
        "expected native memory but found a heap segment of 8 bytes: NDArray.copyOf copies a Java"
            + " array off-heap",
        () -> NDArray.of(ByteBuffer.allocate(8), DType.UINT8, 8));
    Rejections.argument(
        "expected native memory but found a heap segment of 8 bytes: NDArray.copyOf copies a Java"
            + " array off-heap",
        () -> NDArray.of(ByteBuffer.allocate(8).asReadOnlyBuffer(), DType.UINT8, 8));
  }

  @Test
  void of_byteBuffer_isWhatLiesBetweenPositionAndLimit() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(32).order(ByteOrder.BIG_ENDIAN);
    for (int i = 0; i < 32; i++) {
      buffer.put(i, (byte) i);
    }
    NDArray a = NDArray.of(buffer.position(3).limit(9), DType.UINT8, 6);
    assertThat(a.toByteArray()).containsExactly(3, 4, 5, 6, 7, 8);
    buffer.put(4, (byte) 99);
    assertThat(a.getLong(1)).isEqualTo(99);
    a.setLong(2, 77);
    assertThat(buffer.get(5)).isEqualTo((byte) 77);
    assertThat(buffer.position()).isEqualTo(3);
    Rejections.argument(
        "expected elements inside the segment's bytes [0, 6) but found [0, 7): uint8 of shape (7,),"
            + " strides (1,), offset 0",
        () -> NDArray.of(buffer, DType.UINT8, 7));
    NDArray shorts = NDArray.of(buffer, DType.INT16, 3);
    assertThat(shorts.getLong(0))
        .as("this machine's order, not the buffer's")
        .isEqualTo(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 3 + (99 << 8) : 768 + 99);
    assertThat(NDArray.of(buffer.asReadOnlyBuffer(), DType.UINT8, 6).isReadOnly()).isTrue();
  }

  // --- Java arrays
  // --------------------------------------------------------------------------------

  @Test
  void copyOf_andBack_everyJavaType() {
    try (Arena arena = Arena.ofConfined()) {
      double[] d = {1.5, -2, Double.NaN};
      float[] f = {1.5f, -2, Float.NaN};
      long[] l = {Long.MIN_VALUE, -1, Long.MAX_VALUE};
      int[] i = {Integer.MIN_VALUE, -1, Integer.MAX_VALUE};
      short[] s = {Short.MIN_VALUE, -1, Short.MAX_VALUE};
      byte[] b = {Byte.MIN_VALUE, -1, Byte.MAX_VALUE};
      boolean[] z = {true, false, true};
      assertThat(NDArray.copyOf(d).toDoubleArray()).isEqualTo(d);
      assertThat(NDArray.copyOf(arena, d, 3, 1).toDoubleArray()).isEqualTo(d);
      assertThat(NDArray.copyOf(f).toFloatArray()).isEqualTo(f);
      assertThat(NDArray.copyOf(arena, f).toFloatArray()).isEqualTo(f);
      assertThat(NDArray.copyOf(l).toLongArray()).isEqualTo(l);
      assertThat(NDArray.copyOf(arena, l).toLongArray()).isEqualTo(l);
      assertThat(NDArray.copyOf(i).toIntArray()).isEqualTo(i);
      assertThat(NDArray.copyOf(arena, i).toIntArray()).isEqualTo(i);
      assertThat(NDArray.copyOf(s).toShortArray()).isEqualTo(s);
      assertThat(NDArray.copyOf(arena, s).toShortArray()).isEqualTo(s);
      assertThat(NDArray.copyOf(b).toByteArray()).isEqualTo(b);
      assertThat(NDArray.copyOf(arena, b).toByteArray()).isEqualTo(b);
      assertThat(NDArray.copyOf(z).toByteArray()).containsExactly(1, 0, 1);
      assertThat(NDArray.copyOf(arena, z).dtype()).isEqualTo(DType.BOOL);
      assertThat(NDArray.copyOf(d).dtype()).isEqualTo(DType.FLOAT64);
      assertThat(NDArray.copyOf(b).dtype()).isEqualTo(DType.INT8);
      assertThat(NDArray.copyOf(s).dtype()).isEqualTo(DType.INT16);
    }
  }

  @Test
  void copyOf_shapes() {
    double[] six = {0, 1, 2, 3, 4, 5};
    assertThat(NDArray.copyOf(six).shape()).containsExactly(6);
    assertThat(NDArray.copyOf(six, 2, -1).shape()).containsExactly(2, 3);
    assertThat(NDArray.copyOf(new double[0]).shape()).containsExactly(0);
    assertThat(NDArray.copyOf(new double[0], 0, 5).shape()).containsExactly(0, 5);
    assertThat(NDArray.copyOf(new double[] {7}).shape()).containsExactly(1);
    Rejections.argument(
        "expected a shape of 6 elements but found (2, 2)", () -> NDArray.copyOf(six, 2, 2));
    Rejections.argument(
        "expected a shape of 0 elements but found (1,)", () -> NDArray.copyOf(new int[0], 1));
    six[0] = 99;
    assertThat(NDArray.copyOf(six).getDouble(0)).isEqualTo(99);
  }

  @Test
  void toArray_ofAnotherType_isRejected() {
    NDArray a = NDArray.zeros(DType.FLOAT64, 2);
    String message =
        "to%sArray: expected a type whose values %s holds but found float64 of shape (2,), strides"
            + " (8,); copy(DType.%S) converts";
    Rejections.argument(message.formatted("Float", "float32", "float32"), a::toFloatArray);
    Rejections.argument(message.formatted("Long", "int64", "int64"), a::toLongArray);
    Rejections.argument(message.formatted("Int", "int32", "int32"), a::toIntArray);
    Rejections.argument(message.formatted("Short", "int16", "int16"), a::toShortArray);
    Rejections.argument(message.formatted("Byte", "int8", "int8"), a::toByteArray);
    for (DType type : List.of(DType.COMPLEX64, DType.datetime64("s"), DType.string(2))) {
      NDArray other = NDArray.zeros(type, 1);
      for (ThrowingCallable read :
          List.<ThrowingCallable>of(other::toDoubleArray, other::toLongArray, other::toByteArray)) {
        assertThatThrownBy(read)
            .isExactlyInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("expected a type of real numbers but found " + type);
      }
    }
  }

  @Test
  void toArray_ofATypeWhoseValuesItHolds_converts() {
    NDArray signed = NDArray.copyOf(new byte[] {-1, 2});
    NDArray unsigned = signed.reinterpret(DType.UINT8);
    for (DType from : List.of(DType.UINT8, DType.UINT8.withByteOrder(ByteOrder.BIG_ENDIAN))) {
      NDArray bytes = unsigned.copy(from);
      assertThat(bytes.toByteArray()).containsExactly(-1, 2);
      assertThat(bytes.toShortArray()).containsExactly(255, 2);
      assertThat(bytes.toIntArray()).containsExactly(255, 2);
      assertThat(bytes.toLongArray()).containsExactly(255, 2);
      assertThat(bytes.toFloatArray()).containsExactly(255, 2);
      assertThat(bytes.toDoubleArray()).containsExactly(255, 2);
    }
    DType swapped = DType.UINT16.withByteOrder(ByteOrder.BIG_ENDIAN);
    NDArray shorts = signed.copy(DType.INT16).reinterpret(DType.UINT16).copy(swapped);
    assertThat(shorts.toShortArray()).containsExactly(-1, 2);
    assertThat(shorts.toIntArray()).containsExactly(65535, 2);
    assertThat(shorts.toFloatArray()).containsExactly(65535, 2);
    NDArray halves = NDArray.copyOf(new float[] {1.5f, -2}).copy(DType.FLOAT16);
    assertThat(halves.toFloatArray()).containsExactly(1.5f, -2);
    assertThat(halves.copy(DType.BFLOAT16).toFloatArray()).containsExactly(1.5f, -2);
    NDArray truth = NDArray.copyOf(new boolean[] {true, false});
    assertThat(truth.toByteArray()).containsExactly(1, 0);
    assertThat(truth.toIntArray()).containsExactly(1, 0);
    assertThat(truth.toFloatArray()).containsExactly(1, 0);
    assertThat(NDArray.copyOf(new long[] {-1}).reinterpret(DType.UINT64).toLongArray())
        .containsExactly(-1);
  }

  @Test
  void reductions_ofIntegersThatNoDoubleHolds_areRejected() {
    long odd = (1L << 53) + 1;
    NDArray a = NDArray.copyOf(new long[] {odd, odd});
    String message =
        "expected an integer that a double holds but found %s: %s is exact, copy(DType.FLOAT64)"
            + " rounds first";
    Rejections.rejected(ArithmeticException.class, message.formatted(odd, "minLong()"), a::min);
    Rejections.rejected(ArithmeticException.class, message.formatted(odd, "maxLong()"), a::max);
    assertThat(NDArray.copyOf(new long[] {odd, 1}).sum()).isEqualTo(0x1p53 + 2);
    assertThat(a.minLong()).isEqualTo(odd);
    NDArray one = a.sliceAxis(0, 0, 1);
    Rejections.rejected(ArithmeticException.class, message.formatted(odd, "sumLong()"), one::sum);
    assertThat(one.copy(DType.FLOAT64).sum()).isEqualTo(0x1p53);
    NDArray unsigned = NDArray.copyOf(new long[] {-1, Long.MIN_VALUE}).reinterpret(DType.UINT64);
    Rejections.rejected(
        ArithmeticException.class,
        message.formatted("18446744073709551615", "maxLong()"),
        unsigned::max);
    assertThat(unsigned.min()).isEqualTo(0x1p63);
    NDArray ends = NDArray.copyOf(new long[] {Long.MIN_VALUE, Long.MAX_VALUE});
    assertThat(ends.min()).isEqualTo(-0x1p63);
    Rejections.rejected(
        ArithmeticException.class, message.formatted(Long.MAX_VALUE, "maxLong()"), ends::max);
    assertThat(NDArray.copyOf(new long[] {1L << 62, 1L << 62, 1L << 62}).sum())
        .isEqualTo(3 * 0x1p62);
    assertThat(NDArray.copyOf(new boolean[] {true, true}).sum()).isEqualTo(2);
    assertThat(NDArray.copyOf(new int[] {0, -3}).max()).isZero();
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyLayout_readsConvertsAndCopies(DType type) {
    try (Arena arena = Arena.ofConfined()) {
      ArrayCases.of(type)
          .forEach(it -> {
            NDArray a = it.make(arena);
            String what = it.toString();
            double[] values = it.values();
            assertThat(a.toDoubleArray()).as(what).isEqualTo(values);
            NDArray copy = a.copy(arena);
            assertThat(copy.isCContiguous()).as(what).isTrue();
            assertThat(copy.dtype()).as(what).isEqualTo(type);
            assertThat(copy.toDoubleArray()).as(what).isEqualTo(values);
            assertThat(copy.contentEquals(a)).as(what).isTrue();
            assertThat(a.rawBytes()).as(what).isEqualTo(copy.rawBytes());
            assertThat(a.copy(DType.FLOAT32).toDoubleArray()).as(what).isEqualTo(values);
            assertThat(a.transpose().copy().transpose().toDoubleArray()).as(what).isEqualTo(values);
          });
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void copyFrom_intoEveryLayout_touchesTheElementsOnly(DType type) {
    try (Arena arena = Arena.ofConfined()) {
      ArrayCases.of(type)
          .filter(it -> it.arrangement() != ArrayCase.Arrangement.BROADCAST)
          .forEach(it -> {
            NDArray bulk = it.make(arena);
            NDArray single = it.make(arena);
            NDArray source = it.as(DType.INT8).make(arena);
            bulk.copyFrom(source, Casting.UNSAFE);
            ArrayCases.forEachIndex(
                it.shape(),
                index -> {
                  double value = source.getDouble(index);
                  single.setDouble(index, type.kind() == DType.Kind.BOOL && value != 0 ? 1 : value);
                });
            assertThat(bulk.segment().mismatch(single.segment())).as(it.toString()).isEqualTo(-1);
            bulk.fill(1L);
            ArrayCases.forEachIndex(it.shape(), index -> single.setLong(index, 1));
            assertThat(bulk.segment().mismatch(single.segment())).as(it.toString()).isEqualTo(-1);
          });
    }
  }

  /// Sizes around those of tiles and blocks, every item size, both byte orders.
  @ParameterizedTest
  @MethodSource("types")
  void bigTransposes_areTheSameAsOneByOne(DType type) {
    Random random = Seeds.random("NDArrayTest.bigTransposes" + type);
    for (int[] size : new int[][] {{64, 64}, {65, 63}, {1, 130}, {130, 9}, {67, 201}}) {
      NDArray a = NDArray.zeros(type, size[0], size[1]);
      byte[] content = new byte[(int) a.byteSize()];
      random.nextBytes(content);
      a.segment().copyFrom(MemorySegment.ofArray(content));
      for (NDArray view :
          List.of(
              a.transpose(),
              a.transpose().flip(0),
              a.flip(1).transpose(),
              a.transpose().slice("::2, ::-1"))) {
        byte[] packed = view.rawBytes();
        byte[] swapped = view.copy(type.withByteOrder(opposite(type))).rawBytes();
        int item = type.itemSize();
        int[] at = {0};
        ArrayCases.forEachIndex(
            view.shape(),
            index -> {
              long from = view.layout().byteOffset(index);
              for (int i = 0; i < item; i++) {
                byte expected = content[(int) from + i];
                if (packed[at[0] + i] != expected || swapped[at[0] + item - 1 - i] != expected) {
                  throw new AssertionError(view.layout() + " at " + Arrays.toString(index));
                }
              }
              at[0] += item;
            });
        NDArray back = NDArray.zeros(type, size[1], size[0]);
        back.copyFrom(a.transpose());
        assertThat(back.transpose().rawBytes()).isEqualTo(content);
      }
    }
  }

  private static ByteOrder opposite(DType type) {
    return type.byteOrder() == ByteOrder.BIG_ENDIAN
        ? ByteOrder.LITTLE_ENDIAN
        : ByteOrder.BIG_ENDIAN;
  }

  @Test
  void randomViews_copiedIntoRandomViews() {
    Random random = Seeds.random("NDArrayTest.randomViews");
    List<DType> types = ArrayCases.types();
    try (Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < 2000; i++) {
        ArrayCase it = ArrayCases.random(random, types.get(random.nextInt(types.size())));
        NDArray source = ArrayCases.randomView(random, it.make(arena), random.nextInt(6));
        int rank = source.rank();
        int[] axes = ArrayCases.randomPermutation(random, rank);
        long[] shape = Arrays.stream(axes).mapToLong(source::shape).toArray();
        DType type = types.get(random.nextInt(types.size()));
        int[] inverse = new int[rank];
        for (int k = 0; k < rank; k++) {
          inverse[axes[k]] = k;
        }
        NDArray target = NDArray.zeros(arena, type, shape).permute(inverse);
        target.copyFrom(source, Casting.UNSAFE);
        ArrayCases.forEachIndex(
            source.shape(),
            index -> {
              double value = source.getDouble(index);
              boolean truth = type.kind() == DType.Kind.BOOL;
              assertThat(target.getDouble(index))
                  .as("%s to %s", source.layout(), target.layout())
                  .isEqualTo(truth && value != 0 ? 1 : value);
            });
      }
    }
  }

  // --- conversions of single elements
  // -------------------------------------------------------------

  @Test
  void getLong_ofWhatIsNoLong_isRejected() {
    NDArray doubles =
        NDArray.copyOf(
            new double[] {1.5, Double.NaN, 0x1p63, Double.NEGATIVE_INFINITY, -0x1p63, -0.0});
    for (int i = 0; i < 4; i++) {
      int at = i;
      assertThatThrownBy(() -> doubles.getLong(at))
          .isExactlyInstanceOf(ArithmeticException.class)
          .hasMessage("expected an integer of 64 bits but found " + doubles.getDouble(at));
    }
    assertThat(doubles.getLong(4)).isEqualTo(Long.MIN_VALUE);
    assertThat(doubles.getLong(5)).isZero();
    NDArray big =
        NDArray.of(NDArray.copyOf(new long[] {-1, Long.MIN_VALUE}).segment(), DType.UINT64, 2);
    assertThatThrownBy(() -> big.getLong(0))
        .isExactlyInstanceOf(ArithmeticException.class)
        .hasMessage(
            "expected an integer of at most 2^63-1 but found 18446744073709551615: asLongs() reads"
                + " the bits");
    assertThat(big.getDouble(1)).isEqualTo(0x1p63);
  }

  @ParameterizedTest
  @MethodSource("types")
  void setAndGet_roundTrip(DType type) {
    NDArray a = NDArray.zeros(type, 2);
    boolean truth = type.kind() == DType.Kind.BOOL;
    a.setLong(0, 5);
    assertThat(a.getLong(0)).isEqualTo(truth ? 1 : 5);
    a.setDouble(1, 3.0);
    assertThat(a.getDouble(1)).isEqualTo(truth ? 1 : 3);
    a.setBoolean(0, true);
    assertThat(a.getBoolean(0)).isTrue();
    assertThat(a.getLong(0)).isEqualTo(1);
    a.setBoolean(0, false);
    assertThat(a.getBoolean(0)).isFalse();
    assertThat(a.getBoolean(1)).isTrue();
    Rejections.index(
        "expected an index in [0, 2) on axis 0 but found 2; shape (2,)", () -> a.getDouble(2));
    Rejections.argument(
        "expected 1 indices for shape (2,) but found 2: (0, 0)", () -> a.setDouble(0, 0, 1));
    if (type.isInteger()) {
      Rejections.argument(
          "expected a value of %s but found NaN".formatted(type), () -> a.setDouble(0, Double.NaN));
      Rejections.argument(
          "expected a value of %s but found 0.5".formatted(type), () -> a.setDouble(0, 0.5));
      Rejections.argument(
          "expected a value of %s but found Infinity".formatted(type),
          () -> a.fill(Double.POSITIVE_INFINITY));
      assertThat(a.getLong(0)).isZero();
    }
  }

  @Test
  void setLong_toFloatingPoint_rounds() {
    NDArray a = NDArray.zeros(DType.FLOAT32, 1);
    a.setLong(0, (1L << 24) + 1);
    assertThat(a.getDouble(0)).isEqualTo(0x1p24);
    a.setLong(0, (1L << 62) + (1L << 38) + 1);
    assertThat(a.getDouble(0)).isEqualTo(0x1p62 + 0x1p39);
    a.setDouble(0, 1e300);
    assertThat(a.getDouble(0)).isInfinite();
  }

  // --- equality
  // -----------------------------------------------------------------------------------

  private static NDArray unsigned(long bits) {
    return NDArray.of(NDArray.copyOf(new long[] {bits}).segment(), DType.UINT64, 1);
  }

  @Test
  void contentEquals_isExactBetweenIntegersAndFloats() {
    NDArray odd = NDArray.copyOf(new long[] {(1L << 53) + 1});
    NDArray even = NDArray.copyOf(new double[] {0x1p53});
    assertThat(odd.contentEquals(even)).isFalse();
    assertThat(even.contentEquals(odd)).isFalse();
    assertThat(NDArray.copyOf(new long[] {1L << 53}).contentEquals(even)).isTrue();
    NDArray max = NDArray.copyOf(new long[] {Long.MAX_VALUE});
    NDArray limit = NDArray.copyOf(new double[] {0x1p63});
    assertThat(max.contentEquals(limit)).isFalse();
    assertThat(limit.contentEquals(max)).isFalse();
    assertThat(unsigned(Long.MIN_VALUE).contentEquals(limit)).isTrue();
    assertThat(limit.contentEquals(unsigned(Long.MIN_VALUE))).isTrue();
    assertThat(unsigned(-1).contentEquals(NDArray.copyOf(new double[] {0x1p64}))).isFalse();
    assertThat(unsigned(-1).contentEquals(NDArray.copyOf(new double[] {-1}))).isFalse();
    assertThat(NDArray.copyOf(new int[] {1}).contentEquals(NDArray.copyOf(new double[] {1.5})))
        .isFalse();
    assertThat(
            NDArray.copyOf(new int[] {0}).contentEquals(NDArray.copyOf(new double[] {Double.NaN})))
        .isFalse();
  }

  @Test
  void contentEquals_signedAndUnsigned() {
    NDArray minusOne = NDArray.copyOf(new long[] {-1});
    assertThat(unsigned(-1).contentEquals(minusOne)).isFalse();
    assertThat(minusOne.contentEquals(unsigned(-1))).isFalse();
    assertThat(unsigned(5).contentEquals(NDArray.copyOf(new byte[] {5}))).isTrue();
    assertThat(unsigned(-1).contentEquals(unsigned(-1))).isTrue();
    NDArray bytes = NDArray.copyOf(new byte[] {-1});
    assertThat(NDArray.of(bytes.segment(), DType.UINT8, 1).contentEquals(bytes)).isFalse();
    assertThat(bytes.contentEquals(minusOne)).isTrue();
    assertThat(NDArray.copyOf(new boolean[] {true}).contentEquals(NDArray.copyOf(new float[] {1})))
        .isTrue();
  }

  @Test
  void contentEquals_looksAtEveryElement() {
    for (ArrayCase it : ArrayCases.of(DType.INT32).toList()) {
      NDArray a = it.make(Arena.ofAuto());
      NDArray b = a.copy(DType.INT64);
      assertThat(a.contentEquals(b)).isTrue();
      ArrayCases.forEachIndex(
          it.shape(),
          index -> {
            long before = b.getLong(index);
            b.setLong(index, -7);
            assertThat(a.contentEquals(b)).as(it.toString()).isFalse();
            b.setLong(index, before);
          });
    }
  }

  @Test
  void equals_isIdentity() {
    NDArray a = NDArray.zeros(DType.INT8, 1);
    assertThat(List.of(a)).contains(a);
    assertThat(a).isNotEqualTo(a.slice()).isNotEqualTo(NDArray.zeros(DType.INT8, 1));
  }

  // --- without elements
  // ---------------------------------------------------------------------------

  @Test
  void withoutElements_everythingWorks() {
    for (long[] shape : new long[][] {{0}, {3, 0}, {0, 3}, {2, 0, 4}, {0, 0, 0, 0, 0}}) {
      for (DType type : ArrayCases.types()) {
        NDArray a = NDArray.zeros(type, shape);
        assertThat(a.byteSize()).isZero();
        assertThat(a.rawBytes()).isEmpty();
        assertThat(a.toDoubleArray()).isEmpty();
        assertThat(a.copy(DType.INT16).shape()).isEqualTo(shape);
        assertThat(a.fill(1L).fill(1.0).copyFrom(a)).isSameAs(a);
        assertThat(a.contentEquals(a.copy(DType.FLOAT32))).isTrue();
        assertThat(a.transpose().flip(0).copy().size()).isZero();
        assertThat(a.toString()).isNotEmpty();
        assertThat(a.broadcastTo(concat(5, shape)).copy().size()).isZero();
      }
    }
  }

  private static long[] concat(long first, long... rest) {
    return ElementModel.inserted(rest, 0, first);
  }

  // --- owners
  // -------------------------------------------------------------------------------------

  /// An arena that can lease its memory.
  private record LeasingArena(Arena inner) implements Arena, MemoryOwner {
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
      return inner.allocate(byteSize, byteAlignment);
    }

    @Override
    public MemorySegment.Scope scope() {
      return inner.scope();
    }

    @Override
    public void close() {
      inner.close();
    }

    @Override
    public Lease leaseFor(MemorySegment segment) {
      return () -> {};
    }
  }

  @Test
  void owner_followsFromTheArena_andStaysWithTheViews() {
    try (Arena confined = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      LeasingArena leasing = new LeasingArena(confined);
      assertThat(NDArray.zeros(DType.INT8, 2).owner()).isEqualTo(Retention.GC_MANAGED);
      assertThat(NDArray.zeros(confined, DType.INT8, 2).owner()).isEqualTo(Retention.ARENA);
      assertThat(NDArray.zeros(shared, DType.INT8, 2).owner()).isEqualTo(Retention.ARENA);
      assertThat(NDArray.zeros(Arena.global(), DType.INT8, 2).owner())
          .isEqualTo(Retention.PERMANENT);
      assertThat(NDArray.of(confined.allocate(2), DType.INT8, 2).owner())
          .isEqualTo(Retention.ARENA);
      NDArray a = NDArray.zeros(leasing, DType.INT8, 2, 2);
      assertThat(a.owner()).isSameAs(leasing);
      for (NDArray view :
          List.of(
              a.slice("0"),
              a.transpose(),
              a.asReadOnly(),
              a.broadcastTo(3, 2, 2),
              a.reshape(4),
              a.diagonal(0, 0, 1),
              a.flip(1),
              a.squeeze(),
              a.slidingWindow(2, 2))) {
        assertThat(view.owner()).isSameAs(leasing);
      }
      assertThat(a.copy().owner()).isEqualTo(Retention.GC_MANAGED);
      assertThat(MemoryOwner.of(leasing)).isSameAs(leasing);
    }
  }

  @Test
  void retention_arena_rejectsToLease() {
    try (Arena arena = Arena.ofConfined()) {
      NDArray a = NDArray.zeros(arena, DType.INT8, 2);
      Rejections.state(
          "expected memory that can outlive its arena but found memory of an arena that may be"
              + " closed at any time: allocate it without an arena or in an ExchangeArena, pass"
              + " Retention.GC_MANAGED to NDArray.of if it lives as long as its segment, or export"
              + " a copy",
          () -> a.owner().leaseFor(a.segment()));
    }
  }

  @Test
  void lease_canBeReleasedOnAnotherThread_exactlyOnce() throws InterruptedException {
    NDArray a = NDArray.zeros(DType.INT8, 2);
    Lease lease = a.owner().leaseFor(a.segment());
    AtomicInteger released = new AtomicInteger();
    Thread[] threads = new Thread[8];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(() -> {
            try {
              lease.release();
              released.incrementAndGet();
            } catch (IllegalStateException e) {
              // All but one.
            }
          });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(released).hasValue(1);
  }

  // --- in a JVM of their own
  // ----------------------------------------------------------------------

  @Test
  void closingASharedArena_whileOthersRead_throwsThereAndCrashesNothing() {
    ChildJvm.Result result =
        ChildJvm.of(SharedCloseMain.class).flags("--illegal-native-access=deny").run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .as(result.toString())
        .endsWith("90 readers stopped by java.lang.IllegalStateException\n");
  }

  @Test
  void of_aWholeSegment_isOneAxis_orRejected() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(24, 8);
      NDArray array = NDArray.of(memory, Retention.ARENA, DType.FLOAT64);
      assertThat(array.shape()).containsExactly(3);
      assertThat(array.strides()).containsExactly(8);
      assertThat(array.layout()).isEqualTo(StridedLayout.cOrder(8, 3));
      assertThat(array.owner()).isSameAs(Retention.ARENA);
      assertThat(NDArray.of(memory.asSlice(0, 0), Retention.ARENA, DType.INT16).size()).isZero();
      Rejections.argument(
          "expected a whole number of elements of float64, 8 bytes each, but found 20 bytes",
          () -> NDArray.of(memory.asSlice(0, 20), Retention.ARENA, DType.FLOAT64));
    }
  }
}
