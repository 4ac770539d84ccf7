package org.culebra.ffi.tool;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.culebra.ffi.header.CHeader;
import org.culebra.ffi.header.HeaderScope;

/// The chosen constants of a header, with their values.
final class ConstantValues {
  private ConstantValues() {}

  /// The values by name: a `Long`, a `Double`, a `String` or a `MemorySegment`. Those of included
  /// headers are chosen by their whole name only.
  static Map<String, Object> of(CommandLine line, CHeader header) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (line.constants().isEmpty()) {
      return values;
    }
    Set<String> candidates = new LinkedHashSet<>();
    for (String name : header.constants()) {
      boolean isOwn =
          header.file(name).filter(f -> BoundFunctions.isOneOf(line.headers(), f)).isPresent();
      if (JavaNames.isIdentifier(name) && (isOwn || line.constants().contains(name))) {
        candidates.add(name);
      }
    }
    HeaderScope scope = new HeaderScope();
    scope.add(header);
    for (String name :
        new NamePatterns(line.constants()).select(candidates, "constant", header.toString())) {
      scope.constantValue(name).ifPresent(value -> values.put(name, value));
    }
    return values;
  }

  static Class<?> type(Object value) {
    return switch (value) {
      case Long number -> (int) (long) number == number ? int.class : long.class;
      case Double _ -> double.class;
      case MemorySegment _ -> MemorySegment.class;
      default -> String.class;
    };
  }

  static String literal(Object value) {
    return switch (value) {
      case Long number when (int) (long) number == number -> number.toString();
      case Long number -> number + "L";
      case Double number when number.isNaN() -> "Double.NaN";
      case Double number when number.isInfinite() ->
          "Double." + (number > 0 ? "POSITIVE" : "NEGATIVE") + "_INFINITY";
      case Double number -> number.toString();
      case MemorySegment pointer when pointer.address() == 0 -> "MemorySegment.NULL";
      case MemorySegment pointer -> "MemorySegment.ofAddress(" + pointer.address() + "L)";
      default -> quoted(value.toString());
    };
  }

  private static String quoted(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> literal.append('\\').append(c);
        case '\n' -> literal.append("\\n");
        case '\r' -> literal.append("\\r");
        case '\t' -> literal.append("\\t");
        default -> literal.append(c < ' ' ? "\\%03o".formatted((int) c) : String.valueOf(c));
      }
    }
    return literal.append('"').toString();
  }
}
