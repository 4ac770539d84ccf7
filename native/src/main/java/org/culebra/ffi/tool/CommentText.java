package org.culebra.ffi.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A C comment as Markdown for javadoc: without its decoration, with code in fences, and with
/// Doxygen's `@param` and `@return` apart.
///
/// @param body the lines of the text
/// @param parameters the texts of parameters by name
/// @param result the text of the result, empty if there is none
record CommentText(List<String> body, Map<String, String> parameters, String result) {
  static final CommentText NONE = new CommentText(List.of(), Map.of(), "");

  private static final Pattern DECORATION = Pattern.compile("\\s*[-=*_#~+/.]{3,}");
  private static final Pattern COMMAND = Pattern.compile("[@\\\\](\\w+)(\\[[\\w, ]*])?\\s*(.*)");
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)\\s*[-:]?\\s*(.*)");
  private static final Pattern SPAN = Pattern.compile("`[^`'\\\\]+`");
  private static final Pattern ENTITY = Pattern.compile("&#?\\w+;");
  private static final Pattern CODE = Pattern.compile(".*[;{}]");

  /// Reads a comment with its delimiters.
  static CommentText of(String comment) {
    Reader reader = new Reader();
    plainLines(comment).forEach(reader::line);
    reader.endParagraph();
    return reader.result();
  }

  /// The lines between the delimiters, without what decorates their beginning.
  private static List<String> plainLines(String comment) {
    String text =
        comment.startsWith("//")
            ? comment.replaceAll("(?m)^\\s*//+[!<]*", "")
            : comment.replaceFirst("^/\\*+[!<]*", "").replaceFirst("\\**\\*/$", "");
    List<String> lines = new ArrayList<>(text.lines().map(String::stripTrailing).toList());
    boolean isStarred =
        lines.size() > 1
            && lines.stream().skip(1).map(String::strip).allMatch(CommentText::isStarred);
    if (isStarred) {
      lines.replaceAll(line -> line.replaceFirst("^\\s*\\*+", ""));
    }
    lines.replaceAll(line -> DECORATION.matcher(line).matches() ? "" : line);
    return lines;
  }

  private static boolean isStarred(String line) {
    return line.isEmpty() || line.startsWith("*");
  }

  /// Text with no backslash before `u`, where Java would read a character (Java Language
  /// Specification 3.3).
  static String withoutUnicodeEscapes(String text) {
    return text.contains("\\u") ? text.replace("\\", "\\\\") : text;
  }

  /// Text of C that javadoc shows as it is, but for code in backticks.
  static String escaped(String line) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      Matcher code = SPAN.matcher(line).region(i, line.length());
      if (code.lookingAt()) {
        all.append(code.group());
        i = code.end() - 1;
        continue;
      }
      switch (c) {
        case '\\', '*', '[', ']', '<', '`', '~' -> all.append('\\').append(c);
        case '#', '>' -> all.append(i == 0 ? "\\" : "").append(c);
        case '&' -> all.append(ENTITY.matcher(line.substring(i)).lookingAt() ? "&amp;" : "&");
        case '@' -> all.append("&#64;");
        case '_' -> all.append(isInWord(line, i) ? "_" : "\\_");
        default -> all.append(c);
      }
    }
    return all.toString();
  }

  private static boolean isInWord(String line, int i) {
    return i > 0
        && i + 1 < line.length()
        && Character.isLetterOrDigit(line.charAt(i - 1))
        && Character.isLetterOrDigit(line.charAt(i + 1));
  }

  /// Takes one line after the other.
  private static final class Reader {
    private final List<String> body = new ArrayList<>();
    private final List<String> paragraph = new ArrayList<>();
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private String result = "";

    /// What the next lines belong to.
    private Place place = Place.BODY;

    /// The name, for [Place#PARAMETER].
    private String parameter = "";

    private enum Place {
      BODY,
      PARAMETER,
      RESULT
    }

    void line(String indented) {
      String line = indented.strip();
      Matcher command = COMMAND.matcher(line);
      if (line.isEmpty()) {
        endParagraph();
        place = Place.BODY;
      } else if (command.matches()) {
        endParagraph();
        command(command.group(1), command.group(3));
      } else {
        add(place == Place.BODY ? indented : line);
      }
    }

    private void command(String name, String text) {
      place = Place.BODY;
      switch (name) {
        case "param" -> {
          Matcher matcher = PARAMETER.matcher(text);
          if (matcher.matches()) {
            place = Place.PARAMETER;
            parameter = matcher.group(1);
            add(matcher.group(2));
          }
        }
        case "return", "returns", "result" -> {
          place = Place.RESULT;
          add(text);
        }
        case "brief", "details", "short" -> add(text);
        default -> {
          String title = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
          add(text.isEmpty() ? title : title + ": " + text);
        }
      }
    }

    private void add(String line) {
      switch (place) {
        case BODY -> paragraph.add(line);
        case PARAMETER -> parameters.merge(parameter, line, Reader::joined);
        case RESULT -> result = joined(result, line);
      }
    }

    private static String joined(String before, String line) {
      return (before + " " + line).strip();
    }

    void endParagraph() {
      paragraph.removeIf(String::isBlank);
      if (paragraph.isEmpty()) {
        return;
      }
      boolean isCode = paragraph.stream().allMatch(line -> CODE.matcher(line).matches());
      if (!body.isEmpty()) {
        body.add("");
      }
      if (isCode) {
        body.add("```c");
        String code = String.join("\n", paragraph).stripIndent();
        code.lines().forEach(line -> body.add(withoutUnicodeEscapes(line)));
        body.add("```");
      } else {
        paragraph.forEach(line -> body.add(escaped(line.strip())));
      }
      paragraph.clear();
    }

    CommentText result() {
      Map<String, String> escaped = new LinkedHashMap<>();
      parameters.forEach((name, text) -> escaped.put(name, escaped(text)));
      return new CommentText(List.copyOf(body), escaped, escaped(result));
    }
  }
}
