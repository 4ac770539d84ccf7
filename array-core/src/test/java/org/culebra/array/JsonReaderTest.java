package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.culebra.array.internal.literal.JsonReader;
import org.culebra.array.internal.literal.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// JSON alone: what Python writes besides is rejected.
final class JsonReaderTest {

  private static void skip(String text) {
    JsonReader json = new JsonReader(text);
    json.skip();
    json.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        " [ ] ",
        "\"\"",
        "0",
        "-0",
        "12",
        "-1.5",
        "1e3",
        "0.1E-20",
        "1e999",
        "true",
        "false",
        "null",
        "{\"a\":[1,{\"b\":null}],\"c\":\"\\u00e9\\ud83d\\udc0d\"}",
        "\t\r\n1 ",
        "\"\u007f\u2028ü🐍\"",
        "[[[[[[[[1]]]]]]]]"
      })
  void skip_json_isRead(String text) {
    skip(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "True",
        "None",
        "nul",
        "nulls",
        "'a'",
        "(1,)",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "[1 2]",
        "+1",
        ".5",
        "5.",
        "01",
        "-",
        "0x1",
        "1e",
        "1_0",
        "NaN",
        "Infinity",
        "1L",
        "b\"\"",
        "u\"\"",
        "\"\\a\"",
        "\"\\x41\"",
        "\"\\'\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\udc0d\\ud83d\"",
        "\"\n\"",
        "\"\t\"",
        "\"\0\"",
        "\"a",
        "\"\\",
        "[",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,\"a\":2}",
        "1 1",
        "\f1",
        "\u00a01",
        "\ufeff1",
        "/**/1",
        "[1]]",
        "1}"
      })
  void skip_anythingElse_isRejected(String text) {
    assertThat(Rejections.thrownElsewhere(() -> skip(text)))
        .isExactlyInstanceOf(FormatException.class)
        .hasMessageMatching("(?s)expected .* at position \\d+");
  }

  @Test
  void skip_nesting_isLimited() {
    skip("[".repeat(64) + "]".repeat(64));
    Rejections.rejected(
        FormatException.class,
        "expected at most 64 nested values but found '[' at position 64",
        () -> skip("[".repeat(65) + "]".repeat(65)));
  }

  @Test
  void values_areReadInOrder() {
    JsonReader json =
        new JsonReader(" {\"a\" : [ 1 , 22 ], \"b\": \"x\\\"\\/\\b\\f\\n\\r\\t\\u0041\"} ");
    List<Object> read = new ArrayList<>();
    json.object(key -> {
      read.add(key);
      if (key.equals("a")) {
        json.list(() -> read.add(json.natural()));
      } else {
        read.add(json.string());
      }
    });
    json.end();
    assertThat(read).containsExactly("a", 1L, 22L, "b", "x\"/\b\f\n\r\tA");
    assertThat(new JsonReader("" + Long.MAX_VALUE).natural()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void quote_anyString_isShort() {
    StringBuilder out = new StringBuilder();
    String text = "a\"\\/\b\f\n\r\t\0\u001f\u007fé\u2028🐍";
    JsonText.quote(out, text);
    assertThat(out).hasToString("\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007fé\u2028🐍\"");
    assertThat(new JsonReader(out.toString()).string()).isEqualTo(text);
    out.setLength(0);
    JsonText.quoteAscii(out, "é\u007f🐍");
    assertThat(out).hasToString("\"\\u00e9\\u007f\\ud83d\\udc0d\"");
  }
}
