package org.culebra.ffi.header;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/// What a prototype says in attributes (C23 6.7.13), which compilers that do not know them read
/// over: `[[nullable]]` for a parameter that takes NULL.
public final class Contract {
  private Contract() {}

  /// The parameters of a prototype that are marked `[[nullable]]`.
  ///
  /// @param prototype one prototype in C
  /// @return their indices
  public static Set<Integer> nullable(String prototype) {
    Set<Integer> nullable = new TreeSet<>();
    if (!prototype.contains("[[")) {
      return nullable;
    }
    byte[] text = prototype.getBytes(StandardCharsets.UTF_8);
    HeaderTokens tokens = new HeaderTokens(text, 0, text.length, (_, _) -> {});
    int depth = 0;
    int parameter = 0;
    boolean isAttribute = false;
    for (; !tokens.is(HeaderTokens.END); tokens.next()) {
      switch (tokens.kind()) {
        case '(' -> depth++;
        case ')' -> depth--;
        case ',' -> parameter += depth == 1 && !isAttribute ? 1 : 0;
        case '[' -> isAttribute |= startsAttribute(text, tokens);
        case ']' -> isAttribute = false;
        case HeaderTokens.WORD -> {
          if (isAttribute && depth == 1 && tokens.word().equals("nullable")) {
            nullable.add(parameter);
          }
        }
        default -> {}
      }
    }
    return nullable;
  }

  private static boolean startsAttribute(byte[] text, HeaderTokens tokens) {
    return tokens.end() < text.length && text[tokens.end()] == '[';
  }
}
