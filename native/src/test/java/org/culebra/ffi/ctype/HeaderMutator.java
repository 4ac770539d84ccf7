package org.culebra.ffi.ctype;

import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Damages the text of a header: deletes, repeats and exchanges bytes and tokens.
public final class HeaderMutator {
  private static final Pattern TOKEN = Pattern.compile("\\w+|\"[^\"\n]*\"|[^\\s\\w]");

  private HeaderMutator() {}

  /// A few lines, anywhere.
  public static StringBuilder part(Random random, List<String> lines) {
    int from = random.nextInt(lines.size());
    int to = Math.min(lines.size(), from + 1 + random.nextInt(40));
    return new StringBuilder(String.join("\n", lines.subList(from, to))).append('\n');
  }

  /// Damages a text in one to six places.
  public static void mutate(Random random, StringBuilder text) {
    for (int i = 1 + random.nextInt(6); i > 0 && !text.isEmpty(); i--) {
      if (random.nextBoolean()) {
        mutateBytes(random, text);
      } else {
        mutateTokens(random, text);
      }
    }
  }

  private static void mutateBytes(Random random, StringBuilder text) {
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + 1 + random.nextInt(6));
    String part = text.substring(from, to);
    switch (random.nextInt(3)) {
      case 0 -> text.delete(from, to);
      case 1 -> text.insert(from, part);
      default -> text.replace(from, to, new StringBuilder(part).reverse().toString());
    }
  }

  private static void mutateTokens(Random random, StringBuilder text) {
    // the tokens near some place, as finding all of a header would take the time
    int start = random.nextInt(text.length());
    int end = Math.min(text.length(), start + 400);
    List<MatchResult> tokens = TOKEN.matcher(text.substring(start, end)).results().toList();
    if (tokens.size() < 2) {
      return;
    }
    MatchResult a = tokens.get(random.nextInt(tokens.size() - 1));
    MatchResult b = tokens.get(random.nextInt(tokens.size() - 1));
    switch (random.nextInt(3)) {
      case 0 -> text.delete(start + a.start(), start + a.end());
      case 1 -> text.insert(start + a.start(), b.group() + " ");
      default -> {
        MatchResult first = a.start() < b.start() ? a : b;
        MatchResult last = a.start() < b.start() ? b : a;
        text.replace(start + last.start(), start + last.end(), first.group());
        text.replace(start + first.start(), start + first.end(), last.group());
      }
    }
  }
}
