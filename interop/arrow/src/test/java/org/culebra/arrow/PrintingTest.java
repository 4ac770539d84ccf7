package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.arrowcases.Kind;
import org.culebra.arrowcases.Kinds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Columns and batches as tables.
class PrintingTest {
  private static Column strings(String name, @Nullable String... strings) {
    return Column.ofStrings(name, Arrays.asList(strings));
  }

  @Test
  @DisplayName("item 74: a batch has names, types, and nulls that are no strings")
  void batch() {
    Column t =
        Column.of("t", NDArray.copyOf(new double[] {20.5, 0, 19.25}))
            .withValidity(NDArray.copyOf(new boolean[] {true, false, true}));
    Column city = strings("city", "Basel", null, "null\n");
    assertThat(Column.ofBatch(t, city))
        .hasToString(
            """
                   t  city
            float64?  string?
            --------  --------
                20.5  'Basel'
                null  null
               19.25  'null\\n'
            3 rows, 2 columns\
            """);
  }

  @Test
  @DisplayName("item 74: a column is a table of one column")
  void column() {
    assertThat(Column.of("x", NDArray.copyOf(new int[] {1, -20})))
        .hasToString(
            """
                x
            int32
            -----
                1
              -20
            2 elements\
            """);
    assertThat(Column.of("", NDArray.copyOf(new float[] {0.1f})))
        .hasToString(
            """
            float32
            -------
                0.1
            1 element\
            """);
  }

  @Test
  @DisplayName("item 74: without elements, and without columns")
  void empty() {
    assertThat(Column.of("x", NDArray.zeros(DType.INT8, 0)))
        .hasToString(
            """
               x
            int8
            ----
            0 elements\
            """);
    assertThat(Column.ofBatch()).hasToString("0 rows, 0 columns");
    assertThat(Column.ofBatch(strings("s")))
        .hasToString(
            """
            s
            string
            ------
            0 rows, 1 column\
            """);
  }

  @Test
  @DisplayName("item 74: of many rows and columns, those at the ends")
  void cut() {
    Column[] columns =
        IntStream.range(0, 12)
            .mapToObj(k -> Column.of("c" + k, NDArray.arange(100L * k, 100L * k + 21)))
            .toArray(Column[]::new);
    assertThat(Column.ofBatch(columns))
        .hasToString(
            """
               c0     c1     c2     c3     c4  ...     c7     c8     c9    c10    c11
            int64  int64  int64  int64  int64       int64  int64  int64  int64  int64
            -----  -----  -----  -----  -----  ---  -----  -----  -----  -----  -----
                0    100    200    300    400  ...    700    800    900   1000   1100
                1    101    201    301    401  ...    701    801    901   1001   1101
                2    102    202    302    402  ...    702    802    902   1002   1102
                3    103    203    303    403  ...    703    803    903   1003   1103
                4    104    204    304    404  ...    704    804    904   1004   1104
              ...    ...    ...    ...    ...  ...    ...    ...    ...    ...    ...
               16    116    216    316    416  ...    716    816    916   1016   1116
               17    117    217    317    417  ...    717    817    917   1017   1117
               18    118    218    318    418  ...    718    818    918   1018   1118
               19    119    219    319    419  ...    719    819    919   1019   1119
               20    120    220    320    420  ...    720    820    920   1020   1120
            21 rows, 12 columns\
            """);
    assertThat(Column.of("x", NDArray.arange(20L)).toString()).doesNotContain("...");
  }

  @Test
  @DisplayName("item 74: nested elements, long ones, other types")
  void elements() {
    Column ints = Column.of("v", NDArray.arange(4L).copy(DType.INT16));
    NDArray offsets = NDArray.copyOf(new int[] {0, 1, 4});
    Column batch =
        Column.ofBatch(
            Column.ofLists("list", offsets, ints),
            Columns.maps("map", offsets, strings("k", "a", "b", "c", "d"), ints),
            Column.ofStruct("struct", ints, strings("s", "a", null, "c", "d")).slice(0, 2),
            Column.ofDictionary(
                "dictionary", NDArray.copyOf(new byte[] {1, 0}), strings("d", "x", "y")),
            Columns.runs("runs", NDArray.copyOf(new int[] {2}), strings("r", "z")));
    assertThat(batch)
        .hasToString(
            """
            list         map                       struct                        dictionary                runs
            list<int16>  map<string, int16>        struct<v: int16, s: string?>  dictionary<int8, string>  run_end_encoded<int32, string>
            -----------  ------------------------  ----------------------------  ------------------------  ------------------------------
            [0]          {'a': 0}                  {v: 0, s: 'a'}                'y'                       'z'
            [1, 2, 3]    {'b': 1, 'c': 2, 'd': 3}  {v: 1, s: null}               'x'                       'z'
            2 rows, 5 columns\
            """);
  }

  @Test
  @DisplayName("item 74: decimals, times, bytes, and texts that are cut")
  void otherTypes() {
    Column batch =
        Column.ofBatch(
            Columns.decimals(
                "price", List.of(new BigDecimal("9.90"), new BigDecimal("-120")), 10, 2),
            Columns.timestamps(
                "t",
                Arrays.asList(Instant.parse("2026-07-01T10:00:00.25Z"), null),
                "ms",
                ZoneId.of("Europe/Zurich")),
            Columns.binary("raw", List.of(new byte[] {0, 'a', -1}, new byte[0])),
            strings("long", "x".repeat(1000), "😀".repeat(30)));
    assertThat(batch)
        .hasToString(
            """
                        price  t                              raw           long
            decimal128(10, 2)  timestamp[ms, Europe/Zurich]?  binary        string
            -----------------  -----------------------------  ------------  ----------------------------------------
                         9.90  2026-07-01T12:00:00.250+02:00  b'\\x00a\\xff'  'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
                      -120.00  null                           b''           '😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀...
            2 rows, 4 columns\
            """);
  }

  @Test
  @DisplayName("item 74: names and types are cut too, and stay on their line")
  void names() {
    Column column = strings("a\tb\n" + "n".repeat(100), "x");
    assertThat(column.toString().lines().findFirst().orElse("").stripTrailing())
        .isEqualTo("a?b?" + "n".repeat(33) + "...");
    List<Column> many = new ArrayList<>();
    IntStream.range(0, 100).forEach(k -> many.add(strings("field" + k, "x")));
    Column struct = Column.ofStruct("s", many.toArray(Column[]::new));
    assertThat(Column.ofBatch(struct).toString())
        .contains("struct<field0: string, field1: string...\n")
        .contains("{field0: 'x', field1: 'x', field2: 'x...\n");
  }

  @Test
  @DisplayName("item 74: every kind in every form prints, in bounded space")
  void everyKind_isPrinted() {
    try (Arena arena = Arena.ofConfined()) {
      for (Kind kind : Kinds.all()) {
        for (Kind.Form form : kind.forms(arena)) {
          String text = form.column().toString();
          assertThat(text).as(form.name()).doesNotContain("\n?\n").doesNotContain("Column[");
          assertThat(text.lines().mapToInt(String::length)).allMatch(n -> n <= 2 * 42);
          assertThat(kind.batch().forms(arena).getFirst().column().toString())
              .endsWith("13 rows, 2 columns");
        }
      }
    }
  }

  @Test
  @DisplayName("item 74: a long column, and a long element, are not read as a whole")
  void longOnes_areNotRead() {
    Column nulls =
        Column.ofBuffers(
            ArrowField.of("n", "n").withNullable(true),
            1L << 40,
            0,
            -1,
            List.of(),
            Retention.PERMANENT,
            List.of(),
            null);
    assertThat(nulls.toString()).endsWith("\nnull\n1099511627776 elements");
    Column list = Column.ofLists("l", NDArray.copyOf(new long[] {0, 1L << 40}), nulls);
    assertThat(list.toString()).contains("[null, null, null, null, null, null, ...");
  }

  @Test
  @DisplayName("item 74: of a long element only the beginning is read")
  void longElements_areNotRead() {
    NDArray raw = NDArray.zeros(DType.raw(1000), 1);
    assertThat(Column.of("x", raw).toString())
        .isEqualTo(
            "x\nfixed_size_binary[1000]\n"
                + "-".repeat(40)
                + "\nb'"
                + "\\x00".repeat(8)
                + "\\x0...\n1 element");
  }

  @Test
  @DisplayName("item 74: memory that is gone is described")
  void goneMemory_isDescribed() {
    Column column;
    try (Arena arena = Arena.ofConfined()) {
      column = Column.of("x", NDArray.zeros(arena, DType.INT8, 2));
    }
    assertThat(column).hasToString("Column[2 of x: int8]: Already closed");
    assertThat(Column.ofBatch(column)).hasToString("Column[2 of struct<x: int8>]: Already closed");
  }

  @Test
  @DisplayName("an element that is invalid")
  void invalidElements() {
    try (Arena arena = Arena.ofConfined()) {
      Column column = ProducedArray.of("u", 3).absent().ints(0, 9, 2, 3).text("abc").adopt(arena);
      assertThat(column.toString()).endsWith("\n?\n?\n'c'\n3 elements");
    }
  }
}
