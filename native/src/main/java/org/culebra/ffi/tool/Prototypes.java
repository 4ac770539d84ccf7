package org.culebra.ffi.tool;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Declarations of headers as a person reads them: without what only compilers need.
final class Prototypes {
  private static final Pattern WORD = Pattern.compile("\\w+");

  private static final Set<String> DROPPED =
      Set.of("extern", "static", "inline", "__inline", "__inline__", "__extension__", "_Noreturn");

  private static final Set<String> DROPPED_WITH_GROUP =
      Set.of("__attribute__", "__attribute", "__asm__", "__asm", "asm", "__declspec");

  private Prototypes() {}

  /// A declaration on one line, as in a book.
  static String plain(String declaration) {
    StringBuilder all = new StringBuilder();
    Matcher word = WORD.matcher(declaration);
    int at = 0;
    while (word.find(at)) {
      all.append(declaration, at, word.start());
      at = word.end();
      if (DROPPED_WITH_GROUP.contains(word.group())) {
        at = groupEnd(declaration, at);
      } else if (!DROPPED.contains(word.group())) {
        all.append(word.group().matches("__restrict(__)?") ? "restrict" : word.group());
      }
    }
    return all.append(declaration.substring(at))
        .toString()
        .replaceAll("\\s+", " ")
        .replaceAll(" ?([,)\\]])", "$1")
        .replaceAll("([(\\[]) ", "$1")
        .replaceAll("(\\w) \\((?!\\*)", "$1(")
        .replaceAll(",(?=\\S)", ", ")
        .replaceAll("\\* (?=\\w)", "*")
        .strip();
  }

  /// The end of the parentheses that follow; the start if there are none.
  private static int groupEnd(String text, int from) {
    int at = from;
    int depth = 0;
    do {
      while (at < text.length() && depth == 0 && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at == text.length() || depth == 0 && text.charAt(at) != '(') {
        return from;
      }
      depth += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
      at++;
    } while (depth > 0);
    return at;
  }
}
