package org.culebra.ffi.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The comments of a header's functions, found in its source by their place: after the declaration
/// on its last line, directly before it, directly after it, or, for several declarations on
/// consecutive lines, directly before the first. A comment may also contain the declaration.
final class HeaderComments {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

  private final List<SourceScanner.Item> items;

  /// The first statement that declares a name, by its position.
  private final Map<String, Integer> declared = new HashMap<>();

  /// The first statement that passes a name to a macro, as in `PNG_EXPORT(1, int, png_get,
  /// (void))`.
  private final Map<String, Integer> passed = new HashMap<>();

  HeaderComments(String source) {
    items = SourceScanner.items(source);
    for (int i = 0; i < items.size(); i++) {
      String text = items.get(i).text();
      if (!items.get(i).isComment() && text.contains("(") && !text.startsWith("typedef")) {
        index(text, i);
      }
    }
  }

  /// Reads the comments of a file; none if it cannot be read.
  static HeaderComments read(Path file) {
    try {
      return new HeaderComments(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new HeaderComments("");
    }
  }

  private void index(String text, int item) {
    int depth = 0;
    int at = 0;
    Matcher name = NAME.matcher(text);
    while (name.find()) {
      for (; at < name.start(); at++) {
        depth += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
      }
      if (depth < 2) {
        (depth == 0 ? declared : passed).putIfAbsent(name.group(), item);
      }
    }
  }

  /// The comment of a function, with its delimiters.
  ///
  /// @return null if there is none
  @Nullable String of(String function) {
    Integer item = declared.getOrDefault(function, passed.get(function));
    String comment = item == null ? null : at(item);
    return comment == null ? mention(function) : comment;
  }

  private @Nullable String at(int item) {
    SourceScanner.Item after = commentAt(item + 1);
    int last = items.get(item).last();
    if (after != null && after.first() == last) {
      return after.text();
    }
    String before = before(item);
    if (before != null || after == null || after.first() > last + 1) {
      return before;
    }
    boolean isOfNext = item + 2 < items.size() && items.get(item + 2).first() == after.last() + 1;
    return isOfNext ? null : after.text();
  }

  /// The comment before a statement, or before the first of several without a line between them.
  private @Nullable String before(int item) {
    for (int i = item; i > 0; i--) {
      SourceScanner.Item before = items.get(i - 1);
      if (items.get(i).first() - before.last() > 1) {
        return null;
      }
      if (before.isComment()) {
        return before.isAlone() ? before.text() : null;
      }
    }
    return null;
  }

  /// A comment that begins with the declaration: what follows it.
  private @Nullable String mention(String function) {
    Pattern start =
        Pattern.compile(
            "\\s*[\\w *]+\\b" + Pattern.quote(function) + "\\s*(?:\\w+\\s*)?\\([^;]*\\)\\s*;(.*)",
            Pattern.DOTALL);
    for (SourceScanner.Item item : items) {
      if (item.isComment() && item.text().contains(function)) {
        Matcher matcher = start.matcher(item.text().substring(2));
        if (matcher.matches()) {
          return "/*" + matcher.group(1);
        }
      }
    }
    return null;
  }

  private SourceScanner.@Nullable Item commentAt(int i) {
    return i < items.size() && items.get(i).isComment() ? items.get(i) : null;
  }
}
