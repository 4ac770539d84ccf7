package org.culebra.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON parser sufficient for the report: objects are maps, arrays are lists, numbers are
/// doubles, and `true`, `false` and `null` stay text.
final class Json {

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /// Parses a text.
  ///
  /// @param text JSON
  /// @return a map, a list, a number or a text
  static Object parse(String text) {
    return new Json(text).value();
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + '"';
  }

  private Object value() {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> word();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    expect('{');
    while (peek() != '}') {
      String name = string();
      expect(':');
      members.put(name, value());
      skipComma();
    }
    expect('}');
    return members;
  }

  private List<Object> array() {
    List<Object> elements = new ArrayList<>();
    expect('[');
    while (peek() != ']') {
      elements.add(value());
      skipComma();
    }
    expect(']');
    return elements;
  }

  private String string() {
    expect('"');
    StringBuilder characters = new StringBuilder();
    while (text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++; // of the escapes JMH writes, only the character itself matters here
      }
      characters.append(text.charAt(at++));
    }
    at++;
    return characters.toString();
  }

  private Object word() {
    int start = at;
    while (",]} \r\n\t".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at);
    return switch (word) {
      case "true", "false", "null" -> word;
      default -> Double.valueOf(word);
    };
  }

  private char peek() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  private void expect(char wanted) {
    char found = peek();
    if (found != wanted) {
      throw new IllegalArgumentException(
          "expected '%s' at character %d but found '%s'".formatted(wanted, at, found));
    }
    at++;
  }

  private void skipComma() {
    if (peek() == ',') {
      at++;
    }
  }
}
