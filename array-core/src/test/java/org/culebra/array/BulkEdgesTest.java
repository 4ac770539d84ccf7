package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.culebra.array.internal.kernel.Elements;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bulk operations where their loops begin and end: blocks and what is left of them, memory that is
/// not aligned, short rows, and arrays too big for the caches, which go other ways.
final class BulkEdgesTest {

  /// Around one and two blocks of every size there is.
  private static final int[] SIZES = {
    1, 7, 8, 9, 167, 168, 169, 255, 256, 257, 335, 336, 337, 967, 968, 969, 1936, 1937
  };

  private static final int HUGE = (1 << 20) + 169;

  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    0.5,
    -0.5,
    1.5,
    -2.5,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0x1p31,
    -0x1p31 - 1,
    0x1p63,
    -0x1p70,
    1e300,
    -1e300,
    Double.MIN_VALUE,
    Float.MAX_VALUE,
    0x1.fffffefp127,
    16777217.0,
    1e-46
  };

  static final List<DType> TYPES =
      List.of(
          DType.FLOAT64,
          DType.FLOAT32,
          DType.INT32,
          DType.INT64,
          DType.UINT8,
          DType.INT16,
          DType.UINT32,
          DType.FLOAT16);

  private final Random random = Seeds.random("BulkEdgesTest");

  /// An array at an odd address, followed by a byte that must not be accessed.
  private static NDArray unaligned(DType type, long... shape) {
    NDArray like = NDArray.zeros(type, shape);
    MemorySegment segment = Arena.ofAuto().allocate(like.byteSize() + 2, 8).fill((byte) 0x5a);
    return NDArray.of(segment.asSlice(1), type, shape);
  }

  private static void assertRestIsUntouched(NDArray array) {
    assertThat(array.segment().get(ValueLayout.JAVA_BYTE, array.byteSize())).isEqualTo((byte) 0x5a);
  }

  private double number(int i) {
    return random.nextInt(4) == 0
        ? SPECIAL[i % SPECIAL.length]
        : (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(70));
  }

  private NDArray random(DType type, long n) {
    NDArray array = unaligned(type, n);
    for (int i = 0; i < n; i++) {
      long bits =
          Elements.isFloat(type)
              ? Elements.encodeDouble(type, number(i))
              : Elements.encodeLong(type, random.nextInt(3) == 0 ? -1L << i : random.nextLong());
      Elements.putBits(array.segment(), (long) i * type.itemSize(), type, bits);
    }
    return array;
  }

  /// What Java says of the four pairs of types that have loops of their own; boxed, so that NaN is
  /// NaN and -0.0 is not 0.0.
  private static void assertConverted(NDArray to, NDArray from, int i) {
    MemorySegment t = to.segment();
    MemorySegment f = from.segment();
    long at = to.layout().byteOffset(i);
    long source = from.layout().byteOffset(i);
    if (to.dtype().equals(DType.FLOAT32)) {
      assertThat(t.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at))
          .isEqualTo(Float.valueOf((float) f.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, source)));
    } else if (to.dtype().equals(DType.INT32)) {
      assertThat(t.get(ValueLayout.JAVA_INT_UNALIGNED, at))
          .isEqualTo((int) f.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, source));
    } else if (from.dtype().equals(DType.INT32)) {
      assertThat(t.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at))
          .isEqualTo(f.get(ValueLayout.JAVA_INT_UNALIGNED, source));
    } else {
      assertThat(t.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at))
          .isEqualTo(Double.valueOf(f.get(ValueLayout.JAVA_FLOAT_UNALIGNED, source)));
    }
  }

  private static final List<List<DType>> PAIRS =
      List.of(
          List.of(DType.FLOAT64, DType.FLOAT32),
          List.of(DType.FLOAT32, DType.FLOAT64),
          List.of(DType.FLOAT64, DType.INT32),
          List.of(DType.INT32, DType.FLOAT64));

  @ParameterizedTest
  @FieldSource("PAIRS")
  void packedCasts_everyElement_everySize(List<DType> pair) {
    for (int n : SIZES) {
      NDArray from = random(pair.get(0), n);
      NDArray to = unaligned(pair.get(1), n);
      to.copyFrom(from, Casting.UNSAFE);
      for (int i = 0; i < n; i++) {
        assertConverted(to, from, i);
      }
      assertRestIsUntouched(to);
    }
  }

  @ParameterizedTest
  @FieldSource("PAIRS")
  void packedCasts_huge(List<DType> pair) {
    NDArray from = random(pair.get(0), HUGE);
    NDArray to = unaligned(pair.get(1), HUGE);
    to.copyFrom(from, Casting.UNSAFE);
    for (int i = 0; i < HUGE; i += i < HUGE - 3000 ? 13 : 1) {
      assertConverted(to, from, i);
    }
    assertRestIsUntouched(to);
  }

  /// Rows that are packed, but not one after the other; and the same mirrored, which are not.
  @ParameterizedTest
  @FieldSource("PAIRS")
  void packedCasts_rowsWithGaps(List<DType> pair) {
    NDArray wide = random(pair.get(0), 37 * 200).reshape(37, 200);
    NDArray target = unaligned(pair.get(1), 37, 211).fill(7);
    for (String columns : List.of("5:190", "190:5:-1", "5:8")) {
      NDArray from = wide.slice(":, " + columns);
      NDArray to = target.sliceAxis(1, 3, 3 + from.shape(1));
      to.copyFrom(from, Casting.UNSAFE);
      for (int row = 0; row < 37; row++) {
        for (int column = 0; column < from.shape(1); column++) {
          assertConverted(
              to.select(0, row).sliceAxis(0, column, column + 1L),
              from.select(0, row).sliceAxis(0, column, column + 1L),
              0);
        }
      }
      for (NDArray beside :
          List.of(target.sliceAxis(1, 0, 3), target.sliceAxis(1, 3 + from.shape(1), 211))) {
        assertThat(beside.min()).as("beside %s", columns).isEqualTo(7);
        assertThat(beside.max()).as("beside %s", columns).isEqualTo(7);
      }
      target.fill(7);
    }
  }

  /// Every pair of types, in a size for big blocks and in one for small blocks, as the same
  /// elements in a few pieces, where no block is full.
  @ParameterizedTest
  @FieldSource("TYPES")
  void casts_hugeArrays_areAsTheirPieces(DType from) {
    NDArray source = random(from, HUGE);
    for (DType to : TYPES) {
      NDArray huge = unaligned(to, HUGE).copyFrom(source, Casting.UNSAFE);
      assertRestIsUntouched(huge);
      for (int at : new int[] {0, 150, 167, 168, 300, 330, 1 << 19, HUGE - 170, HUGE - 90}) {
        NDArray piece = source.sliceAxis(0, at, at + 90L).copy(to);
        assertThat(huge.sliceAxis(0, at, at + 90L).rawBytes())
            .as("%s to %s from %d", from, to, at)
            .isEqualTo(piece.rawBytes());
      }
    }
  }

  @Test
  void casts_intoTheSameMemory_asIfCopiedFirst() {
    for (List<DType> pair : PAIRS) {
      NDArray source = random(pair.get(0), 2000);
      NDArray expected = source.copy(pair.get(1));
      NDArray target = NDArray.of(source.segment(), pair.get(1), 1000);
      target.copyFrom(source.sliceAxis(0, 0, 1000), Casting.UNSAFE);
      assertThat(target.rawBytes())
          .as("%s", pair)
          .isEqualTo(expected.sliceAxis(0, 0, 1000).rawBytes());
    }
  }

  @Test
  void casts_readOnlyTarget_isRejectedUntouched() {
    NDArray target = NDArray.zeros(DType.FLOAT32, 5).fill(3);
    NDArray source = NDArray.zeros(DType.FLOAT64, 5);
    NDArray readOnly = target.asReadOnly();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> readOnly.copyFrom(source, Casting.UNSAFE))
        .withMessageContaining("read-only");
    assertThat(target.min()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 9})
  void shortRows_areCopied_andSwapped(int width) {
    for (DType type : List.of(DType.UINT8, DType.INT16, DType.FLOAT32, DType.FLOAT64)) {
      for (int lines : new int[] {1, 5, 255, 256, 257, 600}) {
        NDArray wide = random(type, lines * 12L).reshape(lines, 12);
        for (NDArray from :
            List.of(wide.sliceAxis(1, 2, 2 + width), wide.sliceAxis(1, 11, 11 - width, -1))) {
          checkShortRows(from, type);
          if (type.itemSize() > 1) {
            checkShortRows(from, type.withByteOrder(ArrayCases.otherOrder()));
          }
        }
      }
    }
  }

  private static void checkShortRows(NDArray from, DType type) {
    NDArray around = unaligned(type, from.shape(0), from.shape(1) + 1);
    around.segment().fill((byte) 0x5a);
    NDArray gap = around.sliceAxis(1, 0, from.shape(1));
    for (NDArray to : List.of(unaligned(type, from.shape()), gap)) {
      to.copyFrom(from);
      for (int row = 0; row < from.shape(0); row++) {
        for (int column = 0; column < from.shape(1); column++) {
          long there = Elements.bits(to.segment(), to.layout().byteOffset(row, column), type);
          long here =
              Elements.bits(from.segment(), from.layout().byteOffset(row, column), from.dtype());
          assertThat(there).as("%s [%d, %d]", type, row, column).isEqualTo(here);
        }
        long beside = around.layout().byteOffset(row, from.shape(1));
        assertThat(around.segment().get(ValueLayout.JAVA_BYTE, beside)).isEqualTo((byte) 0x5a);
      }
    }
  }

  @Test
  void fills_longRows() {
    for (DType type : List.of(DType.UINT8, DType.INT16, DType.FLOAT32, DType.INT64)) {
      int long4M = (4 << 20) / type.itemSize();
      for (int n : new int[] {1023, 1025, long4M - 1, long4M, long4M + 1, 2 * long4M + 77}) {
        NDArray array = unaligned(type, n);
        array.fill(77);
        assertThat(array.min()).as("%s[%d]", type, n).isEqualTo(77);
        assertThat(array.max()).as("%s[%d]", type, n).isEqualTo(77);
        assertRestIsUntouched(array);
      }
    }
  }

  @Test
  void fills_longRowsWithGaps_inTheOtherByteOrder() {
    DType swapped = DType.FLOAT64.withByteOrder(ArrayCases.otherOrder());
    NDArray wide = NDArray.zeros(swapped, 3, 600_000).fill(-1.0);
    NDArray rows = wide.sliceAxis(1, 5, 599_990);
    rows.fill(1.5);
    assertThat(rows.min()).isEqualTo(1.5);
    assertThat(rows.max()).isEqualTo(1.5);
    assertThat(wide.sliceAxis(1, 0, 5).max()).isEqualTo(-1);
    assertThat(wide.sliceAxis(1, 599_990, 600_000).max()).isEqualTo(-1);
  }

  @Test
  void fills_mappedMemory(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("fill"), new byte[(5 << 20) + 3]);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, (5 << 20) + 3, arena);
      NDArray.of(mapped.asSlice(1, (5 << 20) + 1), DType.UINT8, (5 << 20) + 1).fill(9);
      mapped.force();
    }
    byte[] bytes = Files.readAllBytes(file);
    int sum = 0;
    for (byte b : bytes) {
      sum += b;
    }
    assertThat(sum).isEqualTo(9 * ((5 << 20) + 1));
    assertThat(bytes[0]).isZero();
    assertThat(bytes[bytes.length - 1]).isZero();
  }

  @Test
  void extremes_areFoundWhereverTheyAre() {
    for (int n : SIZES) {
      NDArray doubles = NDArray.zeros(DType.FLOAT64, n).fill(-5);
      NDArray ints = NDArray.zeros(DType.UINT64, n).fill(5);
      for (int at : new int[] {0, n / 2, n - 1}) {
        doubles.setDouble(at, 9);
        assertThat(doubles.max()).as("%d of %d", at, n).isEqualTo(9);
        doubles.setDouble(at, -9);
        assertThat(doubles.min()).as("%d of %d", at, n).isEqualTo(-9);
        doubles.setDouble(at, Double.NaN);
        assertThat(doubles.min()).as("%d of %d", at, n).isNaN();
        assertThat(doubles.max()).as("%d of %d", at, n).isNaN();
        doubles.setDouble(at, -5);
        ints.setLong(at, 4);
        assertThat(ints.minLong()).as("%d of %d", at, n).isEqualTo(4);
        ints.setLong(at, Long.MAX_VALUE);
        assertThat(ints.maxLong()).as("%d of %d", at, n).isEqualTo(Long.MAX_VALUE);
        ints.setLong(at, 5);
      }
    }
  }

  @Test
  void extremes_ofZeros_andInfinities() {
    NDArray zeros = NDArray.copyOf(new double[] {-0.0, 0.0, -0.0}, 3);
    assertThat(1 / zeros.max()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(1 / zeros.min()).isEqualTo(Double.NEGATIVE_INFINITY);
    NDArray low = NDArray.zeros(DType.FLOAT32, 700).fill(Double.NEGATIVE_INFINITY);
    assertThat(low.max()).isEqualTo(Double.NEGATIVE_INFINITY);
    NDArray high = NDArray.zeros(DType.FLOAT32, 700).fill(Double.POSITIVE_INFINITY);
    assertThat(high.min()).isEqualTo(Double.POSITIVE_INFINITY);
    NDArray all = NDArray.zeros(DType.INT64, 700).fill(Long.MIN_VALUE);
    assertThat(all.maxLong()).isEqualTo(Long.MIN_VALUE);
  }
}
