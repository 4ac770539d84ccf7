package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.culebra.array.internal.literal.Descr;
import org.culebra.array.internal.literal.Literal;
import org.culebra.array.python.ArrayInterface;
import org.culebra.array.python.TypeDescription;
import org.junit.jupiter.api.Test;

/// Descriptions of types as Java values, and the names of fields.
final class DescrTest {

  private static final String FIELD =
      "expected a field of name, type and optionally shape but" + " found ";

  private static final String TYPE = "expected a type string or a list of fields but found ";

  private static void rejected(String message, Object descr) {
    Rejections.rejected(FormatException.class, message, () -> Descr.parse(descr));
  }

  @Test
  void descr_isTextThatPythonReads() {
    assertThat(TypeDescription.print(DType.FLOAT64)).isEqualTo("'<f8'");
    assertThat(TypeDescription.parse("'<f8'")).isEqualTo(DType.FLOAT64);
    DType inner = DType.packed(new Field("x", DType.FLOAT32, 0));
    DType type =
        DType.aligned(
            new Field("a", DType.INT8, 0),
            new Field("b", "title", DType.INT32, new long[] {2, 3}, 0),
            new Field("c", null, inner, new long[] {4}, 0));
    String text =
        "[('a', '|i1'), ('', '|V3'), (('title', 'b'), '<i4', (2, 3)), ('c', [('x', '<f4')], (4,))]";
    assertThat(TypeDescription.print(type)).isEqualTo(text);
    assertThat(TypeDescription.print(TypeDescription.parse(text))).isEqualTo(text);
    assertThat(TypeDescription.parse(text.replace('(', '[').replace(')', ']').replace(",]", "]")))
        .isEqualTo(TypeDescription.parse(text));
    rejectedText("expected a type string or a list of fields but found 3", "3");
    rejectedText(
        "expected a field as a tuple of name, type and optionally shape but found 'a'", "['a']");
  }

  private static void rejectedText(String message, String descr) {
    Rejections.rejected(FormatException.class, message, () -> TypeDescription.parse(descr));
  }

  @Test
  void ofDescr_listsNestedDeep_areRejectedShortly() {
    Object deep = "<f8";
    for (int i = 0; i < 100_000; i++) {
      deep = List.of(deep);
    }
    rejected(FIELD + "[".repeat(80) + "…", deep);
    Object structs = "<f8";
    for (int i = 0; i < 100_000; i++) {
      structs = List.of(List.of("a", structs));
    }
    Object found = structs;
    assertThatThrownBy(() -> Descr.parse(found))
        .isExactlyInstanceOf(FormatException.class)
        .hasMessage(TYPE + "[['a', ".repeat(12).substring(0, 80) + "…");
  }

  @Test
  void ofDescr_listsThatContainThemselves_areRejectedShortly() {
    List<Object> self = new ArrayList<>();
    self.add(self);
    rejected(FIELD + "[".repeat(80) + "…", self);
    List<Object> pair = new ArrayList<>();
    pair.add("a");
    pair.add(pair);
    pair.add(pair);
    assertThatThrownBy(() -> Descr.parse(List.of(pair)))
        .isExactlyInstanceOf(FormatException.class)
        .hasMessageStartingWith("expected ")
        .satisfies(e -> assertThat(Objects.requireNonNull(e.getMessage())).hasSizeLessThan(200));
    List<Object> field = new ArrayList<>(List.of("a", "<f8"));
    field.add(field);
    rejected(
        "expected a sub-array's shape but found "
            + "['a', '<f8', ".repeat(7).substring(0, 80)
            + "…",
        List.of(field));
    Object twice = "x";
    for (int i = 0; i < 60; i++) {
      twice = List.of(twice, twice);
    }
    assertThat(Literal.show(twice)).isEqualTo("[".repeat(60) + "'x', 'x'], ['x', 'x'" + "…");
  }

  @Test
  void ofDescr_otherValues_areRejectedByWhatTheyAre() {
    rejected(TYPE + "3", 3);
    rejected(TYPE + "[]", List.of());
    rejected(TYPE + "a java.lang.Object", new Object());
    rejected(FIELD + "['a']", List.of(List.of("a")));
    rejected(FIELD + "None", Arrays.asList((Object) null));
    rejected("expected a field's name, or title and name but found 7", List.of(List.of(7, "<f8")));
  }

  @Test
  void ofDescr_shapes_areIntsOrLongs() {
    DType expected = DType.packed(new Field("a", null, DType.FLOAT64, new long[] {2, 3}, 0));
    for (Object shape :
        List.of(List.of(2, 3), List.of(2L, 3L), List.of(2, 3L), Literal.Tuple.of(2, 3).items())) {
      assertThat(Descr.parse(List.of(List.of("a", "<f8", shape)))).isEqualTo(expected);
    }
    DType one = DType.packed(new Field("a", null, DType.FLOAT64, new long[] {4}, 0));
    for (Object shape : List.<Object>of(4, 4L, List.of(4), List.of(4L))) {
      assertThat(Descr.parse(List.of(List.of("a", "<f8", shape)))).isEqualTo(one);
    }
    for (Object shape : List.of(2.0, "2", true, List.of(2.0), List.of("2"), (short) 2)) {
      assertThatThrownBy(() -> Descr.parse(List.of(List.of("a", "<f8", shape))))
          .isExactlyInstanceOf(FormatException.class)
          .hasMessage("expected a sub-array's shape but found " + Literal.show(shape));
    }
  }

  @Test
  void struct_withATitleTwice_namesTheTitle() {
    Field a = new Field("a", "same", DType.UINT8, new long[0], 0);
    Field b = new Field("b", "same", DType.UINT8, new long[0], 0);
    Rejections.argument(
        "expected fields with different names but found 'same' twice", () -> DType.packed(a, b));
    Field c = new Field("c", "a", DType.UINT8, new long[0], 0);
    Rejections.argument(
        "expected fields with different names but found 'a' twice", () -> DType.packed(a, c));
    Field self = new Field("d", "d", DType.UINT8, new long[0], 0);
    Rejections.argument(
        "expected fields with different names but found 'd' twice", () -> DType.packed(self));
    Field same = new Field("same", DType.UINT8, 0);
    Rejections.argument(
        "expected fields with different names but found 'same' twice", () -> DType.packed(a, same));
  }

  @Test
  void field_withoutElements_isRejectedByItsLengths() {
    Rejections.argument(
        "expected lengths of at least 1 in the shape of field 'a' but found (2, 0)",
        () -> new Field("a", null, DType.INT32, new long[] {2, 0}, 0));
    Rejections.argument(
        "expected field 'a' inside 2^31-1 bytes but found offset -1, int32 of shape ()",
        () -> new Field("a", DType.INT32, -1));
  }

  @Test
  void descr_withoutAName_isRejected() {
    DType type = DType.packed(new Field("", DType.raw(4), 0), new Field("b", DType.UINT8, 0));
    Rejections.argument(
        "expected a name for every field of a descr but found '' at byte 0",
        () -> TypeDescription.print(type));
    DType inner = DType.packed(new Field("a", type, 0));
    Rejections.argument(
        "expected a name for every field of a descr but found '' at byte 0",
        () -> TypeDescription.print(inner));
    Rejections.argument(
        "expected a name for every field of a descr but found '' at byte 0",
        () -> ArrayInterface.of(NDArray.zeros(type, 1)));
  }
}
