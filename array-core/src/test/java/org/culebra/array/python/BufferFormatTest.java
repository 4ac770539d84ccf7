package org.culebra.array.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.culebra.array.Rejections.rejected;

import java.nio.ByteOrder;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.FormatException;
import org.culebra.array.TypeText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Format strings of the buffer protocol, by hand.
final class BufferFormatTest {

  private static final DType BIG_INT16 = DType.INT16.withByteOrder(ByteOrder.BIG_ENDIAN);

  private static void malformed(String format, String message) {
    rejected(FormatException.class, message, () -> BufferFormat.parse(format));
  }

  private static void unsayable(DType type, String message) {
    rejected(UnsupportedOperationException.class, message, () -> BufferFormat.print(type));
  }

  @ParameterizedTest
  @CsvSource({
    "?, |b1, ?",
    "b, |i1, b",
    "B, |u1, B",
    "h, <i2, h",
    "H, <u2, H",
    "i, <i4, i",
    "I, <u4, I",
    "q, <i8, l",
    "Q, <u8, L",
    "n, <i8, l",
    "N, <u8, L",
    "l, <i8, l",
    "L, <u8, L",
    "=l, <i4, i",
    "<L, <u4, I",
    "^l, <i8, l",
    "e, <f2, e",
    "f, <f4, f",
    "d, <f8, d",
    "Zf, <c8, Zf",
    "Zd, <c16, Zd",
    "F, <c8, Zf",
    "D, <c16, Zd",
    "c, |S1, 1s",
    "s, |S1, 1s",
    "5s, |S5, 5s",
    "3w, <U3, 3w",
    "5p, |V5, 5x",
    "5x, |V5, 5x",
    "xx2x, |V4, 4x",
    ">i, >i4, >i",
    "!d, >f8, >d",
    "<d, <f8, d",
    "=Zf, <c8, Zf",
    ">Zd, >c16, >Zd",
    ">3w, >U3, >3w",
    ">b, |i1, b",
    "1i, <i4, i",
    "' i ', <i4, i"
  })
  void code_single_isTypeAndFormat(String format, String typestr, String printed) {
    DType type = BufferFormatParser.parse(format, 8);
    assertThat(type).isEqualTo(DType.ofTypestr(typestr));
    assertThat(BufferFormatPrinter.print(type, 8)).isEqualTo(printed);
    assertThat(BufferFormatParser.parse(printed, 8)).isEqualTo(type);
    assertThat(BufferFormatParser.parse(format, type.itemSize(), 8)).isEqualTo(type);
  }

  @Test
  void long_of32Bits_isInt32AndNotPrinted() {
    assertThat(BufferFormatParser.parse("l", 4)).isEqualTo(DType.INT32);
    assertThat(BufferFormatParser.parse("^L", 4)).isEqualTo(DType.UINT32);
    assertThat(BufferFormatPrinter.print(DType.INT64, 4)).isEqualTo("q");
    assertThat(BufferFormatPrinter.print(DType.UINT64, 4)).isEqualTo("Q");
    assertThat(BufferFormat.parse(BufferFormat.print(DType.UINT64))).isEqualTo(DType.UINT64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "bd ~ { 16 f0 0 () |i1 f1 8 () <f8 }",
        "ib ~ { 8 f0 0 () <i4 f1 4 () |i1 }",
        "=ib ~ { 5 f0 0 () <i4 f1 4 () |i1 }",
        "^ib ~ { 5 f0 0 () <i4 f1 4 () |i1 }",
        "b >h @i ~ { 8 f0 0 () |i1 f1 1 () >i2 f2 4 () <i4 }",
        "i:x: ~ { 4 x 0 () <i4 }",
        "3i ~ { 12 f0 0 (3) <i4 }",
        "(1)i ~ { 4 f0 0 (1) <i4 }",
        "(2,3)4h:m: ~ { 48 m 0 (2,3,4) <i2 }",
        "xi ~ { 8 f0 4 () <i4 }",
        "T{i} ~ { 4 f0 0 () <i4 }",
        "T{T{i}} ~ { 4 f0 0 () { 4 f0 0 () <i4 } }",
        "T{i:f0:d d:f2:} ~ { 24 f0 0 () <i4 f1 8 () <f8 f2 16 () <f8 }",
        "T{i:f1:dd:f0:} ~ { 24 f1 0 () <i4 f2 8 () <f8 f0 16 () <f8 }",
        "T{<h:a:}i:b: ~ { 6 f0 0 () { 2 a 0 () <i2 } b 2 () <i4 }",
        "2T{ib}b ~ { 20 f0 0 (2) { 8 f0 0 () <i4 f1 4 () |i1 } f1 16 () |i1 }",
        "T{3x:pad:b:y:} ~ { 4 pad 0 () |V3 y 3 () |i1 }",
        "T{T{2x}:a:b:y:} ~ { 3 a 0 () |V2 y 2 () |i1 }",
        "T{(3)<i:c:} ~ { 12 c 0 (3) <i4 }",
      })
  void items_several_areFields(String format, String expected) {
    assertThat(BufferFormatParser.parse(format, 8)).isEqualTo(TypeText.parse(expected));
  }

  @Test
  void struct_inNativeMode_hasItsAlignment() {
    assertThat(BufferFormat.parse("T{b:a:d:b:}").alignment()).isEqualTo(8);
    assertThat(BufferFormat.parse("T{d:a:b:b:}", 9).alignment()).isEqualTo(1);
    assertThat(BufferFormat.parse("=T{d:a:d:b:}").alignment()).isEqualTo(1);
  }

  @Test
  void itemSize_beyondTheFormat_isPaddingAtTheEndOfAlignedStructsOnly() {
    DType five = TypeText.parse("{ 5 a 0 () <i4 b 4 () |i1 }");
    DType eight = TypeText.parse("{ 8 a 0 () <i4 b 4 () |i1 }");
    for (String format : List.of("T{i:a:b:b:}", "T{<i:a:b:b:}", "i:a:b:b:", "^i:a:b:b:")) {
      assertThat(BufferFormat.parse(format, 5)).as(format).isEqualTo(five);
      assertThat(BufferFormat.parse(format, 8)).as(format).isEqualTo(eight);
    }
    otherSize("T{<i:a:b:b:}", 12, 5);
    otherSize("T{<i:a:b:b:}", 4, 5);
    otherSize("T{<b:a:<i:b:}", 8, 5);
    otherSize("T{<b:a:T{<i:x:b:y:}:b:}", 12, 6);
    otherSize("T{T{<h:x:<b:y:}:a:<b:b:}", 6, 4);
    otherSize("i", 8, 4);
    otherSize("B", 8, 1);
    otherSize("5x", 8, 5);
  }

  @Test
  void itemSize_ofCtypesStructs_isUsedOnlyWithoutDoubt() {
    otherSize("T{<c:a:<d:b:(3)<i:c:}", 32, 21);
    otherSize("B", 9, 1);
    otherSize("T{<i:a:<i:b:}", 4, 8);
    assertThat(BufferFormat.parse("T{<d:a:<i:b:}", 16))
        .isEqualTo(TypeText.parse("{ 16 a 0 () <f8 b 8 () <i4 }"));
  }

  private static void otherSize(String format, int itemSize, int found) {
    rejected(
        FormatException.class,
        "expected a buffer format for items of %d bytes but found one for %d: '%s'"
            .formatted(itemSize, found, format),
        () -> BufferFormat.parse(format, itemSize));
  }

  @Test
  void itemSize_notPositive_isRejected() {
    rejected(
        FormatException.class,
        "expected an item size of at least 1 byte but found 0",
        () -> BufferFormat.parse("b", 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "g | 0 | the code of a type | 'g', long double",
        "<g | 1 | the code of a type | 'g', long double",
        "Zg | 0 | the code of a type | 'Zg', long double",
        "O | 0 | the code of a type | 'O', a Python object",
        "P | 0 | the code of a type | 'P', a pointer",
        "&d | 0 | the code of a type | '&', a pointer",
        "X{} | 0 | the code of a type | 'X', a function pointer",
        "3t | 1 | the code of a type | 't', bits",
        "u | 0 | the code of a type | 'u', UCS-2 text: export it as 'H', 16-bit integers, or as"
            + " 'w', UCS-4",
        "<n | 1 | the code of a type | 'n', C's size_t or ssize_t, which only mode '@' has",
        "^N | 1 | the code of a type | 'N', C's size_t or ssize_t, which only mode '@' has",
        "<P | 1 | the code of a type | 'P', a pointer",
        "m | 0 | the code of a type | 'm'",
        "Zi | 0 | the code of a type | 'Zi'",
        "iZ | 2 | 'f' or 'd' after 'Z' | the end",
        "T | 1 | '{' after 'T' | the end",
        "Ti | 1 | '{' after 'T' | 'i'",
        "T{ | 2 | an item | the end",
        "T{} | 2 | an item | '}'",
        "T{i | 3 | '}' | the end",
        "i} | 1 | an item or the end | '}'",
        "} | 0 | an item | '}'",
        "0i | 0 | a number from 1 to 2^31-1 without leading zeros | '0'",
        "i0i | 1 | a number from 1 to 2^31-1 without leading zeros | '0'",
        "03i | 0 | a number from 1 to 2^31-1 without leading zeros | '0'",
        "0s | 0 | a number from 1 to 2^31-1 without leading zeros | '0'",
        "2147483648b | 0 | a number from 1 to 2^31-1 without leading zeros | '2'",
        "()i | 1 | a number from 1 to 2^31-1 without leading zeros | ')'",
        "(2,)i | 3 | a number from 1 to 2^31-1 without leading zeros | ')'",
        "(-1)i | 1 | a number from 1 to 2^31-1 without leading zeros | '-'",
        "(2i | 2 | ',' or ')' | 'i'",
        "(2)(3)i | 3 | the code of a type | '('",
        "<(2)i | 1 | the code of a type | '('",
        "< | 1 | a type code | the end",
        "3 | 1 | a type code | the end",
        "<>i | 1 | the code of a type | '>'",
        "T{i@} | 4 | the code of a type | '}'",
        "i:a | 1 | a name between two ':' | ':'",
        "i:: | 1 | a name between two ':' | ':'",
        "i:a:b: | 5 | a name between two ':' | ':'",
        "(2) i | 3 | the code of a type | ' '",
        "2147483647i | 0 | items of at most 2^31-1 bytes | more",
        "2147483647s:a:b:b: | 14 | items of at most 2^31-1 bytes | more",
        "T{i:a:2147483643s} | 18 | items of at most 2^31-1 bytes | more",
        "600000000w | 9 | text of at most 2^31-1 bytes | 'w'",
        "é | 0 | the code of a type | 'é'",
      })
  void format_malformed_isRejectedAtItsPosition(
      String format, int position, String expected, String found) {
    malformed(
        format,
        "expected %s at position %d of the buffer format '%s' but found %s"
            .formatted(expected, position, format, found));
  }

  @Test
  void format_ofNothing_isRejected() {
    for (String format : List.of("", "  ")) {
      malformed(
          format,
          "expected an item at position %d of the buffer format '%s' but found the end"
              .formatted(format.length(), format));
    }
  }

  @Test
  void format_withTheSameNameTwice_isRejected() {
    malformed(
        "T{i:a:d:a:}",
        "expected fields with different names but found 'a' twice, in 'T{i:a:d:a:}'");
  }

  @Test
  void structs_nestedTooDeep_areRejected() {
    assertThat(BufferFormat.parse("T{".repeat(32) + "i" + "}".repeat(32)).itemSize()).isEqualTo(4);
    String deep = "T{".repeat(33) + "i" + "}".repeat(33);
    malformed(
        deep,
        "expected at most 32 levels of structs at position 66 of the buffer format '"
            + deep.substring(0, 80)
            + "…' but found 'i'");
  }

  @Test
  void subArray_ofTooManyAxes_isRejected() {
    String format = "(1" + ",1".repeat(64) + ")i";
    malformed(
        format, "expected at most 64 axes but found 65, in '" + format.substring(0, 80) + "…'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{ 16 a 0 () |i1 b 8 () <f8 } ~ T{b:a:7xd:b:}",
        "{ 16 a 0 () <f8 b 8 () |i1 } ~ T{d:a:b:b:7x}",
        "{ 9 a 0 () |i1 b 1 () <f8 } ~ T{b:a:<d:b:}",
        "{ 9 a 0 () <f8 b 8 () |i1 } ~ T{<d:a:b:b:}",
        "{ 10 a 0 () >f8 b 8 () <u2 } ~ T{>d:a:<H:b:}",
        "{ 16 a 0 () >i8 b 8 () >i8 } ~ T{>q:a:q:b:}",
        "{ 12 a 0 (2,3) |u1 b 8 () |V3 } ~ T{(2,3)B:a:2x3x:b:x}",
        "{ 16 p 0 (2) { 8 x 0 () <i4 y 4 () |S3 } } ~ T{(2)T{i:x:3s:y:x}:p:}",
        "{ 9 p 0 () { 4 x 0 () <i4 } q 4 () |b1 r 5 () <U1 } ~ T{T{<i:x:}:p:?:q:1w:r:}",
        "{ 8 a 0 () <i8 } ~ T{l:a:}",
      })
  void print_struct_isOneModeIfCCouldHaveIt(String text, String format) {
    DType type = TypeText.parse(text);
    assertThat(BufferFormatPrinter.print(type, 8)).isEqualTo(format);
    assertThat(BufferFormatParser.parse(format, 8)).isEqualTo(type);
    assertThat(BufferFormatParser.parse(format, type.itemSize(), 8)).isEqualTo(type);
  }

  @Test
  void print_typeWithoutFormat_isRejected() {
    String times =
        "expected a type with a buffer format but found %s: view it as integers,"
            + " reinterpret(DType.INT64)";
    unsayable(DType.datetime64("ns"), times.formatted("datetime64[ns]"));
    unsayable(DType.timedelta64("25s"), times.formatted("timedelta64[25s]"));
    String floats =
        "expected a type with a buffer format but found %s: view it as raw bytes,"
            + " reinterpret(DType.raw(%d))";
    unsayable(DType.BFLOAT16, floats.formatted("bfloat16", 2));
    unsayable(DType.FLOAT8_E5M2, floats.formatted("float8_e5m2", 1));
    unsayable(DType.packed(new Field("a", DType.BFLOAT16, 0)), floats.formatted("bfloat16", 2));
  }

  @Test
  void print_fieldsOutOfOrder_areRejected() {
    unsayable(
        DType.struct(4, List.of(new Field("a", BIG_INT16, 2), new Field("b", BIG_INT16, 0))),
        "expected fields in order and without overlap for a buffer format but found 'b' at byte 0,"
            + " before 4");
  }

  @Test
  void print_fieldName_mustFitBetweenColons() {
    for (String name : List.of("", "a:b", "a\0b", "\ud800")) {
      unsayable(
          DType.packed(new Field(name, DType.INT8, 0)),
          "expected a field name of UTF-8 text without ':' and NUL for a buffer format but found '"
              + name
              + "'");
    }
    DType type = DType.packed(new Field("grüße } T{", DType.INT8, 0));
    assertThat(BufferFormat.print(type)).isEqualTo("T{b:grüße } T{:}");
    assertThat(BufferFormat.parse("T{b:grüße } T{:}")).isEqualTo(type);
  }
}
