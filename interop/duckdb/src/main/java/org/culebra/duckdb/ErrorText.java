package org.culebra.duckdb;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Messages in both directions between DuckDB and Java.
final class ErrorText {
  private static final String KEY = "\"exception_message\":\"";

  private ErrorText() {}

  /// The message of an exception of DuckDB, which its C API passes on as the JSON text that it is
  /// stored as.
  static String plain(@Nullable String found) {
    String text = found == null ? "DuckDB reported an error without a message" : found;
    int from = text.indexOf(KEY);
    if (!text.startsWith("{") || from < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = from + KEY.length(); i < text.length() && text.charAt(i) != '"'; i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        c = escaped(text.charAt(++i));
      }
      plain.append(c);
    }
    return plain.toString();
  }

  private static char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      default -> c;
    };
  }

  /// What DuckDB reports of a failure in Java. Any failure has a text that C takes: without one the
  /// query would go on.
  static String of(Throwable failure) {
    String text = text(failure);
    byte[] utf8 =
        (text == null ? failure.getClass().getName() : text)
            .replace('\0', ' ')
            .getBytes(StandardCharsets.UTF_8);
    return new String(utf8, StandardCharsets.UTF_8); // with ? for unpaired surrogates
  }

  private static @Nullable String text(Throwable failure) {
    try {
      String message = failure instanceof SQLException ? failure.getMessage() : null;
      return message != null ? message : failure.toString();
    } catch (RuntimeException e) {
      return null;
    }
  }
}
