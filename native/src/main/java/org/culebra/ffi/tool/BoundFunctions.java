package org.culebra.ffi.tool;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.header.CHeader;
import org.culebra.ffi.header.HeaderScope;

/// The chosen functions of a header.
///
/// @param functions those that can be bound, by name, in the order of the header
/// @param unbound why the others cannot, by name
/// @param handles the structs that C creates
record BoundFunctions(
    Map<String, CFunction> functions, Map<String, String> unbound, Handles handles) {
  /// The structs to which functions return pointers, as a result or through a `T **`.
  ///
  /// @param created the names of those that Java may pass on to be changed
  /// @param constant the names of those to which pointers are `const`
  record Handles(Set<String> created, Set<String> constant) {
    private Handles() {
      this(new TreeSet<>(), new TreeSet<>());
    }

    private void add(CType.Pointer pointer) {
      if (pointer.target() instanceof CType.Pointer inner) {
        add(inner);
      } else if (!JavaTypes.structName(pointer).isEmpty()) {
        (pointer.targetConst() ? constant : created).add(JavaTypes.structName(pointer));
      }
    }

    /// Whether what a parameter points to is more likely created by C than by Java.
    boolean contain(CType.Pointer pointer) {
      String name = JavaTypes.structName(pointer);
      return created.contains(name) || pointer.targetConst() && constant.contains(name);
    }
  }

  static BoundFunctions of(CommandLine line, CHeader header, CLibrary library) {
    Set<String> own = own(line.headers(), header);
    Set<String> names =
        line.functions().isEmpty()
            ? own
            : new NamePatterns(line.functions())
                .select(header.functions(), "function", header.toString());
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "expected functions that %s declares but found none, only %d in the headers that it includes: choose them with --functions"
              .formatted(header, header.functions().size()));
    }
    Map<String, CFunction> functions = new LinkedHashMap<>();
    Map<String, String> unbound = new LinkedHashMap<>();
    for (String name : names) {
      try {
        CFunction function = library.function(name);
        if (JavaNames.isMethod(function)) {
          functions.put(name, function);
        } else {
          unbound.put(name, "a method of Java cannot have this name");
        }
      } catch (NoSuchElementException e) {
        unbound.put(name, "the library does not have it");
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        unbound.put(name, reason(e));
      }
    }
    if (functions.isEmpty()) {
      throw new IllegalArgumentException(noneBound(line, library, unbound));
    }
    own.addAll(names);
    return new BoundFunctions(functions, unbound, handles(header, own));
  }

  private static String noneBound(CommandLine line, CLibrary library, Map<String, String> unbound) {
    Map.Entry<String, String> first = unbound.entrySet().iterator().next();
    return "expected functions that can be bound but found none of %d in %s: %s: %s%s"
        .formatted(
            unbound.size(),
            library.name(),
            first.getKey(),
            first.getValue(),
            line.libraries().isEmpty() ? "\nname the library that has them: --library NAME" : "");
  }

  /// The functions that the headers declare themselves.
  private static Set<String> own(List<String> headers, CHeader header) {
    Set<String> own = new LinkedHashSet<>();
    for (String function : header.functions()) {
      if (header.file(function).filter(file -> isOneOf(headers, file)).isPresent()) {
        own.add(function);
      }
    }
    return own;
  }

  /// Whether a file is one of the headers, which are named by the end of its path, or is in a
  /// folder with the name of one: `git2/commit.h` is a part of `git2.h`.
  static boolean isOneOf(List<String> headers, String file) {
    Path path = Path.of(file).normalize();
    return headers.stream()
        .map(BoundFunctions::path)
        .anyMatch(header -> path.endsWith(header) || isIn(folder(header), path));
  }

  private static Path path(String header) {
    Path path = Path.of(header.replaceAll("^<|>$", ""));
    boolean isRelative = header.startsWith("./") || header.startsWith("../");
    return isRelative ? path.toAbsolutePath().normalize() : path.normalize();
  }

  private static Path folder(Path header) {
    String name = String.valueOf(header.getFileName());
    return header.resolveSibling(name.replaceFirst("\\.\\w+$", ""));
  }

  private static boolean isIn(Path folder, Path file) {
    for (Path parent = file.getParent(); parent != null; parent = parent.getParent()) {
      if (parent.endsWith(folder)) {
        return true;
      }
    }
    return false;
  }

  private static String reason(RuntimeException problem) {
    String message = String.valueOf(problem.getMessage());
    return message.lines().findFirst().orElse(message);
  }

  private static Handles handles(CHeader header, Set<String> functions) {
    HeaderScope scope = new HeaderScope();
    scope.add(header);
    Handles handles = new Handles();
    for (String name : functions) {
      FunctionType type;
      try {
        type = scope.prototype(name).type();
      } catch (IllegalArgumentException e) {
        continue; // is listed with its reason
      }
      for (FunctionType.Parameter parameter : type.parameters()) {
        if (parameter.type() instanceof CType.Pointer outer
            && outer.target() instanceof CType.Pointer) {
          handles.add(outer);
        }
      }
      if (type.returns() instanceof CType.Pointer result) {
        handles.add(result);
      }
    }
    return handles;
  }
}
