package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.culebra.array.internal.kernel.Elements;
import org.culebra.array.internal.print.FloatDigits;
import org.culebra.array.internal.print.FloatType;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrayPrinterTest {

  // --- what toString adds to NumPy's str
  // ----------------------------------------------------------

  @DisplayName("item 84: rows in brackets, columns aligned")
  @Test
  void printsRowsInBracketsWithAlignedColumns() {
    NDArray array = NDArray.copyOf(new double[] {0, 1, 2.5, 3, 4, -5}, 2, 3);
    assertThat(array).hasToString("[[ 0.   1.   2.5]\n [ 3.   4.  -5. ]]");
  }

  @DisplayName("item 84: n - 2 blank lines between the blocks of n axes")
  @Test
  void printsOneBlankLineBetweenBlocksOfThreeAxesAndTwoOfFour() {
    NDArray array = NDArray.copyOf(new int[] {1, 2, 3, 4}, 2, 1, 2);
    assertThat(array).hasToString("[[[1 2]]\n\n [[3 4]]]");
    assertThat(array.reshape(2, 1, 1, 2)).hasToString("[[[[1 2]]]\n\n\n [[[3 4]]]]");
  }

  @DisplayName("item 86: without elements [] and the shape, and the type unless it is usual")
  @Test
  void addsTheShapeOfAnArrayWithoutElements() {
    assertThat(NDArray.zeros(DType.FLOAT64, 0)).hasToString("[], shape=(0,)");
    assertThat(NDArray.zeros(DType.FLOAT32, 0, 3)).hasToString("[], shape=(0, 3), dtype=float32");
    assertThat(NDArray.zeros(DType.INT64, 2, 0)).hasToString("[], shape=(2, 0), dtype=int64");
  }

  @DisplayName("item 84: one axis")
  @Test
  void printsOneAxisInALine() {
    assertThat(NDArray.copyOf(new double[] {0, 1, 2})).hasToString("[0. 1. 2.]");
  }

  @DisplayName(
      "item 86: 8 digits unless fewer round back; scientific from 1e16, below 1e-4, or 1000 times")
  @Test
  void printsEightDigits_andScientificWhereTheRangeIsWide() {
    assertThat(NDArray.copyOf(new double[] {1 / 3.0, 2})).hasToString("[0.33333333 2.        ]");
    assertThat(NDArray.copyOf(new double[] {0.1, 0.25})).hasToString("[0.1  0.25]");
    assertThat(NDArray.copyOf(new double[] {123456.789})).hasToString("[123456.789]");
    assertThat(NDArray.copyOf(new double[] {1e16})).hasToString("[1.e+16]");
    assertThat(NDArray.copyOf(new double[] {9.9e-5})).hasToString("[9.9e-05]");
    assertThat(NDArray.copyOf(new double[] {1e-4})).hasToString("[0.0001]");
    assertThat(NDArray.copyOf(new double[] {1, 1000})).hasToString("[   1. 1000.]");
    assertThat(NDArray.copyOf(new double[] {1, 1001})).hasToString("[1.000e+00 1.001e+03]");
    assertThat(NDArray.copyOf(new double[] {0.5, 501})).hasToString("[5.00e-01 5.01e+02]");
  }

  @DisplayName("item 85: of more than 1000 elements three at each end and the shape")
  @Test
  void addsTheShapeOfAnArrayThatIsCut() {
    long[] values = LongStream.range(0, 2000).toArray();
    assertThat(NDArray.copyOf(values))
        .hasToString("[   0    1    2 ... 1997 1998 1999], shape=(2000,)");
    assertThat(NDArray.copyOf(values).copy(DType.INT16))
        .hasToString("[   0    1    2 ... 1997 1998 1999], shape=(2000,), dtype=int16");
    assertThat(NDArray.copyOf(Arrays.copyOf(values, 1000)).toString()).doesNotContain("shape");
  }

  @Test
  void addsTheByteOrderThatIsNotThisMachines() {
    ByteOrder other =
        DType.INT64.byteOrder() == ByteOrder.BIG_ENDIAN
            ? ByteOrder.LITTLE_ENDIAN
            : ByteOrder.BIG_ENDIAN;
    DType swapped = DType.FLOAT64.withByteOrder(other);
    assertThat(NDArray.zeros(swapped, 0)).hasToString("[], shape=(0,), dtype=" + swapped.typestr());
  }

  @Test
  void putsTheTailOnALineOfItsOwnIfItDoesNotFit() {
    NDArray array = NDArray.zeros(DType.datetime64("ns"), 1).broadcastTo(1001);
    assertThat(array.toString())
        .endsWith("'1970-01-01T00:00:00.000000000'],\n shape=(1001,), dtype=datetime64[ns]");
  }

  @Test
  void printsBytesAloneAsInAnArray() {
    NDArray array = NDArray.zeros(DType.bytes(3));
    array.segment().fill((byte) 'x');
    assertThat(array).hasToString("b'xxx'");
  }

  @Test
  void printsDatesBeyondTheRangeOfALong() {
    NDArray array = NDArray.zeros(DType.datetime64("10ms"), 1);
    Elements.putBits(array.segment(), 0, array.dtype(), Long.MAX_VALUE);
    assertThat(array).hasToString("['2922772216-04-09T00:09:18.070']");
  }

  // --- formats that NumPy does not have
  // -----------------------------------------------------------

  @Test
  void printsBfloat16WithItsOwnDigits() {
    assertThat(bits(DType.BFLOAT16, 0x3f80, 0x3dcd, 0xc020, 0x7fc0))
        .hasToString("[ 1.   0.1 -2.5  nan]");
    assertThat(bits(DType.BFLOAT16, 0x3f80, 0x714a)).hasToString("[1.e+00 1.e+30]");
    assertThat(bits(DType.BFLOAT16, 0x3dcd).reshape()).hasToString("0.1");
  }

  @Test
  void printsFloat8() {
    assertThat(float8("float8_e4m3fn", 0x38, 0x7e, 0x7f, 0x80))
        .hasToString("[  1. 450.  nan  -0.]");
    assertThat(float8("float8_e4m3", 0x38, 0x77, 0xf8, 0x79)).hasToString("[  1. 240. -inf  nan]");
    assertThat(float8("float8_e5m2", 0x3c, 0x3d, 0x7c, 0x01))
        .hasToString("[1.0e+00 1.2e+00     inf 1.5e-05]");
    assertThat(float8("float8_e3m4", 0x30, 0x01, 0x6f)).hasToString("[ 1.    0.02 15.5 ]");
    assertThat(float8("float8_e4m3fnuz", 0x40, 0x80, 0x7f)).hasToString("[  1.  nan 240.]");
    assertThat(float8("float8_e4m3b11fnuz", 0x58, 0x80, 0x7f)).hasToString("[ 1. nan 30.]");
    assertThat(float8("float8_e5m2fnuz", 0x40, 0x80)).hasToString("[ 1. nan]");
    assertThat(float8("float8_e8m0fnu", 0x7f, 0x80, 0xff)).hasToString("[ 1.  2. nan]");
  }

  private static NDArray float8(String name, int... patterns) {
    return bits(DType.ofName(name), patterns);
  }

  private static NDArray bits(DType type, int... patterns) {
    NDArray array = NDArray.zeros(type, patterns.length);
    for (int i = 0; i < patterns.length; i++) {
      Elements.putBits(array.segment(), (long) i * type.itemSize(), type, patterns[i]);
    }
    return array;
  }

  // --- digits
  // -------------------------------------------------------------------------------------

  @Test
  void theShortestDigitsRoundBackAndNoFewerDo() {
    Random random = Seeds.random("ArrayPrinterTest.shortest");
    FloatType type = FloatType.of(DType.FLOAT64);
    for (int i = 0; i < 2000; i++) {
      double value = Math.abs(Double.longBitsToDouble(random.nextLong()));
      if (value > 0 && Double.isFinite(value)) {
        BigDecimal digits = FloatDigits.shortest(value, type, FloatDigits.UNLIMITED);
        assertThat(digits.doubleValue()).isEqualTo(value);
        assertThat(digits.precision())
            .isLessThanOrEqualTo(new BigDecimal(Double.toString(value)).precision());
      }
    }
  }

  // --- toString never throws
  // ----------------------------------------------------------------------

  @Test
  void describesWhatIsClosed() {
    Arena arena = Arena.ofConfined();
    NDArray array = NDArray.zeros(arena, DType.FLOAT64, 3);
    NDArray empty = NDArray.zeros(arena, DType.FLOAT64, 0);
    arena.close();
    assertThat(array).hasToString("float64 of shape (3,), strides (8,): Already closed");
    assertThat(empty).hasToString("[], shape=(0,)");
  }

  @Test
  void describesWhatAnotherThreadOwns() {
    try (Arena arena = Arena.ofConfined()) {
      NDArray array = NDArray.zeros(arena, DType.INT32, 2, 2);
      String elsewhere = CompletableFuture.supplyAsync(array::toString).join();
      assertThat(elsewhere)
          .startsWith("int32 of shape (2, 2), strides (8, 4): ")
          .contains("thread");
      assertThat(array).hasToString("[[0 0]\n [0 0]]");
    }
  }

  @Test
  void describesWhatAMappedFileNoLongerHas(@TempDir Path folder) throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"),
        "Linux only: elsewhere a file that is mapped cannot be cut short");
    Path file = folder.resolve("cut");
    Files.write(file, new byte[1 << 16]);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 1 << 16, arena);
      NDArray array = NDArray.of(mapped, DType.FLOAT64, 1 << 13);
      writer.setLength(0);
      assertThat(array.toString())
          .startsWith("float64 of shape (8192,), strides (8,): ")
          .contains("fault");
    }
  }

  @Test
  void printsHugeBroadcastArraysAtOnce() {
    NDArray one = NDArray.zeros(DType.UINT8);
    long n = 1L << 31;
    String row = "[0 0 0 ... 0 0 0]";
    assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          assertThat(one.broadcastTo(1L << 62))
              .hasToString(row + ", shape=(4611686018427387904,), dtype=uint8");
          assertThat(one.broadcastTo(n, n).toString()).startsWith("[" + row).contains(" ...\n");
        });
  }

  @Test
  void showsFewerCornersOfManyAxesAndNoneOfTooMany() {
    NDArray one = NDArray.zeros(DType.UINT8);
    long[] ten = new long[10];
    Arrays.fill(ten, 7);
    long[] sixty = new long[60];
    Arrays.fill(sixty, 2);
    assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          assertThat(one.broadcastTo(ten).toString()).startsWith("[[[[[[[[[[0 ... 0]\n");
          assertThat(one.broadcastTo(sixty).toString())
              .startsWith("uint8 of shape (2, 2, ")
              .endsWith("too many axes to print");
        });
  }

  @Test
  void describesWhatIsTooBigToPrint() {
    NDArray raw = NDArray.zeros(DType.raw(5 << 20));
    assertThat(raw).hasToString("|V5242880 of shape (), strides (): too much to print");
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      fields.add(new Field("f" + i, null, DType.INT8, new long[] {1000}, 0));
    }
    DType overlapping = DType.struct(1000, fields);
    assertThat(NDArray.zeros(overlapping).toString()).endsWith(": too many fields to print");
    long[] axes = new long[14];
    Arrays.fill(axes, 2);
    DType corners = DType.packed(Field.of("a", DType.INT8, axes));
    assertThat(NDArray.zeros(corners).toString()).endsWith(": too many fields to print");
  }

  @Test
  void printsStructsThatAreNestedDeep_andDescribesThoseOfTooManyFields() {
    DType deep = DType.INT8;
    DType many = DType.INT8;
    for (int i = 0; i < 32; i++) {
      deep = DType.packed(new Field("a", deep, 0));
    }
    for (int i = 0; i < 15; i++) {
      many = DType.struct(1, List.of(new Field("a", many, 0), new Field("b", many, 0)));
    }
    assertThat(NDArray.zeros(deep)).hasToString("(".repeat(32) + "0" + ",)".repeat(32));
    assertThat(NDArray.zeros(many, 1 << 7).toString()).isNotEmpty();
  }

  @Test
  void printsSubArraysThatAreCut() {
    DType type = DType.packed(new Field("a", null, DType.INT16, new long[] {1001}, 0));
    assertThat(NDArray.zeros(type, 1)).hasToString("[([0, 0, 0, ..., 0, 0, 0],)]");
  }

  @Test
  void printsEveryBitPatternOfEveryType() {
    List<DType> types =
        List.of(
            DType.BOOL,
            DType.UINT64,
            DType.FLOAT16,
            DType.BFLOAT16,
            DType.FLOAT32,
            DType.FLOAT64,
            DType.COMPLEX64,
            DType.COMPLEX128,
            DType.datetime64("as"),
            DType.datetime64("999W"),
            DType.timedelta64("Y"),
            DType.datetime64("7M"),
            DType.bytes(3),
            DType.string(2),
            DType.raw(5),
            DType.FLOAT8_E8M0FNU);
    Random random = Seeds.random("ArrayPrinterTest.everyBitPattern");
    for (DType type : types) {
      for (int i = 0; i < 50; i++) {
        NDArray array = NDArray.zeros(type, 2, 3);
        byte[] bytes = new byte[(int) array.byteSize()];
        random.nextBytes(bytes);
        array.segment().copyFrom(MemorySegment.ofArray(bytes));
        assertThat(array.toString()).startsWith("[[").endsWith("]]");
        assertThat(array.select(0, 0).select(0, 0).toString()).doesNotContain("strides");
      }
    }
  }
}
