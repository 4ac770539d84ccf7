package org.culebra.python.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.culebra.ffi.CLibrary;
import org.jspecify.annotations.Nullable;

/// Finds a Python to start, and records what was tried, for messages and the report.
public final class PythonSearch {
  private final List<String> tries = new ArrayList<>();
  private @Nullable PythonInstallation installation;
  private @Nullable CLibrary library;
  private @Nullable Path libraryPath;

  /// A search that has not been run.
  public PythonSearch() {}

  /// Finds an installation with a shared library, and opens that.
  ///
  /// @param executable the one to use, or `null` for the usual places
  /// @param modules that it must have
  /// @throws IllegalStateException with each try and its reason, if there is none
  public void run(@Nullable Path executable, List<String> modules) {
    Map<Path, String> candidates =
        executable == null ? usualPlaces() : Map.of(executable, "asked for");
    for (Map.Entry<Path, String> candidate : candidates.entrySet()) {
      if (found(candidate.getKey(), candidate.getValue(), modules)) {
        return;
      }
    }
    if (candidates.isEmpty()) {
      tries.add(
          "no executable: CULEBRA_PYTHON, VIRTUAL_ENV and CONDA_PREFIX are not set, and there is no"
              + " python3 or python on PATH");
    }
    throw new IllegalStateException(
        "expected a CPython 3.11 or later with a shared library"
            + (modules.isEmpty() ? "" : " and " + String.join(", ", modules))
            + " but found none:\n  "
            + String.join("\n  ", tries)
            + "\nSelect one by CULEBRA_PYTHON or PythonOptions.executable(…); a Python with a"
            + " shared library is built by `configure --enable-shared`, and is in Debian's package"
            + " libpython3-dev");
  }

  private static Map<Path, String> usualPlaces() {
    Map<Path, String> places = new LinkedHashMap<>();
    variable("CULEBRA_PYTHON").ifPresent(path -> places.put(path, "CULEBRA_PYTHON"));
    if (!places.isEmpty()) {
      return places; // the only candidate
    }
    for (String environment : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
      variable(environment)
          .flatMap(folder -> firstFile(folder.resolve("bin"), folder.resolve("Scripts"), folder))
          .ifPresent(path -> places.putIfAbsent(path, environment));
    }
    String path = System.getenv("PATH");
    for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        firstFile(Path.of(folder)).ifPresent(file -> places.putIfAbsent(file, "PATH"));
      }
    }
    return places;
  }

  private static Optional<Path> variable(String name) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(Path.of(value));
  }

  private static Optional<Path> firstFile(Path... folders) {
    for (Path folder : folders) {
      for (String name : List.of("python3", "python", "python3.exe", "python.exe")) {
        if (Files.isExecutable(folder.resolve(name)) && !Files.isDirectory(folder.resolve(name))) {
          return Optional.of(folder.resolve(name));
        }
      }
    }
    return Optional.empty();
  }

  private boolean found(Path executable, String origin, List<String> modules) {
    PythonInstallation candidate;
    try {
      candidate = PythonInstallation.ask(executable, modules);
    } catch (IOException e) {
      return rejected(executable, origin, e.getMessage());
    }
    if (!"cpython".equals(candidate.fact("implementation"))) {
      return rejected(executable, origin, "it is " + candidate.fact("implementation"));
    }
    if (!"64".equals(candidate.fact("bits"))) {
      return rejected(executable, origin, "it has " + candidate.fact("bits") + " bits");
    }
    if (!isNewEnough(candidate.fact("version"))) {
      return rejected(executable, origin, "it is " + candidate.fact("version"));
    }
    if (!candidate.fact("missing").isEmpty()) {
      return rejected(executable, origin, "it has no " + candidate.fact("missing"));
    }
    return opened(candidate, origin);
  }

  /// 3.11 or later.
  static boolean isNewEnough(String version) {
    String[] parts = version.split("\\.", -1);
    int major = Integer.parseInt(parts[0]);
    return major > 3 || (major == 3 && Integer.parseInt(parts[1]) >= 11);
  }

  private boolean rejected(Path executable, String origin, @Nullable String reason) {
    tries.add(executable + " (" + origin + "): " + reason);
    return false;
  }

  private boolean opened(PythonInstallation candidate, String origin) {
    String name = candidate.executable() + " (" + origin + ")";
    List<Path> missing = new ArrayList<>();
    for (Path path : candidate.libraries()) {
      if (!Files.isRegularFile(path)) {
        missing.add(path);
        continue;
      }
      try {
        // global, since extension modules are not linked with it
        library = CLibrary.open(path.toString(), CLibrary.Visibility.GLOBAL);
        libraryPath = path;
        installation = candidate;
        tries.add(name + ": used, with " + path);
        return true;
      } catch (IllegalArgumentException e) {
        tries.add(name + ": " + path + " does not open: " + e.getMessage());
      }
    }
    if (missing.size() == candidate.libraries().size()) {
      tries.add(
          name
              + ("0".equals(candidate.fact("shared")) ? ": built without a shared library" : "")
              + ": no file "
              + String.join(", ", missing.stream().map(Path::toString).toList()));
    }
    return false;
  }

  /// What was tried, a line each.
  ///
  /// @return lines of text
  public List<String> tries() {
    return List.copyOf(tries);
  }

  /// What was found.
  ///
  /// @return the installation, after [#run]
  public PythonInstallation installation() {
    return java.util.Objects.requireNonNull(installation);
  }

  /// Its library.
  ///
  /// @return the opened library, after [#run]
  public CLibrary library() {
    return java.util.Objects.requireNonNull(library);
  }

  /// Where that is.
  ///
  /// @return its path, after [#run]
  public Path libraryPath() {
    return java.util.Objects.requireNonNull(libraryPath);
  }
}
