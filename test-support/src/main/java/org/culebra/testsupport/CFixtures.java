package org.culebra.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compiles C text with the system's compiler: `cc`, or what the environment variable `CC` names.
///
/// The results are in a temporary folder, which is deleted when the JVM ends.
public final class CFixtures {
  private CFixtures() {}

  /// {@return a shared library, built from C text}
  ///
  /// @param name the library's name, without `lib` or ending
  /// @param source the C text
  /// @param flags further flags, placed after the source, such as `-lm`
  public static Path sharedLibrary(String name, String source, String... flags) {
    return sharedLibrary(write(name, source), flags);
  }

  /// {@return a shared library, built from a C file and named after it}
  ///
  /// @param source the C file
  /// @param flags further flags, placed after the source, such as `-lm`
  public static Path sharedLibrary(Path source, String... flags) {
    Path library = target(System.mapLibraryName(stem(source)));
    return compile(source, library, List.of("-shared", "-fPIC"), List.of(flags));
  }

  /// {@return an executable, built from C text}
  ///
  /// @param name the executable's name
  /// @param source the C text
  /// @param flags further flags, placed after the source, such as `-lm`
  public static Path executable(String name, String source, String... flags) {
    return executable(write(name, source), flags);
  }

  /// {@return an executable, built from a C file and named after it}
  ///
  /// @param source the C file
  /// @param flags further flags, placed after the source, such as `-lm`
  public static Path executable(Path source, String... flags) {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    Path program = target(stem(source) + (windows ? ".exe" : ""));
    return compile(source, program, List.of(), List.of(flags));
  }

  private static Path compile(
      Path source, Path output, List<String> firstFlags, List<String> lastFlags) {
    List<String> command = new ArrayList<>(compiler(System.getenv("CC")));
    command.addAll(List.of("-O1", "-g", "-Wall"));
    command.addAll(firstFlags);
    command.addAll(List.of("-o", output.toString(), source.toString()));
    command.addAll(lastFlags);
    run(command, output.resolveSibling("compiler-output.txt"));
    return output;
  }

  /// The whole text may be the path of a program, with spaces; otherwise flags follow the first
  /// word.
  static List<String> compiler(@Nullable String cc) {
    if (cc == null || cc.isBlank()) {
      return List.of("cc");
    }
    String command = cc.strip();
    return Files.isExecutable(Path.of(command)) ? List.of(command) : List.of(command.split("\\s+"));
  }

  static void run(List<String> command, Path log) {
    try {
      int status = statusOf(command, log);
      if (status != 0) {
        throw new IllegalStateException(
            "the C compiler failed: "
                + String.join(" ", command)
                + System.lineSeparator()
                + Files.readString(log, Charset.defaultCharset()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int statusOf(List<String> command, Path log) {
    try {
      return Command.statusOf(command, log);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "expected a C compiler called cc, or named by the environment variable CC, but "
              + e.getMessage(),
          e);
    }
  }

  private static Path write(String name, String source) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(source, "source");
    try {
      return Files.writeString(target(name + ".c"), source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path target(String fileName) {
    return TempFolders.createUntilExit("c-fixture-").resolve(fileName);
  }

  private static String stem(Path source) {
    String name = source.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
