package org.culebra.ffi.header;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a prototype says in attributes (C23 6.7.13), which compilers that do not know them read
/// over.
///
/// @param nullable the parameters that take NULL, `[[nullable]]`
/// @param kept the parameters whose memory C uses after the call, `[[keeps]]`
/// @param owner the function that frees the result, `[[owner(free)]]`; null if it is not the
///   caller's
/// @param lengths the elements of such a result per axis, `[[length(rows, *columns)]]`: numbers,
///   parameters, or what these point to
public record Contract(
    Set<Integer> nullable, Set<Integer> kept, @Nullable String owner, List<String> lengths) {
  /// A prototype without such attributes.
  public static final Contract NONE = new Contract(Set.of(), Set.of(), null, List.of());

  /// The attributes of a prototype.
  ///
  /// @param prototype one prototype in C
  /// @return what they say
  public static Contract of(String prototype) {
    return prototype.contains("[[") ? new Reader(prototype).read() : NONE;
  }

  /// Reads the tokens of a prototype.
  private static final class Reader {
    private final byte[] text;
    private final HeaderTokens tokens;
    private final Set<Integer> nullable = new TreeSet<>();
    private final Set<Integer> kept = new TreeSet<>();
    private final List<String> lengths = new ArrayList<>();
    private @Nullable String owner;
    private int depth;
    private int parameter;

    Reader(String prototype) {
      this.text = prototype.getBytes(StandardCharsets.UTF_8);
      this.tokens = new HeaderTokens(text, 0, text.length, (_, _) -> {});
    }

    Contract read() {
      for (; !tokens.is(HeaderTokens.END); tokens.next()) {
        switch (tokens.kind()) {
          case '(' -> depth++;
          case ')' -> depth--;
          case ',' -> parameter += depth == 1 ? 1 : 0;
          case '[' -> {
            if (tokens.end() < text.length && text[tokens.end()] == '[') {
              attributes();
            }
          }
          default -> {}
        }
      }
      return new Contract(nullable, kept, owner, List.copyOf(lengths));
    }

    /// From `[[` to the first `]`.
    private void attributes() {
      while (!tokens.is(']') && !tokens.is(HeaderTokens.END)) {
        String word = tokens.is(HeaderTokens.WORD) ? tokens.word() : "";
        tokens.next();
        if (depth == 0) {
          ofResult(word);
        } else if (depth == 1) {
          ofParameter(word);
        }
      }
    }

    private void ofResult(String word) {
      if (word.equals("owner")) {
        owner = String.join(", ", operands());
      } else if (word.equals("length")) {
        lengths.addAll(operands());
      }
    }

    private void ofParameter(String word) {
      if (word.equals("nullable")) {
        nullable.add(parameter);
      } else if (word.equals("keeps")) {
        kept.add(parameter);
      }
    }

    /// What follows the name of an attribute in parentheses, separated by commas.
    private List<String> operands() {
      List<String> operands = new ArrayList<>();
      StringBuilder operand = new StringBuilder();
      if (!tokens.is('(')) {
        return operands;
      }
      for (tokens.next(); !tokens.is(')') && !tokens.is(HeaderTokens.END); tokens.next()) {
        if (tokens.is(',')) {
          operands.add(operand.toString());
          operand.setLength(0);
        } else {
          operand.append(tokens.word());
        }
      }
      operands.add(operand.toString());
      return operands;
    }
  }
}
