package org.culebra.array.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.Rejections;
import org.culebra.array.python.ArrayInterface.Strictness;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The import cases of the conformance list, one by one: item 90. 64 bytes are live; each case
/// changes some entries of a description of four `float64`.
@DisplayName("item 90: the import cases")
final class ArrayInterfaceCasesTest {

  private static final MemorySegment LIVE = Arena.global().allocate(64, 64);
  private static final String ADDRESS = Long.toString(LIVE.address());

  private static String text(String... changes) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("version", "3");
    entries.put("typestr", "'<f8'");
    entries.put("shape", "(4,)");
    entries.put("data", "(" + ADDRESS + ", False)");
    for (int i = 0; i < changes.length; i += 2) {
      if (changes[i + 1].isEmpty()) {
        entries.remove(changes[i]);
      } else {
        entries.put(changes[i], changes[i + 1]);
      }
    }
    return entries.entrySet().stream()
        .map(e -> "'" + e.getKey() + "': " + e.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static NDArray accepted(String... changes) {
    return ArrayInterface.parse(text(changes)).over(LIVE);
  }

  /// Rejected when read, in both modes.
  private static void rejected(String message, String... changes) {
    String text = text(changes);
    Rejections.rejected(FormatException.class, message, () -> ArrayInterface.parse(text));
    Rejections.rejected(
        FormatException.class, message, () -> ArrayInterface.parse(text, Strictness.LENIENT));
  }

  private static void rejectedStrictly(String message, String... changes) {
    String text = text(changes);
    Rejections.rejected(FormatException.class, message, () -> ArrayInterface.parse(text));
  }

  /// A good description, of elements outside the 64 bytes.
  private static void outside(String message, String... changes) {
    ArrayInterface descriptor = ArrayInterface.parse(text(changes));
    Rejections.argument(message, () -> descriptor.over(LIVE));
  }

  @Test
  void minimal_isAWritableView() {
    NDArray array = accepted();
    assertThat(array.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(array.shape()).containsExactly(4);
    assertThat(array.strides()).containsExactly(8);
    assertThat(array.address()).isEqualTo(LIVE.address());
    assertThat(array.isReadOnly()).isFalse();
  }

  @Test
  void version_absentOrText_isRejected() {
    rejected("expected 'version' 3 or later but found None", "version", "");
    rejected("expected 'version' 3 or later but found 'x'", "version", "'x'");
    rejected("expected 'version' 3 or later but found 2", "version", "2");
    rejected("expected 'version' 3 or later but found True", "version", "True");
    assertThat(accepted("version", "99").size()).isEqualTo(4);
  }

  @Test
  void typestr_absent_isRejected() {
    rejected("expected 'typestr' as a string but found None", "typestr", "");
    rejected("expected 'typestr' as a string but found None", "typestr", "None");
    rejected("expected 'typestr' as a string but found b'<f8'", "typestr", "b'<f8'");
  }

  @TestFactory
  Stream<DynamicTest> typestr_outsideTheGrammar_isRejected() {
    List<String> texts =
        List.of(
            "", "<i3", "<i16", "<f10", "<c4", "<t1", "|t8", "<u8 ", "<u4x", // NumPy rejects these
            "d", "f", "q", "double", "?", "<i", "<f8,<i4", "(2,)<f8", "1f8", "<u+4", "<u04", "|a3",
            "<M8", "<m8", "|S0", "|V0", "<U0", "!f8", "<f8[ns]", "<M8[xx]", "<M4[ns]");
    return texts.stream()
        .map(t ->
            DynamicTest.dynamicTest(
                "'" + t + "'",
                () ->
                    rejected(
                        "expected a type string such as '<f8', '|u1' or '<M8[ns]' but found '"
                            + t
                            + "'",
                        "typestr",
                        "'" + t + "'")));
  }

  @Test
  void typestr_nativeOrder_isAccepted() {
    for (String t : List.of("f8", "=f8", "V8")) {
      assertThat(accepted("typestr", "'" + t + "'").itemSize()).isEqualTo(8);
    }
    assertThat(accepted("typestr", "'u1'").dtype()).isEqualTo(DType.UINT8);
    assertThat(accepted("typestr", "'f8'").dtype()).isEqualTo(DType.FLOAT64);
    assertThat(accepted("typestr", "'>f8'").dtype().typestr()).isEqualTo(">f8");
  }

  @Test
  void typestr_wrongOrderMark_isLenientOnly() {
    Map<String, DType> types =
        Map.of(
            "|f8",
            DType.FLOAT64,
            "|i4",
            DType.INT32,
            "<u1",
            DType.UINT8,
            "<b1",
            DType.BOOL,
            "<V4",
            DType.raw(4));
    types.forEach((t, type) -> {
      String expected = t.startsWith("|") ? "'<', '>', '=' or nothing" : "'|' or nothing";
      rejectedStrictly(
          "expected '%s' to begin with %s but found '%s'".formatted(t, expected, t.substring(0, 1)),
          "typestr",
          "'" + t + "'");
      ArrayInterface lenient =
          ArrayInterface.parse(text("typestr", "'" + t + "'"), Strictness.LENIENT);
      assertThat(lenient.over(LIVE).dtype()).isEqualTo(type);
    });
  }

  @Test
  void typestr_objects_areRejectedAlways() {
    for (String t : List.of("|O", "O8", "|O8", "<O")) {
      rejected(
          "expected elements that are data but found Python objects: '" + t + "'",
          "typestr",
          "'" + t + "'");
    }
    rejected(
        "expected elements that are data but found Python objects: [['a', '|O']]",
        "typestr",
        "'|V8'",
        "descr",
        "[('a', '|O')]");
  }

  @Test
  void shape_notATuple_isRejected() {
    rejectedStrictly("expected 'shape' as a tuple of integers but found [4]", "shape", "[4]");
    rejected("expected 'shape' as a tuple of integers but found None", "shape", "None");
    rejected("expected 'shape' as a tuple of integers but found None", "shape", "");
    rejected("expected 'shape' as a tuple of integers but found 4", "shape", "(4)");
    String below = "expected 'shape' as a tuple of integers below 2^63 but found ";
    rejected(below + "(4.0,)", "shape", "(4.0,)");
    rejected(below + "(True,)", "shape", "(True,)");
    rejected(below + "(9223372036854775808,)", "shape", "(9223372036854775808,)");
    rejected("expected a shape without negative lengths but found (-1,)", "shape", "(-1,)");
  }

  @Test
  void shape_tooBig_isRejected() {
    for (String shape :
        List.of(
            "(4611686018427387904,)",
            "(4294967296, 4294967296)",
            "(1099511627776, 0, 1099511627776)")) {
      rejected(
          "expected a shape of at most 2^63-1 bytes but found " + shape + " of 8 bytes each",
          "shape",
          shape);
    }
  }

  @Test
  void shape_rank_hasALimit() {
    List<String> ones = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      ones.add("1");
    }
    assertThat(accepted("shape", "(" + String.join(", ", ones) + ")").rank()).isEqualTo(64);
    ones.add("1");
    rejected("expected at most 64 axes but found 65", "shape", "(" + String.join(", ", ones) + ")");
  }

  @Test
  void shape_none_isOneElement() {
    assertThat(accepted("shape", "()", "strides", "None").rank()).isZero();
    assertThat(accepted("shape", "()", "strides", "()").size()).isEqualTo(1);
  }

  @Test
  void strides_notATupleOfTheRank_areRejected() {
    rejectedStrictly("expected 'strides' as a tuple of integers but found [8]", "strides", "[8]");
    rejected("expected 1 strides for shape (4,) but found 0: ()", "strides", "()");
    rejected("expected 1 strides for shape (4,) but found 2: (8, 8)", "strides", "(8, 8)");
  }

  @Test
  void strides_insideTheExtent_areAccepted() {
    assertThat(accepted("strides", "(0,)").strides()).containsExactly(0);
    NDArray unaligned = accepted("strides", "(3,)");
    assertThat(unaligned.isAligned()).isFalse();
    assertThat(unaligned.getDouble(3)).isZero();
  }

  @Test
  void strides_outsideTheExtent_areRejected() {
    outside(
        "expected elements inside the segment's bytes [0, 64) but found [-24, 8):"
            + " float64 of shape (4,), strides (-8,), offset 0",
        "strides",
        "(-8,)");
    outside(
        "expected elements inside the segment's bytes [0, 64) but found [0, 3000008):"
            + " float64 of shape (4,), strides (1000000,), offset 0",
        "strides",
        "(1000000,)");
    outside(
        "expected elements inside the segment's bytes [0, 64) but found [0, 72):"
            + " float64 of shape (9,), strides (8,), offset 0",
        "shape",
        "(9,)");
    rejected(
        "expected strides that span at most 2^63-1 bytes but found shape (4,) with strides"
            + " (4611686018427387904,)",
        "strides",
        "(4611686018427387904,)");
  }

  @Test
  void data_null_onlyForNoElements() {
    rejected(
        "expected memory for 32 bytes but found address 0: float64 of shape (4,), strides (8,)",
        "data",
        "(0, False)");
    NDArray empty = accepted("data", "(0, False)", "shape", "(0,)");
    assertThat(empty.size()).isZero();
    assertThat(
            ArrayInterface.parse(text("data", "(0, False)", "shape", "(0,)"))
                .over(MemorySegment.NULL)
                .toString())
        .isNotNull();
  }

  @Test
  void data_addressOutOfRange_isRejected() {
    rejected("expected an address in [0, 2^56] but found -1", "data", "(-1, False)");
    rejected(
        "expected an address as an integer in [0, 2^56] but found 18446744073709551615",
        "data",
        "(18446744073709551615, False)");
    String text = text("data", "(18446744073709551616, False)");
    Rejections.rejected(
        FormatException.class,
        "expected an integer of at most 64 bits but found 18446744073709551616 at position %d"
            .formatted(text.indexOf("184")),
        () -> ArrayInterface.parse(text));
  }

  @Test
  void data_notAPair_isRejected() {
    String expected =
        "expected 'data' as a tuple of address and read-only flag, or None, but found ";
    rejectedStrictly(expected + "[64, False]", "data", "[64, False]");
    for (String data : List.of("'0x40'", "64", "(64,)", "(64, False, 0)", "b'8 bytes.'")) {
      rejected(expected + data, "data", data);
    }
    rejected(
        "expected an address as an integer in [0, 2^56] but found '0x40'",
        "data",
        "('0x40', False)");
  }

  @Test
  void data_readOnly_isHonored() {
    assertThat(accepted("data", "(" + ADDRESS + ", True)").isReadOnly()).isTrue();
    assertThat(accepted("data", "(" + ADDRESS + ", 1)").isReadOnly()).isTrue();
    assertThat(accepted("data", "(" + ADDRESS + ", 0)").isReadOnly()).isFalse();
    rejected(
        "expected a read-only flag True, False, 1 or 0 but found 2",
        "data",
        "(" + ADDRESS + ", 2)");
    rejected(
        "expected a read-only flag True, False, 1 or 0 but found None",
        "data",
        "(" + ADDRESS + ", None)");
  }

  @Test
  void offset_besideAnAddress_isRejected() {
    rejected("expected offset 0 beside an address but found 8", "offset", "8");
    assertThat(accepted("offset", "0").size()).isEqualTo(4);
    rejected("expected 'offset' as an integer below 2^63 but found 0.0", "offset", "0.0");
  }

  /// What NumPy does with a buffer as data: here the memory that is given.
  @Test
  void offset_intoAGivenBuffer_isChecked() {
    MemorySegment eight = LIVE.asSlice(0, 8);
    ArrayInterface four = ArrayInterface.parse(text("data", ""));
    Rejections.argument(
        "expected elements inside the segment's bytes [0, 8) but found [0, 32):"
            + " float64 of shape (4,), strides (8,), offset 0",
        () -> four.over(eight));
    assertThat(four.address()).isEqualTo(OptionalLong.empty());

    ArrayInterface shifted = ArrayInterface.parse(text("data", "None", "offset", "8"));
    assertThat(shifted.over(LIVE).address()).isEqualTo(LIVE.address() + 8);
    assertThat(ArrayInterface.parse(shifted.toString())).isEqualTo(shifted);
    rejected(
        "expected elements from byte 0 of their memory on but found byte -8:"
            + " float64 of shape (4,), strides (8,), offset -8",
        "data",
        "None",
        "offset",
        "-8");
  }

  @Test
  void mask_present_isRejected() {
    assertThat(accepted("mask", "None").size()).isEqualTo(4);
    rejected(
        "expected 'mask' None but found (True,): masked elements would look valid",
        "mask",
        "(True,)");
  }

  @Test
  void descr_ofRawBytes_isAStructOfTheSameSize() {
    NDArray array = accepted("typestr", "'|V8'", "descr", "[('a', '<i4'), ('b', '<f4')]");
    assertThat(array.dtype())
        .isEqualTo(DType.packed(new Field("a", DType.INT32, 0), new Field("b", DType.FLOAT32, 0)));
    rejected(
        "expected a 'descr' of the 8 bytes of '|V8' but found 12 bytes: [('a', '<i4'), ('b',"
            + " '<f8')]",
        "typestr",
        "'|V8'",
        "descr",
        "[('a', '<i4'), ('b', '<f8')]");
    assertThat(accepted("typestr", "'|V8'", "descr", "[('', '|V8')]").dtype())
        .isEqualTo(DType.raw(8));
  }

  @Test
  void descr_ofOtherTypes_hasToAgreeInSize() {
    assertThat(accepted("descr", "[('', '<f8')]").dtype()).isEqualTo(DType.FLOAT64);
    rejected(
        "expected a 'descr' of the 8 bytes of '<f8' but found 4 bytes: [('', '<i4')]",
        "descr",
        "[('', '<i4')]");
    String expected = "expected a field as a tuple of name, type and optionally shape but found ";
    rejectedStrictly(expected + "['', '<f8']", "descr", "[['', '<f8']]");
    rejected(expected + "(1.5, '<f8')", "descr", "[(1.5, '<f8')]");
    rejected("expected a type string or a list of fields but found 7", "descr", "7");
  }

  @Test
  void unknownKey_isIgnored() {
    assertThat(accepted("stream", "{'a': 1}").size()).isEqualTo(4);
  }

  @Test
  void text_notADict_isRejected() {
    Rejections.rejected(
        FormatException.class,
        "expected a dict but found (3,)",
        () -> ArrayInterface.parse("(3,)"));
  }
}
