package org.culebra.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The tests that Markdown files name, as code: `SomeTest`, `SomeTest#method`, and `#method` for a
/// further one of the class named before it in the line.
final class TestNames {
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*Test)?(?:#(\\w+))?`");

  /// An annotation that makes a test, up to the `void` of its method.
  private static final String TEST =
      "@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\\b(?:(?!\\bvoid \\w+\\().)*?\\bvoid ";

  /// Where the files of the project are.
  private final Path root;

  /// The sources of each test class; several classes may have one name.
  private final Map<String, List<String>> sources = new HashMap<>();

  private final List<Path> markdown = new ArrayList<>();
  private int checked;

  TestNames(Path root) {
    this.root = root;
    try {
      Files.walkFileTree(root, new Reader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The folder of the outermost project, seen from the one that tests run in.
  static Path project() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.resolveSibling("..").normalize();
    }
    return folder;
  }

  /// The Markdown files, relative to the project.
  List<Path> markdown() {
    return markdown.stream().map(root::relativize).sorted().toList();
  }

  /// The sources of the test classes of a name.
  List<String> sources(String type) {
    return sources.getOrDefault(type, List.of());
  }

  /// Whether there is a test class of a name, in which `*` stands for anything.
  boolean hasTest(String name) {
    Pattern pattern = Pattern.compile(name.replace("*", "\\w*"));
    return sources.keySet().stream().anyMatch(type -> pattern.matcher(type).matches());
  }

  /// How many names [#faults()] has looked up.
  int checked() {
    return checked;
  }

  /// The names for which there is no test, each with its place.
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    for (Path file : markdown()) {
      List<String> lines = read(root.resolve(file)).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        for (String fault : faults(lines.get(i))) {
          faults.add("%s, line %d: %s".formatted(file, i + 1, fault));
        }
      }
    }
    return faults;
  }

  List<String> faults(String line) {
    List<String> faults = new ArrayList<>();
    String last = "";
    Matcher matcher = NAME.matcher(line);
    while (matcher.find()) {
      String named = matcher.group(1);
      String method = matcher.group(2);
      if (named != null) {
        last = named;
      }
      if (!last.isEmpty() && (named != null || method != null)) {
        checked++;
        addFault(faults, last, method == null ? "" : method);
      }
    }
    return faults;
  }

  private void addFault(List<String> faults, String type, String method) {
    List<String> found = sources(type);
    if (found.isEmpty()) {
      faults.add("expected a test class " + type + " but found none");
    } else if (!method.isEmpty() && found.stream().noneMatch(text -> isTest(text, method))) {
      faults.add("expected a test " + method + " in " + type + " but found none");
    }
  }

  private static boolean isTest(String source, String method) {
    return Pattern.compile(TEST + Pattern.quote(method) + "\\(", Pattern.DOTALL)
        .matcher(source)
        .find();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Goes through the sources and leaves out what is built, and hidden folders.
  private final class Reader extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String name = folder.getFileName().toString();
      boolean ours = folder.equals(root) || !(name.equals("target") || name.startsWith("."));
      return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = file.getFileName().toString();
      if (name.endsWith(".md")) {
        markdown.add(file);
      } else if (name.endsWith("Test.java")) {
        String type = name.substring(0, name.length() - ".java".length());
        sources.computeIfAbsent(type, _ -> new ArrayList<>()).add(read(file));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
