package org.culebra.arrowcases;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.culebra.arrow.ArrowField;
import org.culebra.arrowcases.Encoder.In;
import org.jspecify.annotations.Nullable;

/// Every type of Arrow's, with values: each with and without missing ones where it can have them.
public final class Kinds {
  /// Of each kind: more than a bitmap's byte, and no multiple of it.
  public static final int ROWS = 13;

  private static final long DAY = 86_400_000;

  private final List<Kind> kinds = new ArrayList<>();

  private Kinds() {}

  /// All kinds, in an order that stays.
  public static List<Kind> all() {
    Kinds all = new Kinds();
    all.numbers();
    all.times();
    all.decimals();
    all.texts();
    all.lists();
    all.structs();
    all.dictionaries();
    all.unions();
    all.runs();
    all.extensions();
    return List.copyOf(all.kinds);
  }

  // --- adding

  /// With and without missing values.
  private void add(String name, ArrowField field, IntFunction<@Nullable Object> values) {
    addAsIs(name, field, values);
    addAsIs(
        name + " with nulls",
        field.withNullable(true),
        i -> i % 4 == 1 || i == 8 ? null : values.apply(i));
  }

  private void addAsIs(String name, ArrowField field, IntFunction<@Nullable Object> values) {
    List<@Nullable Object> all = new ArrayList<>();
    IntStream.range(0, ROWS).forEach(i -> all.add(values.apply(i)));
    kinds.add(new Kind(name, field, all, UnsupportedTypes.of(field)));
  }

  private void add(String name, String format, IntFunction<@Nullable Object> values) {
    add(name, field(format), values);
  }

  static ArrowField field(String format, ArrowField... children) {
    return ArrowField.of("x", format, children);
  }

  private static ArrowField item(String format, ArrowField... children) {
    return ArrowField.of("item", format, children).withNullable(true);
  }

  private static Map<String, @Nullable Object> row(Object... namesAndValues) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      row.put((String) namesAndValues[i], value.equals(NULL) ? null : value);
    }
    return row;
  }

  private static final Object NULL = new Object();

  /// Lists of 0 to 3 elements.
  private static List<@Nullable Object> some(int i, IntFunction<@Nullable Object> values) {
    return fixed(i % 4, i, values);
  }

  private static List<@Nullable Object> fixed(
      int size, int i, IntFunction<@Nullable Object> values) {
    List<@Nullable Object> list = new ArrayList<>();
    IntStream.range(0, size).forEach(k -> list.add(values.apply(3 * i + k)));
    return list;
  }

  // --- what there is

  private void numbers() {
    addAsIs("null", field("n").withNullable(true), _ -> null);
    add("bool", "b", i -> i % 3 == 0);
    add("int8", "c", i -> 20L * i - 128);
    add("uint8", "C", i -> 255L - 20L * i);
    add("int16", "s", i -> 5000L * i - 32768);
    add("uint16", "S", i -> 65535L - 5000L * i);
    add("int32", "i", i -> 300_000_000L * i + Integer.MIN_VALUE);
    add("uint32", "I", i -> 0xffff_ffffL - 300_000_000L * i);
    add("int64", "l", i -> (1L << 59) * i + Long.MIN_VALUE);
    add("uint64", "L", i -> BigInteger.TWO.pow(64).subtract(BigInteger.valueOf(i + 1)));
    add("float16", "e", i -> i - 2.5);
    add("float32", "f", i -> i * 0.25 - 1);
    add("float64", "g", i -> 0.1 * i - 0.3);
  }

  private void times() {
    add("date32", "tdD", i -> 1000L * i - 3000);
    add("date64", "tdm", i -> DAY * (1000L * i - 3000));
    add("time32 in seconds", "tts", i -> 7000L * i);
    add("time32 in milliseconds", "ttm", i -> 7_000_123L * i);
    add("time64 in microseconds", "ttu", i -> 7_000_123_456L * i);
    add("time64 in nanoseconds", "ttn", i -> 7_000_123_456_789L * i);
    for (String unit : List.of("s", "m", "u", "n")) {
      add("timestamp in " + unit, "ts" + unit + ":", i -> 1_000_003L * (i - 2));
      add("duration in " + unit, "tD" + unit, i -> 1_000_003L * (i - 2));
    }
    add("timestamp of UTC", "tsu:UTC", i -> 1_700_000_000_000_000L + i);
    add("timestamp of a zone", "tsn:Europe/Berlin", i -> 1_700_000_000_000_000_000L + i);
    add("interval in months", "tiM", i -> i - 3L);
    add("interval of days and milliseconds", "tiD", i -> List.of(i - 3L, 1000L * i));
    add("interval of months, days and nanoseconds", "tin", i -> List.of(i - 3L, 2L * i, 7L * i));
  }

  private void decimals() {
    add("decimal32", "d:7,2,32", i -> BigDecimal.valueOf(123_456L * i - 500_000, 2));
    add("decimal64", "d:15,3,64", i -> BigDecimal.valueOf(123_456_789_012L * i - 500_000, 3));
    BigInteger big = new BigInteger("123456789012345678901234567");
    add("decimal128", "d:30,4", i -> new BigDecimal(big.multiply(BigInteger.valueOf(i - 4)), 4));
    BigInteger huge = big.multiply(big);
    add(
        "decimal256",
        "d:60,5,256",
        i -> new BigDecimal(huge.multiply(BigInteger.valueOf(i - 4)), 5));
  }

  private static String text(int i) {
    return i % 5 == 2 ? "" : i % 5 == 3 ? "längerer Text " + i : "t" + i;
  }

  private static byte[] binary(int i) {
    byte[] bytes = new byte[i % 5 == 3 ? 20 : i % 5];
    java.util.Arrays.fill(bytes, (byte) (250 + i));
    return bytes;
  }

  private void texts() {
    add("utf8", "u", Kinds::text);
    add("large utf8", "U", Kinds::text);
    add("utf8 view", "vu", Kinds::text);
    add("binary", "z", Kinds::binary);
    add("large binary", "Z", Kinds::binary);
    add("binary view", "vz", Kinds::binary);
    add("fixed-size binary", "w:3", i -> new byte[] {(byte) i, (byte) -i, 7});
    add("utf8 of nothing", "u", _ -> "");
  }

  private void lists() {
    IntFunction<@Nullable Object> numbers = k -> k % 5 == 4 ? null : (Long) (long) k;
    IntFunction<@Nullable Object> texts = k -> k % 5 == 4 ? null : text(k);
    add("list", field("+l", item("i")), i -> some(i, numbers));
    add("list of texts", field("+l", item("u")), i -> some(i, texts));
    add("list of empty lists", field("+l", item("+l", item("u"))), _ -> List.of());
    add("list of nulls", field("+l", item("n")), i -> some(i, _ -> null));
    add("large list", field("+L", item("l")), i -> some(i, numbers));
    add("large list of bools", field("+L", item("b")), i -> some(i, k -> k % 3 == 0));
    add("fixed-size list", field("+w:3", item("s")), i -> fixed(3, i, numbers));
    add("fixed-size list of texts", field("+w:2", item("u")), i -> fixed(2, i, texts));
    add("list view", field("+vl", item("i")), i -> some(i, numbers));
    add("large list view of texts", field("+vL", item("u")), i -> some(i, texts));
    add(
        "list of fixed-size lists",
        field("+l", item("+w:2", item("b"))),
        i -> some(i, k -> fixed(2, k, m -> m % 2 == 0)));
    ArrowField entries =
        ArrowField.of("entries", "+s", ArrowField.of("key", "u"), item("i").withName("value"));
    add(
        "map",
        field("+m", entries),
        i -> some(i, k -> row("key", "k" + k, "value", k % 5 == 4 ? NULL : (Long) (long) k)));
  }

  private static Map<String, @Nullable Object> struct(int i) {
    return row("a", (long) i, "b", i % 5 == 4 ? NULL : text(i));
  }

  private void structs() {
    ArrowField a = item("i").withName("a");
    ArrowField b = item("u").withName("b");
    ArrowField struct = item("+s", a, b);
    IntFunction<@Nullable Object> rows =
        k -> k % 7 == 5 ? null : row("a", (long) k, "b", k % 5 == 4 ? NULL : text(k));
    add("struct", field("+s", a, b), Kinds::struct);
    add(
        "struct of a struct",
        field("+s", a, struct.withName("s")),
        i -> row("a", (long) i, "s", i % 3 == 2 ? NULL : struct(i)));
    add("list of structs", field("+l", struct), i -> some(i, rows));
    add("fixed-size list of structs", field("+w:2", struct), i -> fixed(2, i, rows));
    ArrowField lists = item("+l", item("u")).withName("l");
    ArrowField flags = item("+w:2", item("b")).withName("f");
    add(
        "list of structs of lists",
        field("+l", item("+s", lists, flags)),
        i ->
            some(
                i,
                k ->
                    row(
                        "l",
                        k % 5 == 4 ? NULL : some(k, Kinds::text),
                        "f",
                        fixed(2, k, m -> m % 3 == 0))));
    add("list view of structs", field("+vl", struct), i -> some(i, rows));
  }

  private void dictionaries() {
    ArrowField texts = item("u");
    add("dictionary", field("c").withDictionary(texts), i -> text(i % 6));
    ArrowField ordered = field("S").withDictionary(item("l"));
    add("ordered dictionary", ordered.withFlags(ArrowField.DICTIONARY_ORDERED), i -> (long) i / 3);
    add("dictionary of large indices", field("l").withDictionary(item("U")), i -> text(i % 6));
    add(
        "struct of a dictionary",
        field("+s", item("i").withName("d").withDictionary(texts)),
        i -> row("d", i % 5 == 3 ? NULL : text(i % 6)));
    add(
        "list of dictionaries",
        field("+l", item("c").withDictionary(texts)),
        i -> some(i, k -> text(k % 6)));
    add(
        "dictionary of lists",
        field("i").withDictionary(item("+l", item("i"))),
        i -> some(i % 3, k -> (long) k));
  }

  private void unions() {
    ArrowField numbers = item("i").withName("n");
    ArrowField texts = item("u").withName("t");
    IntFunction<@Nullable Object> values =
        i -> i % 3 == 1 ? new In(1, text(i)) : new In(0, i == 6 ? null : (Long) (long) i);
    addAsIs("sparse union", field("+us:0,1", numbers, texts), values);
    addAsIs("dense union", field("+ud:0,1", numbers, texts), values);
    addAsIs("dense union of other ids", field("+ud:5,9", numbers, texts), values);
    addAsIs("sparse union of other ids", field("+us:5,9", numbers, texts), values);
    ArrowField lists = item("+l", item("i")).withName("l");
    addAsIs(
        "dense union of lists",
        field("+ud:0,1", lists, texts),
        i -> i % 3 == 1 ? new In(1, text(i)) : new In(0, some(i, k -> (long) k)));
    add(
        "list of dense unions",
        field("+l", ArrowField.of("item", "+ud:0,1", numbers, texts)),
        i -> some(i, values));
    add(
        "struct of a sparse union",
        field("+s", ArrowField.of("u", "+us:0,1", numbers, texts)),
        i -> row("u", values.apply(i)));
  }

  private void runs() {
    ArrowField ends = ArrowField.of("run_ends", "i");
    ArrowField values = item("g").withName("values");
    addAsIs("runs", field("+r", ends, values), i -> i / 4 == 1 ? null : 0.5 * Math.floorDiv(i, 4));
    addAsIs(
        "runs of texts",
        field("+r", ArrowField.of("run_ends", "s"), item("u").withName("values")),
        i -> text(i / 2));
    addAsIs(
        "runs of lists",
        field("+r", ArrowField.of("run_ends", "l"), item("+l", item("i")).withName("values")),
        i -> some(i / 3, k -> (long) k));
    addAsIs(
        "runs of structs",
        field("+r", ends, item("+s", item("i").withName("a")).withName("values")),
        i -> row("a", i / 4 == 1 ? NULL : (Long) (long) i / 3));
    add(
        "struct of runs",
        field("+s", ArrowField.of("r", "+r", ends, values)),
        i -> row("r", i / 4 == 1 ? NULL : 0.5 * Math.floorDiv(i, 4)));
    add(
        "list of runs",
        field("+l", ArrowField.of("item", "+r", ends, values)),
        i -> some(i, k -> 0.5 * Math.floorDiv(k, 4)));
  }

  private void extensions() {
    add("bool8", field("c").withExtension("arrow.bool8", ""), i -> i % 3 == 0);
    ArrowField floats = item("f");
    IntFunction<@Nullable Object> number = k -> 0.5 * k;
    add(
        "fixed-shape tensor",
        field("+w:6", floats).withExtension("arrow.fixed_shape_tensor", "{\"shape\":[2,3]}"),
        i -> fixed(6, i, number));
    add(
        "variable-shape tensor",
        field("+s", item("+l", floats).withName("data"), item("+w:2", item("i")).withName("shape"))
            .withExtension("arrow.variable_shape_tensor", "{}"),
        i -> row("data", fixed(2 * (i % 3), i, number), "shape", List.of(2L, (long) (i % 3))));
    add(
        "uuid",
        field("w:16").withExtension("arrow.uuid", ""),
        i -> ByteBuffer.allocate(16).putLong(i).putLong(-i).array());
    add(
        "opaque",
        field("u")
            .withExtension(
                "arrow.opaque", "{\"type_name\":\"geometry\",\"vendor_name\":\"nobody\"}"),
        Kinds::text);
    add("json", field("u").withExtension("arrow.json", ""), i -> "{\"a\": " + i + "}");
    add(
        "complex",
        field("+w:2", ArrowField.of("item", "f")).withExtension("culebra.complex", ""),
        i -> fixed(2, i, number));
    add(
        "bfloat16",
        field("w:2").withExtension("culebra.bfloat16", ""),
        i -> new byte[] {(byte) i, 63});
    add("an unknown extension", field("g").withExtension("nobody.units", "metre"), i -> 0.5 * i);
  }
}
