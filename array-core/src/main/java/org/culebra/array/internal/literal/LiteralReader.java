package org.culebra.array.internal.literal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.literal.Literal.Tuple;
import org.jspecify.annotations.Nullable;

/// The parser behind [Literal]: one pass, with a lookahead of at most two characters. It throws
/// only [FormatException].
final class LiteralReader {

  private final String text;
  private final LiteralTokens tokens;
  private int depth;

  LiteralReader(String text, boolean python2) {
    this.text = text;
    this.tokens = new LiteralTokens(text, python2);
  }

  /// The only value in the text.
  @Nullable Object read() {
    if (text.length() > Literal.MAX_LENGTH) {
      throw new FormatException(
          Errors.text(
              "expected at most %d characters but found %d", Literal.MAX_LENGTH, text.length()));
    }
    tokens.skipSpace();
    Object value = value();
    tokens.skipSpace();
    if (!tokens.atEnd()) {
      throw tokens.expected("the end of the text");
    }
    return value;
  }

  private @Nullable Object value() {
    return switch (tokens.peek()) {
      case '{' -> nested(this::dict);
      case '[' -> nested(this::list);
      case '(' -> nested(this::parenthesised);
      case '\'', '"' -> tokens.string();
      case '+', '-', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> tokens.number();
      default -> tokens.word();
    };
  }

  private interface Part {
    @Nullable Object read();
  }

  private @Nullable Object nested(Part part) {
    if (depth == Literal.MAX_DEPTH) {
      throw tokens.expected("at most " + Literal.MAX_DEPTH + " nested values");
    }
    depth++;
    tokens.take();
    tokens.skipSpace();
    Object value = part.read();
    depth--;
    return value;
  }

  private Map<String, @Nullable Object> dict() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (!tokens.takeIf('}')) {
      int start = tokens.position();
      if (tokens.peek() != '\'' && tokens.peek() != '"') {
        throw tokens.expected("a string as key, or '}'");
      }
      String key = tokens.string();
      tokens.skipSpace();
      tokens.require(':');
      tokens.skipSpace();
      Object value = value();
      if (map.containsKey(key)) {
        throw new FormatException(
            Errors.text(
                "expected keys that differ but found %s twice at position %d",
                Literal.show(key), start));
      }
      map.put(key, value);
      endItem('}');
    }
    return map;
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> items = new ArrayList<>();
    while (!tokens.takeIf(']')) {
      items.add(value());
      endItem(']');
    }
    return items;
  }

  /// A tuple, or a single value in parentheses.
  private @Nullable Object parenthesised() {
    List<@Nullable Object> items = new ArrayList<>();
    boolean comma = true;
    while (!tokens.takeIf(')')) {
      items.add(value());
      comma = endItem(')');
    }
    return items.size() == 1 && !comma ? items.get(0) : new Tuple(items);
  }

  /// Either a comma, which may be the last one, or the closing bracket, which is not consumed.
  private boolean endItem(char closing) {
    tokens.skipSpace();
    boolean comma = tokens.takeIf(',');
    if (!comma && tokens.peek() != closing) {
      throw tokens.expected("',' or '" + closing + "'");
    }
    tokens.skipSpace();
    return comma;
  }
}
