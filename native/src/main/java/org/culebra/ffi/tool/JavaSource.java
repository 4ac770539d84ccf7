package org.culebra.ffi.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines of a Java source, indented and wrapped, with the imports of the types that they name.
final class JavaSource {
  private static final int WIDTH = 100;
  private static final Pattern INDENT = Pattern.compile("^(\\s*)");

  private final StringBuilder text = new StringBuilder();
  private final Set<String> imports = new TreeSet<>();
  private String indent = "";

  void indent(String spaces) {
    indent = spaces;
  }

  /// The name of a type in the source, which is imported.
  String type(Class<?> type) {
    if (type.isArray()) {
      return type(type.getComponentType()) + "[]";
    }
    String name = type.getCanonicalName();
    String packageName = type.getPackageName();
    if (type.isPrimitive() || packageName.equals("java.lang")) {
      return type.getSimpleName();
    }
    String simple = name.substring(packageName.length() + 1);
    imports.add(packageName + "." + simple.replaceFirst("\\..*", ""));
    return simple;
  }

  Set<String> imports() {
    return imports;
  }

  void line(String line) {
    text.append(line.isEmpty() ? "" : indent).append(line).append('\n');
  }

  /// A line of documentation, wrapped.
  void doc(String line) {
    for (String part : wrapped(line, WIDTH - indent.length() - 4)) {
      line(("/// " + part).stripTrailing());
    }
  }

  /// A list of parameters, on one line if it fits, otherwise on one line each.
  void call(String start, List<String> parts, String end) {
    String one = start + String.join(", ", parts) + end;
    if (indent.length() + one.length() <= WIDTH) {
      line(one);
      return;
    }
    line(start);
    String deeper = " ".repeat(start.length() - start.stripLeading().length() + 4);
    String all = deeper + String.join(", ", parts) + end;
    if (indent.length() + all.length() <= WIDTH) {
      line(all);
      return;
    }
    for (int i = 0; i < parts.size(); i++) {
      line(deeper + parts.get(i) + (i + 1 < parts.size() ? "," : end));
    }
  }

  /// A comment of lines, wrapped.
  void comment(String comment) {
    for (String part : wrapped(comment, WIDTH - indent.length() - 3)) {
      line(("// " + part).stripTrailing());
    }
  }

  /// The parts of a line; those after the first are indented as the first.
  private static List<String> wrapped(String line, int width) {
    Matcher spaces = INDENT.matcher(line);
    String prefix = spaces.find() ? spaces.group(1) : "";
    List<String> parts = new ArrayList<>();
    String rest = line.stripTrailing();
    while (rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      if (space <= prefix.length()) {
        space = rest.indexOf(' ', width);
      }
      if (space < 0) {
        break;
      }
      parts.add(rest.substring(0, space).stripTrailing());
      rest = prefix + rest.substring(space).strip();
    }
    parts.add(rest);
    return parts;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
