package org.culebra.arrowcases;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.arrow.Columns;
import org.culebra.arrow.Interval;
import org.jspecify.annotations.Nullable;

/// Columns that [Columns] creates, of every kind: with what a reader has to find in them, and the
/// same array as pyarrow creates it.
public final class CreatedColumns {

  /// A column.
  ///
  /// @param name of the case
  /// @param column the column
  /// @param expected its values, as [Encoder] has them
  /// @param python the same array, as an expression of Python; null if pyarrow has no such type
  /// @param vectors whether arrow-java has such vectors
  public record Created(
      String name,
      Column column,
      List<? extends @Nullable Object> expected,
      @Nullable String python,
      boolean vectors) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final List<Created> all = new ArrayList<>();

  private CreatedColumns() {}

  /// All of them.
  public static List<Created> all() {
    CreatedColumns created = new CreatedColumns();
    created.decimals();
    created.timestamps();
    created.intervals();
    created.strings();
    created.binary();
    created.lists();
    created.maps();
    created.unions();
    created.runs();
    return List.copyOf(created.all);
  }

  private void add(
      String name,
      Column column,
      List<? extends @Nullable Object> expected,
      @Nullable String python) {
    all.add(new Created(name, column, expected, python, true));
  }

  /// The same column with all values present, and nullable as pyarrow's own children are.
  private static Column nullable(Column column) {
    return column.withValidity(NDArray.zeros(DType.BOOL, column.length()).fill(1));
  }

  // --- decimals

  private void decimals() {
    List<@Nullable BigDecimal> numbers =
        Arrays.asList(
            new BigDecimal("12.5"), null, new BigDecimal("-0.01"), new BigDecimal("9999999.99"));
    List<@Nullable BigDecimal> scaled = new ArrayList<>();
    numbers.forEach(number -> scaled.add(number == null ? null : number.setScale(2)));
    String array = "pa.array([D('12.50'), None, D('-0.01'), D('9999999.99')], ";
    for (int bits : new int[] {32, 64, 128, 256}) {
      Column column = Columns.decimals("x", numbers, 9, 2, bits);
      all.add(
          new Created(
              "decimal" + bits,
              column,
              scaled,
              array + "pa.decimal" + bits + "(9, 2))",
              bits >= 128));
    }
    String most = "9".repeat(76);
    add(
        "decimals of 76 digits",
        Columns.decimals("x", List.of(new BigDecimal(most), new BigDecimal("-" + most)), 76, 0),
        List.of(new BigDecimal(most), new BigDecimal("-" + most)),
        "pa.array([D('%s'), D('-%s')], pa.decimal256(76, 0))".formatted(most, most));
    add(
        "decimals of negative scale",
        Columns.decimals("x", List.of(new BigDecimal("1200"), new BigDecimal("-3E+4")), 5, -2),
        List.of(new BigDecimal("12E+2"), new BigDecimal("-300E+2")),
        "pa.array([D('12E+2'), D('-300E+2')], pa.decimal128(5, -2))");
    add(
        "no decimals",
        Columns.decimals("x", List.of(), 20, 3),
        List.of(),
        "pa.array([], pa.decimal128(20, 3))");
    add(
        "decimals that are all missing",
        Columns.decimals("x", Arrays.asList(null, null), 40, 3),
        Arrays.asList(null, null),
        "pa.array([None, None], pa.decimal256(40, 3))");
    unscaled();
  }

  private void unscaled() {
    List<BigDecimal> expected =
        List.of(new BigDecimal("-9.99"), new BigDecimal("0.00"), new BigDecimal("1.25"));
    String python = "pa.array([D('-9.99'), D('0.00'), D('1.25')], pa.decimal%s(%s, 2))";
    all.add(
        new Created(
            "decimals over int32",
            Columns.decimals("x", NDArray.copyOf(new int[] {-999, 0, 125}), 3, 2),
            expected,
            python.formatted(32, 3),
            false));
    all.add(
        new Created(
            "decimals over int64",
            Columns.decimals("x", NDArray.copyOf(new long[] {-999, 0, 125}), 18, 2),
            expected,
            python.formatted(64, 18),
            false));
    for (int width : new int[] {16, 32}) {
      NDArray raw = NDArray.zeros(DType.raw(width), 3);
      MemorySegment memory = raw.segment();
      for (int i = 0; i < 3; i++) {
        long value = new long[] {-999, 0, 125}[i];
        for (int word = 0; word < width / 8; word++) {
          memory.setAtIndex(
              ValueLayout.JAVA_LONG, (long) i * width / 8 + word, word == 0 ? value : value >> 63);
        }
      }
      add(
          "decimals over " + width + " bytes",
          Columns.decimals("x", raw, 20, 2),
          expected,
          python.formatted(8 * width, 20));
    }
  }

  // --- times

  private void timestamps() {
    List<@Nullable Instant> instants =
        Arrays.asList(
            Instant.parse("2026-03-29T00:59:59.999999999Z"),
            null,
            Instant.parse("1969-12-31T23:59:59.5Z"));
    long[] counts = {1_774_745_999_999_999_999L, 0, -500_000_000};
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("s", 1_000_000_000L);
    units.put("ms", 1_000_000L);
    units.put("us", 1000L);
    units.put("ns", 1L);
    units.forEach((unit, nanos) -> {
      List<@Nullable Object> expected = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        expected.add(instants.get(i) == null ? null : Math.floorDiv(counts[i], nanos));
      }
      add(
          "timestamps in " + unit,
          Columns.timestamps("x", instants, unit, ZoneId.of("Europe/Berlin")),
          expected,
          "pa.array([%s, None, %s], pa.timestamp('%s', 'Europe/Berlin'))"
              .formatted(expected.get(0), expected.get(2), unit));
    });
    NDArray times =
        NDArray.copyOf(new long[] {0, -1, Long.MIN_VALUE}).reinterpret(DType.datetime64("us"));
    Map<ZoneId, String> zones = new LinkedHashMap<>();
    zones.put(ZoneOffset.UTC, "UTC");
    zones.put(ZoneId.of("UTC"), "UTC");
    zones.put(ZoneId.of("GMT+2"), "+02:00");
    zones.put(ZoneOffset.ofHoursMinutes(-3, -30), "-03:30");
    zones.put(ZoneId.of("America/New_York"), "America/New_York");
    zones.forEach((zone, name) ->
        add(
            "timestamps of " + zone,
            Columns.timestamps("x", times, zone),
            Arrays.asList(0L, -1L, null),
            "pa.array([0, -1, None], pa.timestamp('us', '%s'))".formatted(name)));
  }

  private void intervals() {
    List<@Nullable Interval> intervals =
        Arrays.asList(new Interval(1, -2, 3_000_000_000L), null, new Interval(0, 0, -1));
    add(
        "intervals",
        Columns.intervals("x", intervals),
        Arrays.asList(List.of(1L, -2L, 3_000_000_000L), null, List.of(0L, 0L, -1L)),
        "pa.array([(1, -2, 3000000000), None, (0, 0, -1)], pa.month_day_nano_interval())");
    DType parts =
        DType.packed(
            Field.of("m", DType.INT32), Field.of("d", DType.INT32), Field.of("n", DType.INT64));
    NDArray structs = NDArray.zeros(parts, 2);
    structs.field("m").setLong(1, 14);
    structs.field("d").setLong(0, 5);
    structs.field("n").setLong(1, -7);
    add(
        "intervals over structs",
        Columns.intervals("x", structs),
        List.of(List.of(0L, 5L, 0L), List.of(14L, 0L, -7L)),
        "pa.array([(0, 5, 0), (14, 0, -7)], pa.month_day_nano_interval())");
    add(
        "intervals of months",
        Columns.intervals("x", NDArray.copyOf(new int[] {14, -3})),
        List.of(14L, -3L),
        null);
    add(
        "intervals of days and milliseconds",
        Columns.intervals("x", NDArray.copyOf(new int[] {1, 2, -3, -4}, 2, 2)),
        List.of(List.of(1L, 2L), List.of(-3L, -4L)),
        null);
    add(
        "no intervals",
        Columns.intervals("x", List.of()),
        List.of(),
        "pa.array([], pa.month_day_nano_interval())");
  }

  // --- strings and bytes

  private static final List<@Nullable String> STRINGS =
      Arrays.asList("", null, "aä😀", "twelve bytes", "thirteen byte", "x".repeat(300));

  private static List<byte @Nullable []> utf8(List<@Nullable String> strings) {
    List<byte @Nullable []> all = new ArrayList<>();
    strings.forEach(text -> all.add(text == null ? null : text.getBytes(StandardCharsets.UTF_8)));
    return all;
  }

  private static NDArray bytes(String text) {
    return NDArray.copyOf(text.getBytes(StandardCharsets.UTF_8)).reinterpret(DType.UINT8);
  }

  private void strings() {
    String list = "['', None, 'aä😀', 'twelve bytes', 'thirteen byte', 'x' * 300]";
    List<@Nullable String> none = Collections.nCopies(3, null);
    String nothing = "[None, None, None]";
    add(
        "large strings",
        Columns.largeStrings("x", STRINGS),
        STRINGS,
        "pa.array(" + list + ", pa.large_string())");
    add(
        "string views",
        Columns.stringViews("x", STRINGS),
        STRINGS,
        "pa.array(" + list + ", pa.string_view())");
    add(
        "large strings, all missing",
        Columns.largeStrings("x", none),
        none,
        "pa.array(" + nothing + ", pa.large_string())");
    add(
        "string views, all missing",
        Columns.stringViews("x", none),
        none,
        "pa.array(" + nothing + ", pa.string_view())");
    add(
        "no large strings",
        Columns.largeStrings("x", List.of()),
        List.of(),
        "pa.array([], pa.large_string())");
    add(
        "no string views",
        Columns.stringViews("x", List.of()),
        List.of(),
        "pa.array([], pa.string_view())");
    add(
        "strings over arrays",
        Columns.strings("x", NDArray.copyOf(new int[] {1, 1, 4, 8}), bytes("-aä😀end")),
        List.of("", "aä", "😀"),
        "pa.array(['', 'aä', '😀'])");
    add(
        "large strings over arrays",
        Columns.strings("x", NDArray.copyOf(new long[] {0, 3, 3}), bytes("abc")),
        List.of("abc", ""),
        "pa.array(['abc', ''], pa.large_string())");
    add(
        "no strings over arrays",
        Columns.strings("x", NDArray.copyOf(new int[] {0}), NDArray.zeros(DType.UINT8, 0)),
        List.of(),
        "pa.array([], pa.string())");
  }

  private void binary() {
    List<byte @Nullable []> values = utf8(STRINGS);
    values.add(new byte[] {0, -1, (byte) 0xc3});
    String list =
        "[b'', None, 'aä😀'.encode(), b'twelve bytes', b'thirteen byte', b'x' * 300,"
            + " b'\\x00\\xff\\xc3']";
    add("binary", Columns.binary("x", values), values, "pa.array(" + list + ", pa.binary())");
    add(
        "large binary",
        Columns.largeBinary("x", values),
        values,
        "pa.array(" + list + ", pa.large_binary())");
    add(
        "binary views",
        Columns.binaryViews("x", values),
        values,
        "pa.array(" + list + ", pa.binary_view())");
    add(
        "binary over arrays",
        Columns.binary(
            "x", NDArray.copyOf(new int[] {0, 2, 3}), NDArray.copyOf(new byte[] {-1, 0, 7, 9})),
        List.of(new byte[] {-1, 0}, new byte[] {7}),
        "pa.array([b'\\xff\\x00', b'\\x07'], pa.binary())");
    add(
        "large binary over arrays",
        Columns.binary("x", NDArray.copyOf(new long[] {1, 2}), NDArray.copyOf(new byte[] {-1, 0})),
        List.of(new byte[] {0}),
        "pa.array([b'\\x00'], pa.large_binary())");
    add("no binary", Columns.binary("x", List.of()), List.of(), "pa.array([], pa.binary())");
  }

  // --- nested

  private void lists() {
    Column strings = Column.ofStrings("s", STRINGS);
    List<@Nullable String> all = STRINGS;
    String list = "['', None, 'aä😀', 'twelve bytes', 'thirteen byte', 'x' * 300]";
    add(
        "fixed-size lists of strings",
        Columns.fixedSizeLists("x", strings, 3),
        List.of(all.subList(0, 3), all.subList(3, 6)),
        "pa.FixedSizeListArray.from_arrays(pa.array(" + list + "), 3)");
    add(
        "fixed-size lists of a slice",
        Columns.fixedSizeLists("x", strings.slice(1, 5), 2),
        List.of(all.subList(1, 3), all.subList(3, 5)),
        "pa.FixedSizeListArray.from_arrays(pa.array(" + list + ").slice(1, 4), 2)");
    add(
        "no fixed-size lists",
        Columns.fixedSizeLists("x", strings.slice(2, 2), 2),
        List.of(),
        "pa.array([], pa.list_(pa.string(), 2))");
  }

  private static Map<String, @Nullable Object> entry(@Nullable Object key, @Nullable Object value) {
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("key", key);
    entry.put("value", value);
    return entry;
  }

  private void maps() {
    Column keys = Column.ofStrings("k", List.of("a", "b", "c", "d"));
    Column values = nullable(Column.of("v", NDArray.copyOf(new int[] {1, 2, 3, 4})));
    NDArray offsets = NDArray.copyOf(new int[] {0, 2, 2, 3});
    List<?> expected =
        List.of(List.of(entry("a", 1L), entry("b", 2L)), List.of(), List.of(entry("c", 3L)));
    String lists = "[[('a', 1), ('b', 2)], [], [('c', 3)]], pa.map_(pa.string(), pa.int32()%s)";
    add(
        "maps",
        Columns.maps("x", offsets, keys, values),
        expected,
        "pa.array(" + lists.formatted("") + ")");
    add(
        "sorted maps",
        Columns.maps("x", offsets, keys, values, true),
        expected,
        "pa.array(" + lists.formatted(", keys_sorted=True") + ")");
    add(
        "maps of slices, some missing",
        Columns.maps("x", NDArray.copyOf(new int[] {0, 1, 2}), keys.slice(1, 3), values.slice(2, 4))
            .withValidity(NDArray.copyOf(new boolean[] {true, false})),
        Arrays.asList(List.of(entry("b", 3L)), null),
        "pa.array([[('b', 3)], None], pa.map_(pa.string(), pa.int32()))");
    add(
        "no maps",
        Columns.maps("x", NDArray.copyOf(new int[] {0}), keys.slice(0, 0), values.slice(0, 0)),
        List.of(),
        "pa.array([], pa.map_(pa.string(), pa.int32()))");
  }

  private void unions() {
    Column numbers =
        Column.of("n", NDArray.copyOf(new int[] {1, 2, 3}))
            .withValidity(NDArray.copyOf(new boolean[] {true, true, false}));
    Column strings = Column.ofStrings("s", Arrays.asList("a", null, "c"));
    NDArray ids = NDArray.copyOf(new byte[] {1, 0, 0});
    String children =
        "[pa.array([1, 2, None], pa.int32()), pa.array(['a', None, 'c'])], ['n', 's'])";
    add(
        "sparse union",
        Columns.sparseUnion("x", ids, numbers, strings),
        Arrays.asList("a", 2L, null),
        "pa.UnionArray.from_sparse(pa.array([1, 0, 0], pa.int8()), " + children);
    add(
        "dense union",
        Columns.denseUnion(
            "x",
            NDArray.copyOf(new byte[] {1, 0, 1, 0, 0}),
            NDArray.copyOf(new int[] {0, 0, 2, 1, 2}),
            numbers,
            strings),
        Arrays.asList("a", 1L, "c", 2L, null),
        "pa.UnionArray.from_dense(pa.array([1, 0, 1, 0, 0], pa.int8()), pa.array([0, 0, 2, 1, 2],"
            + " pa.int32()), "
            + children);
    add(
        "sparse union of slices",
        Columns.sparseUnion("x", ids.sliceAxis(0, 0, 2), numbers.slice(1, 3), strings.slice(1, 3)),
        Arrays.asList(null, null),
        "pa.UnionArray.from_sparse(pa.array([1, 0], pa.int8()), [pa.array([2, None], pa.int32()),"
            + " pa.array([None, 'c'])], ['n', 's'])");
    NDArray none = NDArray.zeros(DType.INT8, 0);
    add(
        "no dense union",
        Columns.denseUnion(
            "x", none, NDArray.zeros(DType.INT32, 0), numbers.slice(0, 0), strings.slice(0, 0)),
        List.of(),
        "pa.UnionArray.from_dense(pa.array([], pa.int8()), pa.array([], pa.int32()), [pa.array([],"
            + " pa.int32()), pa.array([], pa.string())], ['n', 's'])");
  }

  private void runs() {
    Column values = Column.ofStrings("v", Arrays.asList("a", null, "b"));
    List<@Nullable String> expected = Arrays.asList("a", "a", null, "b", "b", "b");
    for (DType type : List.of(DType.INT16, DType.INT32, DType.INT64)) {
      String name = type.name();
      add(
          "runs by " + name,
          Columns.runs("x", NDArray.copyOf(new int[] {2, 3, 6}).copy(type), values),
          expected,
          "pa.RunEndEncodedArray.from_arrays(pa.array([2, 3, 6], pa.%s()), pa.array(['a', None, 'b']))"
              .formatted(name));
    }
    add(
        "no runs",
        Columns.runs("x", NDArray.zeros(DType.INT32, 0), values.slice(1, 1)),
        List.of(),
        "pa.RunEndEncodedArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))");
    BigInteger big = BigInteger.TEN.pow(20);
    int[] ends = IntStream.rangeClosed(1, 30).map(i -> 3 * i).toArray();
    List<BigDecimal> numbers = new ArrayList<>();
    List<Object> repeated = new ArrayList<>();
    for (int i = 0; i < ends.length; i++) {
      BigDecimal number = new BigDecimal(big.multiply(BigInteger.valueOf(i - 9)), 2);
      numbers.add(number);
      repeated.addAll(Collections.nCopies(3, number));
    }
    add(
        "runs of decimals",
        Columns.runs("x", NDArray.copyOf(ends), nullable(Columns.decimals("d", numbers, 38, 2))),
        repeated,
        "pa.RunEndEncodedArray.from_arrays(pa.array(range(3, 91, 3), pa.int32()),"
            + " pa.array([D(10)**18 * (i - 9) for i in range(30)], pa.decimal128(38, 2)))");
  }
}
