package org.culebra.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The C files next to the examples.
public final class SourceText {

  private SourceText() {}

  /// Reads a file.
  ///
  /// @param file its name, relative to this package
  /// @return its text
  public static String of(String file) {
    try (InputStream text = SourceText.class.getResourceAsStream(file)) {
      if (text == null) {
        throw new IllegalStateException(file + " is not beside " + SourceText.class);
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
