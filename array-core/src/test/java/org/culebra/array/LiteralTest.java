package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.culebra.array.internal.literal.Literal;
import org.culebra.array.internal.literal.Literal.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Python literals and JSON, read and printed.
final class LiteralTest {

  private static final String SNAKE = "🐍";

  static List<Map.Entry<String, Object>> values() {
    return List.of(
        Map.entry(" 12\n", 12L),
        Map.entry("-0", 0L),
        Map.entry("+7", 7L),
        Map.entry("0xfF", 255L),
        Map.entry("-0x80", -128L),
        Map.entry("0o17", 15L),
        Map.entry("0b101", 5L),
        Map.entry("9223372036854775807", Long.MAX_VALUE),
        Map.entry("-9223372036854775808", Long.MIN_VALUE),
        Map.entry("9223372036854775808", BigInteger.ONE.shiftLeft(63)),
        Map.entry("18446744073709551615", new BigInteger("18446744073709551615")),
        Map.entry("1.5", 1.5),
        Map.entry("5.", 5.0),
        Map.entry(".5e-1", .05),
        Map.entry("-1E3", -1000.0),
        Map.entry("True", true),
        Map.entry("false", false),
        Map.entry("''", ""),
        Map.entry("\"it's\"", "it's"),
        Map.entry("u'a'", "a"),
        Map.entry("'\\\\ \\' \\\" \\/ \\a\\b\\f\\n\\r\\t\\v'", "\\ ' \" / \007\b\f\n\r\t\013"),
        Map.entry("'\\x41\\101\\0\\777'", "AA\0\u01ff"),
        Map.entry("'\\u0041\\U0001f40d'", "A" + SNAKE),
        Map.entry("\"\\ud83d\\udc0d\"", SNAKE),
        Map.entry("'tab\there'", "tab\there"),
        Map.entry("()", Tuple.of()),
        Map.entry("(1)", 1L),
        Map.entry("(1,)", Tuple.of(1L)),
        Map.entry("( 1 , 2 , )", Tuple.of(1L, 2L)),
        Map.entry("[]", List.of()),
        Map.entry("[1, [2],]", List.of(1L, List.of(2L))),
        Map.entry("{'a': 1, \"b\":(2,)}", Map.of("a", 1L, "b", Tuple.of(2L))),
        Map.entry("{}", Map.of()));
  }

  @ParameterizedTest
  @MethodSource("values")
  void parse_value_isRead(Map.Entry<String, Object> entry) {
    assertThat(Literal.parse(entry.getKey())).isEqualTo(entry.getValue());
  }

  @Test
  void parse_none_isNull() {
    assertThat(Literal.parse("None")).isNull();
    assertThat(Literal.parse("null")).isNull();
    assertThat(Literal.parse("[None]")).isEqualTo(Arrays.asList((Object) null));
  }

  @Test
  void parse_bytes_areBytes() {
    assertThat(Literal.parse("b'a\\xff\\0\\''")).isEqualTo(new byte[] {'a', -1, 0, '\''});
  }

  @Test
  void parse_json_keepsOrder() {
    Object value = Literal.parse("{\"shape\": [2, 3], \"dim_names\": null, \"a\": {\"b\": true}}");
    assertThat(Literal.print(value))
        .isEqualTo("{'shape': [2, 3], 'dim_names': None, 'a': {'b': True}}");
  }

  @Test
  void parsePython2_longSuffix_isSkipped() {
    assertThat(Literal.parsePython2("(3L, 4)")).isEqualTo(Tuple.of(3L, 4L));
    rejected("expected the end of a number but found 'L' at position 2", "(3L, 4)");
  }

  private static void rejected(String message, String text) {
    Rejections.rejected(FormatException.class, message, () -> Literal.parse(text));
  }

  @Test
  void parse_nothing_isRejected() {
    rejected("expected a value but found the end of the text at position 0", "");
    rejected("expected a value but found the end of the text at position 2", "  ");
    rejected("expected a value but found the end of the text at position 1", "[");
    rejected("expected a value but found '\\x00' at position 0", "\0");
  }

  @Test
  void parse_words_areRejected() {
    rejected("expected a value but found 'n' at position 0", "nan");
    rejected("expected a value but found 'T' at position 1", "[TRUE]");
    rejected("expected a value but found '_' at position 0", "__import__('os')");
    rejected("expected a value but found 'r' at position 0", "r'raw'");
    rejected("expected a value but found '🐍' at position 0", SNAKE);
  }

  @Test
  void parse_rest_isRejected() {
    rejected("expected the end of the text but found '2' at position 2", "1 2");
    rejected("expected the end of the text but found \"'\" at position 2", "'''a'''");
    rejected("expected the end of the text but found '+' at position 2", "1 + 2");
    rejected("expected the end of a number but found 'j' at position 1", "1j");
    rejected("expected the end of a number but found '_' at position 1", "1_000");
    rejected("expected the end of a number but found '.' at position 3", "1.2.3");
  }

  @Test
  void parse_brackets_haveToMatch() {
    rejected("expected ',' or ']' but found ')' at position 2", "[1)");
    rejected("expected ',' or ')' but found the end of the text at position 2", "(1");
    rejected("expected a value but found ',' at position 1", "(,)");
    rejected("expected a value but found ',' at position 3", "[1,,2]");
    rejected("expected ':' but found ',' at position 4", "{'a', 'b'}");
    rejected("expected a string as key, or '}' but found '1' at position 1", "{1: 2}");
    rejected("expected keys that differ but found 'a' twice at position 9", "{'a': 1, 'a': 2}");
  }

  @Test
  void parse_numbers_haveLimits() {
    rejected(
        "expected an integer of at most 64 bits but found 18446744073709551616 at position 1",
        "[18446744073709551616]");
    rejected(
        "expected an integer of at most 64 bits but found -9223372036854775809 at position 0",
        "-9223372036854775809");
    rejected("expected an integer without leading zeros but found 007 at position 0", "007");
    rejected("expected a number that a double can hold but found 1e999 at position 0", "1e999");
    rejected("expected a number but found '-' at position 0", "-x");
    rejected("expected the end of a number but found '9' at position 400", "9".repeat(100_000));
  }

  @Test
  void parse_strings_haveToEnd() {
    rejected("expected the end of a string but found the end of the text at position 4", "'abc");
    rejected("expected the end of a string but found '\\n' at position 2", "'a\nb'");
    rejected("expected more text but found the end of the text at position 2", "'\\");
    rejected("expected an escape after the backslash but found 'q' at position 2", "'\\q'");
    rejected("expected an escape after the backslash but found 'N' at position 2", "'\\N{SNAKE}'");
    rejected("expected 4 hexadecimal digits but found \"'\" at position 6", "'\\u123'");
    rejected("expected a code of at most 10ffff but found 110000 at position 3", "'\\U00110000'");
    rejected("expected an ASCII character in bytes but found 'é' at position 2", "b'é'");
    rejected("expected an escape after the backslash but found 'u' at position 3", "b'\\u0041'");
  }

  @Test
  void parse_depth_isLimited() {
    assertThat(Literal.parse("[".repeat(64) + "]".repeat(64))).isInstanceOf(List.class);
    rejected(
        "expected at most 64 nested values but found '[' at position 64",
        "[".repeat(100_000) + "]".repeat(100_000));
  }

  @Test
  void parse_length_isLimited() {
    rejected("expected at most 1048576 characters but found 1048577", " ".repeat((1 << 20) + 1));
  }

  /// Texts that are their own value's `repr` in Python 3.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "None",
        "True",
        "-5",
        "18446744073709551615",
        "0.0",
        "-0.0",
        "1.0",
        "0.1",
        "1e+16",
        "1234567890123456.0",
        "1.5e-05",
        "0.0001",
        "1e-05",
        "5e-324",
        "1.7976931348623157e+308",
        "123.456",
        "'a'",
        "\"it's\"",
        "'both \\' and \"'",
        "'\\\\'",
        "'\\n\\r\\t\\x00\\x7f\\xad'",
        "'é日🐍'",
        "'\\u2028\\ud800\\U000e0001'",
        "'\\xa0'",
        "b''",
        "b'a\\xff\\n'",
        "b\"'\"",
        "()",
        "(1,)",
        "(1, 2)",
        "[]",
        "[[], ()]",
        "{}",
        "{'a': [1, 2.5], 'b': {'c': None}}"
      })
  void print_value_isPythonsRepr(String repr) {
    assertThat(Literal.print(Literal.parse(repr))).isEqualTo(repr);
  }

  @Test
  void print_strangers_areRejected() {
    Rejections.argument(
        "expected a value with a literal but found a java.lang.Thread",
        () -> Literal.print(List.of(Thread.currentThread())));
    Rejections.argument(
        "expected a finite number but found NaN, which has no literal",
        () -> Literal.print(Double.NaN));
    assertThat(Literal.show(Thread.State.NEW)).isEqualTo("a java.lang.Thread$State");
    assertThat(Literal.show("x".repeat(200))).hasSize(81).endsWith("x…");
  }
}
