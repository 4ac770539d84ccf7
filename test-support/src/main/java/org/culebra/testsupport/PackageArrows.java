package org.culebra.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The dependencies between a module's packages, and the dependency cycles between classes, from
/// the JDK's `jdeps`. A nested class counts as its outermost class.
public final class PackageArrows {
  private static final Pattern LINE = Pattern.compile(" {3}(\\S+) +-> (\\S+) .*");

  private final String root;
  private final Map<String, Set<String>> classes = new TreeMap<>();

  private PackageArrows(String root) {
    this.root = root;
  }

  /// Reads the classes of a module.
  ///
  /// @param anyClass one of them, in a folder or jar of the build
  /// @param root the prefix of all packages that count, such as `org.culebra.`
  /// @return the dependencies
  public static PackageArrows of(Class<?> anyClass, String root) {
    Objects.requireNonNull(anyClass, "anyClass");
    Objects.requireNonNull(root, "root");
    PackageArrows arrows = new PackageArrows(root);
    Path copy = TempFolders.create("package-arrows-");
    try {
      copyWithoutModule(CodeRoots.of(anyClass), copy); // or jdeps asks for all modules
      arrows.read(
          Command.run(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "jdeps").toString(),
                  "-verbose:class",
                  "-filter:none",
                  copy.toString())));
    } finally {
      TempFolders.delete(copy);
    }
    return arrows;
  }

  private static void copyWithoutModule(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.equals("module-info.class")) {
          Path target = to.resolve(from.relativize(file).toString());
          Files.createDirectories(Objects.requireNonNull(target.getParent()));
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Command jdeps) {
    if (jdeps.status() != 0) {
      throw new IllegalStateException("jdeps failed: " + jdeps.output());
    }
    for (String line : jdeps.output().lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches() && matcher.group(1).startsWith(root)) {
        Set<String> known = classes.computeIfAbsent(outer(matcher.group(1)), _ -> new TreeSet<>());
        if (matcher.group(2).startsWith(root)) {
          known.add(outer(matcher.group(2)));
        }
      }
    }
  }

  private static String outer(String name) {
    int dollar = name.indexOf('$');
    return dollar < 0 ? name : name.substring(0, dollar);
  }

  private String packageOf(String name) {
    return name.substring(root.length(), Math.max(root.length(), name.lastIndexOf('.')));
  }

  /// {@return a line for each package with dependencies: `array -> array.internal`; names without
  /// the root, in alphabetical order}
  public List<String> lines() {
    Map<String, Set<String>> arrows = new TreeMap<>();
    classes.forEach((name, known) ->
        known.stream()
            .map(this::packageOf)
            .filter(other -> !other.equals(packageOf(name)))
            .forEach(
                other -> arrows.computeIfAbsent(packageOf(name), _ -> new TreeSet<>()).add(other)));
    return arrows.entrySet().stream()
        .map(entry -> entry.getKey() + " -> " + String.join(" ", entry.getValue()))
        .toList();
  }

  /// {@return the number of classes in each package, without nested ones}
  public Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new TreeMap<>();
    classes.keySet().forEach(name -> sizes.merge(packageOf(name), 1, Integer::sum));
    return sizes;
  }

  /// The largest set of classes in one package that all depend on each other, directly or through
  /// others of the package.
  ///
  /// @param packageName without the root
  /// @return their names, without their package; one name if there is no cycle
  public Set<String> largestCircle(String packageName) {
    Objects.requireNonNull(packageName, "packageName");
    Map<String, Set<String>> within = new HashMap<>();
    classes.forEach((name, known) -> {
      if (packageOf(name).equals(packageName)) {
        Set<String> same = new HashSet<>(known);
        same.removeIf(other -> !packageOf(other).equals(packageName));
        within.put(name, same);
      }
    });
    Set<String> largest = Set.of();
    for (String name : within.keySet()) {
      Set<String> circle = reachable(name, within);
      circle.removeIf(other -> !reachable(other, within).contains(name));
      circle.add(name);
      largest = circle.size() > largest.size() ? circle : largest;
    }
    Set<String> names = new TreeSet<>();
    largest.forEach(name -> names.add(name.substring(name.lastIndexOf('.') + 1)));
    return names;
  }

  private static Set<String> reachable(String from, Map<String, Set<String>> arrows) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(arrows.getOrDefault(from, Set.of()));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (seen.add(next)) {
        open.addAll(arrows.getOrDefault(next, Set.of()));
      }
    }
    return seen;
  }

  /// Classes of several packages that know each other, directly or through others.
  ///
  /// @return a list of names for each such set, without the root
  public List<Set<String>> crossingCircles() {
    List<Set<String>> circles = new ArrayList<>();
    for (String name : classes.keySet()) {
      Set<String> circle = new TreeSet<>();
      for (String other : reachable(name, classes)) {
        if (reachable(other, classes).contains(name)) {
          circle.add(other.substring(root.length()));
        }
      }
      if (circle.stream().map(other -> packageOf(root + other)).distinct().count() > 1
          && !circles.contains(circle)) {
        circles.add(circle);
      }
    }
    return circles;
  }

  /// Packages that know each other, directly or through others.
  ///
  /// @return a list of names for each such set, without the root
  public List<Set<String>> packageCircles() {
    Map<String, Set<String>> arrows = new HashMap<>();
    for (String line : lines()) {
      int arrow = line.indexOf(" -> ");
      arrows.put(line.substring(0, arrow), Set.of(line.substring(arrow + 4).split(" ", -1)));
    }
    List<Set<String>> circles = new ArrayList<>();
    for (String name : new TreeSet<>(arrows.keySet())) {
      Set<String> circle = new TreeSet<>(reachable(name, arrows));
      circle.removeIf(other -> !reachable(other, arrows).contains(name));
      if (circle.size() > 1 && !circles.contains(circle)) {
        circles.add(circle);
      }
    }
    return circles;
  }
}
