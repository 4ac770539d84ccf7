package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.arrowcases.Kind;
import org.culebra.arrowcases.Kinds;
import org.culebra.arrowcases.ReadValues;
import org.culebra.arrowcases.Texts;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Columns and batches joined; `interop/python` compares with `pa.concat_arrays` and
/// `pa.concat_tables`.
class ConcatenationTest {
  static Stream<Kind> kinds() {
    return Kinds.all().stream().flatMap(kind -> Stream.of(kind, kind.batch()));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("item 73: random forms of every kind, joined")
  void everyKind_isJoined(Kind kind) {
    Random random = Seeds.random("concatenate " + kind);
    try (Arena arena = Arena.ofConfined()) {
      List<Kind.Form> forms = kind.forms(arena);
      for (int i = 0; i < 8; i++) {
        List<Kind.Form> some = new ArrayList<>();
        for (int k = 1 + random.nextInt(4); k > 0; k--) {
          some.add(forms.get(random.nextInt(forms.size())));
        }
        assertJoined(some);
      }
      assertJoined(forms);
    }
  }

  private static void assertJoined(List<Kind.Form> forms) {
    List<@Nullable Object> expected = new ArrayList<>();
    forms.forEach(form -> expected.addAll(form.expected()));
    Column joined;
    try (Arena arena = Arena.ofConfined()) {
      Column[] columns = forms.stream().map(Kind.Form::column).toArray(Column[]::new);
      joined = Columns.concatenate(columns);
      assertThat(joined.offset()).isZero();
      assertThat(joined.field()).isEqualTo(columns[0].field());
      Column again = Columns.concatenate(arena, joined, joined.slice(0, joined.length() / 2));
      assertThat(Texts.of(ReadValues.of(again.slice(0, joined.length()))))
          .isEqualTo(Texts.of(expected));
    }
    assertThat(Texts.of(ReadValues.of(joined))).as(forms.toString()).isEqualTo(Texts.of(expected));
    assertThat(joined.nullCount())
        .isEqualTo(forms.stream().mapToLong(form -> form.column().nullCount()).sum());
  }

  // --- what is the same

  private static Column strings(@Nullable String... strings) {
    return Column.ofStrings("s", Arrays.asList(strings));
  }

  @Test
  @DisplayName("item 73: the first name, nullable where any is")
  void fields_areWidened() {
    Column joined = Columns.concatenate(strings("a").withName("first"), strings("b", null));
    assertThat(joined.field()).hasToString("first: string?");
    assertThat(joined.toList()).containsExactly("a", "b", null);
    Column batches =
        Columns.concatenate(Column.ofBatch(strings("a")), Column.ofBatch(strings((String) null)));
    assertThat(batches.field()).hasToString("struct<s: string?>");
  }

  @Test
  @DisplayName("items 63, 73: sorted maps only where all are, nullable dictionaries where any is")
  void flags_holdForAll() {
    NDArray offsets = NDArray.copyOf(new int[] {0, 1});
    Column key = strings("a");
    Column sorted = Columns.maps("m", offsets, key, key, true);
    Column unsorted = Columns.maps("m", offsets, key, key);
    assertThat(Columns.concatenate(sorted, sorted).field().flags())
        .isEqualTo(ArrowField.MAP_KEYS_SORTED);
    for (ArrowField field :
        List.of(
            Columns.concatenate(sorted, unsorted).field(),
            Columns.concatenate(unsorted, sorted).field(),
            BatchSource.of(sorted, unsorted).schema())) {
      assertThat(field.flags()).isZero();
    }
    NDArray index = NDArray.copyOf(new byte[] {0});
    Column present = Column.ofDictionary("d", index, strings("a"));
    Column missing = Column.ofDictionary("d", index, strings((String) null));
    assertThat(BatchSource.of(present, missing).schema())
        .hasToString("d: dictionary<int8, s: string?>");
  }

  @Test
  @DisplayName("item 73: other types, names of columns and extension types are rejected with both")
  void otherTypes_areRejected() {
    Column ints = Column.of("x", NDArray.zeros(DType.INT32, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.concatenate(ints, strings("a")))
        .withMessage("expected a column of the type x: int32 but found s: string");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Columns.concatenate(Column.ofBatch(ints), Column.ofBatch(ints.withName("y"))))
        .withMessage("expected a column of the type struct<x: int32> but found struct<y: int32>");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Columns.concatenate(
                Column.of("x", NDArray.zeros(DType.INT8, 1)),
                Column.of("x", NDArray.zeros(DType.BOOL, 1))))
        .withMessageContaining("but found x: int8 {ARROW:extension:name=arrow.bool8");
    assertThatIllegalArgumentException()
        .isThrownBy(Columns::concatenate)
        .withMessage("expected at least one column, which determines the type, but found none");
  }

  // --- memory

  @Test
  @DisplayName("item 73: all memory is of the given arena, and exported under its leases")
  void memory_isTheArenas() {
    long exports = ExportTracker.count();
    Arena mine = Arena.ofConfined();
    ExchangeArena arena = ExchangeArena.ofConfined();
    Column column =
        Column.ofBatch(
            Column.ofDictionary("d", NDArray.copyOf(mine, new byte[] {1, 0}), strings("a", "b")),
            Column.of("x", NDArray.copyOf(mine, new double[] {1, 2})));
    Column joined = Columns.concatenate(arena, column, column);
    mine.close();
    assertThat(joined.child(1).buffers().get(1).address() % 64).isZero();
    try (Arena back = Arena.ofConfined()) {
      MemorySegment schema = Arrow.newSchema(back);
      MemorySegment array = Arrow.newArray(back);
      Arrow.export(joined, schema, array);
      Column adopted = Arrow.adopt(back, schema, array);
      arena.close();
      assertThat(adopted.child("d").toStrings()).containsExactly("b", "a", "b", "a");
      assertThat(adopted.child("x").array().toDoubleArray()).containsExactly(1, 2, 1, 2);
    }
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  @Test
  @DisplayName("of views, list-views and dense unions, only what is used is copied")
  void unusedParts_areNotCopied() {
    String text = "a text that does not fit in a view ".repeat(100);
    Column views = Columns.stringViews("x", List.of(text, "short", text + text));
    Column joined = Columns.concatenate(views.slice(1, 2), views.slice(0, 1));
    assertThat(joined.toStrings()).containsExactly("short", text);
    assertThat(joined.buffers()).hasSize(3);
    assertThat(joined.buffers().getLast().byteSize()).isEqualTo(text.length());
    Column lists = Column.ofListViews("x", NDArray.arange(1000L).reshape(100, 10));
    assertThat(
            TestColumns.storedChildren(Columns.concatenate(lists.slice(50, 52)))
                .getFirst()
                .length())
        .isEqualTo(20);
    Column union =
        Columns.denseUnion(
            "x",
            NDArray.zeros(DType.INT8, 100),
            NDArray.arange(100L).copy(DType.INT32),
            Column.of("v", NDArray.arange(100L)));
    Column part = Columns.concatenate(union.slice(98, 100), union.slice(3, 4));
    assertThat(part.toList()).containsExactly(98L, 99L, 3L);
    assertThat(part.child(0).length()).isEqualTo(3);
  }

  // --- dictionaries

  private static Column dictionary(int[] indices, @Nullable String... values) {
    NDArray bytes = NDArray.copyOf(indices).copy(DType.INT8);
    return Column.ofDictionary("d", bytes, strings(values));
  }

  @Test
  @DisplayName("item 73: one dictionary stays as it is, others are unified")
  void dictionaries() {
    Column one = dictionary(new int[] {2, 0}, "a", "b", "c");
    Column same = Columns.concatenate(one, one.slice(1, 2));
    assertThat(Objects.requireNonNull(same.dictionary()).toStrings())
        .containsExactly("a", "b", "c");
    assertThat(same.values().toByteArray()).containsExactly(2, 0, 0);

    Column other = dictionary(new int[] {3, 0, 1, 2}, "x", "b", null, "a");
    Column unified = Columns.concatenate(one, other, one);
    assertThat(unified.toStrings()).containsExactly("c", "a", "a", "x", "b", null, "c", "a");
    assertThat(Objects.requireNonNull(unified.dictionary()).toStrings())
        .containsExactly("a", "b", "c", "x", null);
    assertThat(unified.field()).hasToString("d: dictionary<int8, s: string?>");
  }

  @Test
  @DisplayName("item 73: too many values for the indices, and another order, are rejected")
  void dictionaries_thatCannotBeOne_areRejected() {
    String[] many = IntStream.range(0, 100).mapToObj(i -> "v" + i).toArray(String[]::new);
    String[] more = IntStream.range(50, 150).mapToObj(i -> "v" + i).toArray(String[]::new);
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Columns.concatenate(dictionary(new int[] {99}, many), dictionary(new int[] {0}, more)))
        .withMessage(
            "expected at most 128 values in the dictionary, as indices of int8 can refer to,"
                + " but found 150; encode the columns with wider indices");

    NDArray indices = NDArray.copyOf(new byte[] {0, 1});
    Column ordered = Column.ofDictionary("d", indices, strings("low", "mid", "high"), true);
    Column part = Column.ofDictionary("d", indices, strings("low", "high"), true);
    assertThat(Columns.concatenate(ordered, part).toStrings())
        .containsExactly("low", "mid", "low", "high");
    for (Column other :
        List.of(
            Column.ofDictionary("d", indices, strings("high", "low"), true),
            Column.ofDictionary("d", indices, strings("low", "highest"), true))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Columns.concatenate(ordered, other))
          .withMessage(
              "expected one dictionary, since its order is significant, but found other values or"
                  + " another order in column 1; encode all columns by the same dictionary");
    }
    Column unordered = Column.ofDictionary("d", indices, strings("high", "low"));
    assertThat(Columns.concatenate(ordered, unordered).field().flags()).isZero();
  }

  @Test
  @DisplayName("dictionaries of bytes, of lists, of times beyond Java's")
  void dictionaries_ofOtherTypes() {
    NDArray indices = NDArray.copyOf(new byte[] {1, 0});
    Column bytes =
        Column.ofDictionary(
            "d", indices, Columns.binary("v", List.of(new byte[] {1}, new byte[] {2})));
    Column others =
        Column.ofDictionary(
            "d", indices, Columns.binary("v", List.of(new byte[] {2}, new byte[] {3})));
    Column unified = Columns.concatenate(bytes, others);
    assertThat(Objects.requireNonNull(unified.dictionary()).length()).isEqualTo(3);
    assertThat(unified.getBytes(2)).containsExactly(3);
    long[] counts = {Long.MAX_VALUE, 0};
    Column times =
        Column.ofDictionary(
            "d",
            indices,
            Column.of("t", NDArray.copyOf(counts).reinterpret(DType.datetime64("s"))));
    Column later =
        Column.ofDictionary(
            "d",
            indices,
            Column.of("t", NDArray.copyOf(new long[] {1, 0}).reinterpret(DType.datetime64("s"))));
    assertThat(Objects.requireNonNull(Columns.concatenate(times, later).dictionary()).length())
        .isEqualTo(3);
  }

  @Test
  @DisplayName("dictionaries of structs, lists and unions with values of the same bytes")
  void dictionaries_ofNestedTypes() {
    Column letters =
        Columns.sparseUnion(
            "u",
            NDArray.copyOf(new byte[] {0, 1}),
            Column.of("n", NDArray.copyOf(new byte[] {97, 97})),
            strings("a", "a"));
    Column lists = Column.ofLists("l", NDArray.copyOf(new int[] {0, 1, 2}), letters);
    Column bits = Column.ofBits("b", NDArray.copyOf(new boolean[] {true, true}));
    Column structs = Column.ofStruct("s", lists, bits);
    NDArray indices = NDArray.copyOf(new byte[] {1, 0});
    Column all = Column.ofDictionary("d", indices, structs);
    Column second = Column.ofDictionary("d", indices.sliceAxis(0, 1, 2), structs.slice(1, 2));
    Column joined = Columns.concatenate(all, second);
    assertThat(Objects.requireNonNull(joined.dictionary()).length()).isEqualTo(2);
    assertThat(joined.toList()).containsExactly(structs.get(1), structs.get(0), structs.get(1));
    assertThat(structs.get(0)).isNotEqualTo(structs.get(1));
  }

  // --- limits

  /// Nulls take no memory, however many there are.
  private static Column nulls(long length) {
    return Column.ofBuffers(
        ArrowField.of("n", "n").withNullable(true),
        length,
        0,
        -1,
        List.of(),
        Retention.PERMANENT,
        List.of(),
        null);
  }

  @Test
  @DisplayName("item 73: offsets that do not reach are rejected with the type that does")
  void offsets_thatDoNotReach_areRejected() {
    Column values = nulls(Integer.MAX_VALUE);
    NDArray ends = NDArray.copyOf(new int[] {0, Integer.MAX_VALUE});
    Column lists = Column.ofLists("l", ends, values);
    assertThat(Columns.concatenate(lists, lists.slice(0, 0)).length()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.concatenate(lists, lists))
        .withMessage(
            "expected offsets of at most 2^31-1, as the format +l has, but found 4294967294 up to"
                + " column 1; large lists, +L, have offsets of 64 bits");
    Column large = Column.ofLists("l", ends.copy(DType.INT64), values);
    assertThat(Columns.concatenate(large, large).offsets().toLongArray())
        .containsExactly(0, Integer.MAX_VALUE, 2L * Integer.MAX_VALUE);
    Column union =
        Columns.denseUnion(
            "u",
            NDArray.zeros(DType.INT8, 2),
            NDArray.copyOf(new int[] {0, Integer.MAX_VALUE - 1}),
            values);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.concatenate(union, union))
        .withMessageEndingWith("dense unions have no larger type, but sparse ones have no offsets");
  }

  @Test
  @DisplayName("item 73: run ends that do not reach are rejected with those that do")
  void runs_thatDoNotReach_areRejected() {
    Column runs = Columns.runs("r", NDArray.copyOf(new short[] {20_000}), strings("a"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.concatenate(runs, runs))
        .withMessage(
            "expected at most 32767 elements, as run ends of int16 can have, but found 40000;"
                + " run ends of int32 or int64 reach further");
    Column longer = Columns.runs("r", NDArray.copyOf(new int[] {20_000}), strings("a"));
    Column joined = Columns.concatenate(longer, longer.slice(5, 10), longer.slice(0, 0));
    assertThat(joined.length()).isEqualTo(20_005);
    assertThat(joined.child(0).array().toIntArray()).containsExactly(20_000, 20_005);
  }

  @Test
  @DisplayName("item 73: offsets of an import are checked when they are joined")
  void badOffsets_areRejected() {
    try (Arena arena = Arena.ofConfined()) {
      Column column = ProducedArray.of("u", 3).absent().ints(0, 9, 2, 3).text("abc").adopt(arena);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Columns.concatenate(column))
          .withMessage(
              "expected offsets in [0, 3] that do not decrease but found 0 to 9 at element 0:"
                  + " column \"x\" of type string");
    }
  }

  @Test
  @DisplayName("bits at every position")
  void bits_atEveryPosition() {
    boolean[] bits = new boolean[300];
    Random random = Seeds.random("bits");
    for (int i = 0; i < bits.length; i++) {
      bits[i] = random.nextBoolean();
    }
    Column column = Column.ofBits("b", NDArray.copyOf(bits));
    for (int lead = 0; lead < 9; lead++) {
      for (int start = 0; start < 9; start++) {
        for (int length : new int[] {0, 1, 63, 64, 65, 71, 72, 73, 136, 200, 290}) {
          Column joined =
              Columns.concatenate(column.slice(7, 7 + lead), column.slice(start, start + length));
          List<Object> expected = new ArrayList<>();
          IntStream.range(7, 7 + lead).forEach(i -> expected.add(bits[i]));
          int from = start;
          IntStream.range(0, length).forEach(i -> expected.add(bits[from + i]));
          assertThat(joined.toList()).isEqualTo(expected);
        }
      }
    }
    Column present = Column.ofBits("b", NDArray.zeros(DType.BOOL, 100));
    Column missing = present.withValidity(NDArray.zeros(DType.BOOL, 100));
    Column joined = Columns.concatenate(present.slice(0, 91), missing.slice(0, 9), present);
    assertThat(joined.nullCount()).isEqualTo(9);
    assertThat(joined.toList().subList(91, 100)).isEqualTo(Collections.nCopies(9, null));
  }
}
