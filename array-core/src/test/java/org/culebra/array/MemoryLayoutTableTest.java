package org.culebra.array;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.culebra.array.Rejections.argument;

import java.lang.foreign.MemoryLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.culebra.array.DType.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a JDK layout can express for each dtype, and what a round trip yields: a layout knows only
/// Java's carriers, so signs of most widths, small floats, times and strings are lost.
final class MemoryLayoutTableTest {

  /// A dtype, its layout, and the dtype of that layout: alone, and as a field of a struct.
  private static final String TABLE =
      """
      bool               | z1             | bool       | bool
      int8               | b1             | int8       | int8
      int16              | s2             | int16      | int16
      int32              | i4             | int32      | int32
      int64              | j8             | int64      | int64
      uint8              | b1             | int8       | int8
      uint16             | c2             | uint16     | uint16
      uint32             | i4             | int32      | int32
      uint64             | j8             | int64      | int64
      float16            | s2             | int16      | int16
      bfloat16           | s2             | int16      | int16
      float32            | f4             | float32    | float32
      float64            | d8             | float64    | float64
      float8_e3m4        | b1             | int8       | int8
      float8_e4m3        | b1             | int8       | int8
      float8_e4m3b11fnuz | b1             | int8       | int8
      float8_e4m3fn      | b1             | int8       | int8
      float8_e4m3fnuz    | b1             | int8       | int8
      float8_e5m2        | b1             | int8       | int8
      float8_e5m2fnuz    | b1             | int8       | int8
      float8_e8m0fnu     | b1             | int8       | int8
      complex64          | [f4(re)f4(im)] | complex64  | complex64
      complex128         | [d8(re)d8(im)] | complex128 | complex128
      datetime64[ns]     | j8             | int64      | int64
      datetime64[25s]    | j8             | int64      | int64
      timedelta64[D]     | j8             | int64      | int64
      S1                 | [1:b1]         | V1         | int8 (1,)
      S5                 | [5:b1]         | V5         | int8 (5,)
      V1                 | [1:b1]         | V1         | int8 (1,)
      V7                 | [7:b1]         | V7         | int8 (7,)
      U1                 | [1:i4]         | rejected   | int32 (1,)
      U3                 | [3:i4]         | rejected   | int32 (3,)
      """;

  /// A row of the table; a dtype with a shape is that of a field.
  record Row(String dtype, String layout, String alone, String field) {
    static Row of(String line) {
      String[] cells = line.split("\\|", -1);
      return new Row(cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].strip());
    }

    DType type() {
      return MemoryLayoutTableTest.type(dtype);
    }
  }

  static Stream<Row> rows() {
    return TABLE.lines().map(Row::of);
  }

  private static DType type(String text) {
    String unit = text.replaceAll(".*\\[|]", "");
    return switch (text.charAt(0)) {
      case 'S', 'V' -> DType.ofTypestr("|" + text);
      case 'U' -> DType.string(Integer.parseInt(text.substring(1)));
      case 'd' -> DType.datetime64(unit);
      case 't' -> DType.timedelta64(unit);
      default -> constant(text);
    };
  }

  private static DType constant(String name) {
    try {
      return (DType) DType.class.getField(name.toUpperCase(Locale.ROOT)).get(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no such constant", e);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void type_alone_comesBackAsTheTableSays(Row row) {
    MemoryLayout layout = row.type().memoryLayout();
    assertThat(layout).hasToString(row.layout());
    assertThat(layout.byteSize()).isEqualTo(row.type().itemSize());
    if (row.alone().equals("rejected")) {
      argument(
          "expected the layout of one element but found %s: its length belongs in an array's shape"
              .formatted(layout),
          () -> DType.ofLayout(layout));
      return;
    }
    assertThat(DType.ofLayout(layout)).isEqualTo(type(row.alone()));
    assertThat(DType.ofLayout(row.type().withByteOrder(BIG_ENDIAN).memoryLayout()))
        .isEqualTo(type(row.alone()).withByteOrder(BIG_ENDIAN));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void type_inAStruct_comesBackAsTheTableSays(Row row) {
    String[] expected = row.field().split("[ (,)]+", -1);
    long[] shape = expected.length == 1 ? new long[0] : new long[] {Long.parseLong(expected[1])};
    DType struct = DType.aligned(new Field("tag", DType.INT8, 0), new Field("x", row.type(), 0));
    DType back =
        DType.aligned(
            new Field("tag", DType.INT8, 0), new Field("x", null, type(expected[0]), shape, 0));

    assertThat(DType.ofLayout(struct.memoryLayout())).isEqualTo(back);
    assertThat(DType.ofLayout(struct.withByteOrder(BIG_ENDIAN).memoryLayout()))
        .isEqualTo(back.withByteOrder(BIG_ENDIAN));
    assertThat(back.memoryLayout()).as("a second trip").isEqualTo(struct.memoryLayout());
  }

  /// A dtype that is added has to be added to the table.
  @Test
  void table_hasEveryType() throws IllegalAccessException {
    List<DType> types = rows().map(Row::type).toList();
    List<DType> expected = new ArrayList<>();
    for (java.lang.reflect.Field field : DType.class.getFields()) {
      if (field.getType() == DType.class) {
        expected.add((DType) field.get(null));
      }
    }
    Set<Kind> kinds = types.stream().map(DType::kind).collect(Collectors.toSet());

    assertThat(types).doesNotHaveDuplicates().containsAll(expected);
    assertThat(expected).hasSize(15 + 8);
    assertThat(kinds).isEqualTo(EnumSet.complementOf(EnumSet.of(Kind.STRUCT)));
  }
}
