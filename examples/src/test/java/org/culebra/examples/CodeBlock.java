package org.culebra.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A block of Java code in a Markdown file.
///
/// @param name made of the file's name and the block's first line
/// @param code a program with a `main` method, or statements
/// @param message the block of `text` before it: of the exception that the code throws; or empty
record CodeBlock(String name, String code, String message) {

  /// The blocks of a file, in order.
  static List<CodeBlock> in(Path file) throws IOException {
    List<CodeBlock> blocks = new ArrayList<>();
    String message = "";
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("#")) {
        message = "";
      } else if (line.startsWith("```")) {
        int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf("```");
        String text = String.join("\n", lines.subList(i + 1, end)) + "\n";
        switch (line) {
          case "```text" -> message = text.strip();
          case "```java" -> {
            blocks.add(new CodeBlock(name(file, i + 1), text, message));
            message = "";
          }
          default -> {}
        }
        i = end;
      }
    }
    return blocks;
  }

  private static String name(Path file, int line) {
    return file.getFileName().toString().replaceAll("\\.md$|\\W", "") + "_" + line;
  }

  boolean isProgram() {
    return code.contains("void main(");
  }

  boolean usesPython() {
    return code.contains("Python.get()");
  }

  /// What its comments state that it prints: those after a call of `println`, and those below
  /// these.
  List<String> expected() {
    List<String> expected = new ArrayList<>();
    int last = -1; // the column of the last such comment
    for (String line : code.lines().toList()) {
      int comment = line.indexOf("// ");
      boolean prints = line.contains(".println(");
      boolean continues = comment >= 0 && comment == last && line.substring(0, comment).isBlank();
      last = comment >= 0 && (prints || continues) ? comment : -1;
      if (last >= 0) {
        expected.add(line.substring(comment + 3).stripTrailing());
      } else if (prints) {
        throw new IllegalStateException(name + ": expected a comment on the result of " + line);
      }
    }
    return expected;
  }

  /// Whether a line or message is the one expected, in which `…` stands for any text. All space is
  /// the same.
  static boolean matches(String expected, String found) {
    String pattern =
        Pattern.compile("…")
            .splitAsStream(joined(expected))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    String end = expected.strip().endsWith("…") ? ".*" : "";
    return Pattern.compile(pattern + end, Pattern.DOTALL).matcher(joined(found)).matches();
  }

  private static String joined(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
