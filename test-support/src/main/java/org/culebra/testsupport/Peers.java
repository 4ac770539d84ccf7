package org.culebra.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// The third-party programs and libraries that tests compare with. `build/peers` provides them.
///
/// A test requests its peer first. If the peer is missing, the test is skipped with a message that
/// begins with `peer missing:`, which `./check` lists; with `CI=true` in the environment it fails,
/// so that no CI run passes without its peers.
public final class Peers {
  private static final Map<List<String>, Optional<String>> PYTHON_FAULTS =
      new ConcurrentHashMap<>();

  private static final String ARROW = " => ";

  private Peers() {}

  /// {@return a Python that can import the modules}
  ///
  /// It is the one named by `CULEBRA_PYTHON`, otherwise the one recorded by `build/peers`,
  /// otherwise `python3`.
  ///
  /// @param modules names, as in an `import` statement
  public static Path python(String... modules) {
    List<String> names = List.of(modules);
    PYTHON_FAULTS
        .computeIfAbsent(names, Peers::pythonFault)
        .ifPresent(fault -> missing("Python with " + String.join(", ", names), fault));
    return interpreter();
  }

  /// JPype, with which a Python of the system starts a JVM.
  ///
  /// @param python that can import it
  /// @param jar must be on the JVM's class path
  public record JPype(Path python, Path jar) {
    /// Checks the paths.
    public JPype {
      Objects.requireNonNull(python, "python");
      Objects.requireNonNull(jar, "jar");
    }
  }

  /// {@return JPype as installed by Debian}
  public static JPype jpype() {
    JPype found = new JPype(Path.of("/usr/bin/python3"), Path.of("/usr/share/java/org.jpype.jar"));
    Command result = runIfThere(List.of(found.python().toString(), "-c", "import jpype"));
    if (result.status() != 0 || !Files.isRegularFile(found.jar())) {
      missing("jpype", result.status() == 0 ? "no " + found.jar() : reason(result));
    }
    return found;
  }

  /// {@return the shared library of a system library}
  ///
  /// @param name as in the linker's `-l`: `gsl` for `libgsl.so`
  public static Path library(String name) {
    Optional<Path> found = findLibrary(name);
    if (found.isEmpty()) {
      missing("lib" + name, "neither ldconfig nor the C compiler knows lib" + name + ".so");
    }
    return found.orElseThrow();
  }

  /// Ends the test because of any other peer: skipped, or failed in CI.
  ///
  /// @param peer its name
  /// @param why what was looked for and not found
  public static void missing(String peer, String why) {
    Objects.requireNonNull(peer, "peer");
    String message = "peer missing: " + peer + " (" + why.strip() + "); build/peers provides it";
    if (isRequired(System.getenv("CI"))) {
      Assertions.fail(message + ", and CI=true requires it");
    }
    Assumptions.abort(message);
  }

  static boolean isRequired(@Nullable String ci) {
    return "true".equals(ci);
  }

  private static Path interpreter() {
    String named = System.getenv("CULEBRA_PYTHON");
    if (named != null && !named.isBlank()) {
      return Path.of(named);
    }
    return recorded().orElse(Path.of("python3"));
  }

  /// The files that `build/peers` has written to the build folder of the outermost project.
  private static Optional<Path> recorded() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path record = folder.resolve("target").resolve("peers").resolve("python");
      if (Files.isDirectory(folder.resolve(".mvn")) && Files.isRegularFile(record)) {
        try {
          return Optional.of(Path.of(Files.readString(record).strip()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> pythonFault(List<String> modules) {
    String imports = modules.isEmpty() ? "" : "import " + String.join(", ", modules);
    Command result = runIfThere(List.of(interpreter().toString(), "-c", imports));
    return result.status() == 0 ? Optional.empty() : Optional.of(reason(result));
  }

  /// By the rule of `there` in `build/peers`, which reports what this method finds.
  private static Optional<Path> findLibrary(String name) {
    String file = System.mapLibraryName(name);
    return Stream.concat(fromLoaderCache(file), fromCompiler(file))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /// Lines such as `libz.so.1 (libc6,x86-64) => /lib/x86_64-linux-gnu/libz.so.1`.
  private static Stream<Path> fromLoaderCache(String file) {
    List<Path> found = new ArrayList<>();
    for (String ldconfig : List.of("/sbin/ldconfig", "/usr/sbin/ldconfig")) {
      if (Files.isExecutable(Path.of(ldconfig))) {
        output(List.of(ldconfig, "-p"))
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith(file + ".") || line.startsWith(file + " "))
            .filter(line -> line.contains(ARROW))
            .map(line -> Path.of(line.substring(line.lastIndexOf(ARROW) + ARROW.length())))
            .forEach(found::add);
      }
    }
    return found.stream();
  }

  /// A compiler that does not find the file prints only its name.
  private static Stream<Path> fromCompiler(String file) {
    List<String> command = new ArrayList<>(CFixtures.compiler(System.getenv("CC")));
    command.add("-print-file-name=" + file);
    return output(command).lines().map(Path::of).filter(Path::isAbsolute);
  }

  private static String output(List<String> command) {
    Command result = runIfThere(command);
    return result.status() == 0 ? result.output() : "";
  }

  private static Command runIfThere(List<String> command) {
    try {
      return Command.run(command);
    } catch (IllegalStateException e) {
      return new Command(-1, String.valueOf(e.getMessage()));
    }
  }

  /// The last line of the output: of Python's, the exception.
  private static String reason(Command failed) {
    String text = failed.output().strip();
    return text.isEmpty()
        ? "it ends with status " + failed.status()
        : text.substring(text.lastIndexOf('\n') + 1);
  }
}
