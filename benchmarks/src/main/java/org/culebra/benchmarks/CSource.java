package org.culebra.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Compiles C with the system's compiler when a benchmark starts.
final class CSource {

  private CSource() {}

  /// Compiles a file next to this class. The library stays loaded until the JVM ends.
  ///
  /// The system property `culebra.benchmarks.libraries` names a folder for compiled libraries,
  /// which the forks of a run share.
  ///
  /// @param flags for the compiler, such as `-O3`
  @SuppressWarnings("restricted") // calling C is the purpose
  static SymbolLookup compile(String name, String... flags) {
    String shared = System.getProperty("culebra.benchmarks.libraries");
    try (InputStream c = CSource.class.getResourceAsStream(name)) {
      byte[] text = Objects.requireNonNull(c, name).readAllBytes();
      Path folder = Files.createTempDirectory("culebra-benchmarks");
      Path library = folder.resolve(System.mapLibraryName("benchmark"));
      if (shared == null) {
        build(folder, library, name, text, flags);
        SymbolLookup lookup = SymbolLookup.libraryLookup(library, Arena.global());
        Files.delete(library);
        Files.delete(folder);
        return lookup;
      }
      int hash = Arrays.hashCode(text) * 31 + Arrays.hashCode(flags);
      Path known = Path.of(shared, System.mapLibraryName("%s-%08x".formatted(name, hash)));
      if (!Files.exists(known)) {
        build(folder, library, name, text, flags);
        Files.move(library, known, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.delete(folder);
      return SymbolLookup.libraryLookup(known, Arena.global());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void build(Path folder, Path library, String name, byte[] text, String... flags)
      throws IOException {
    Path source = Files.write(folder.resolve(name), text);
    run(command(source, library, flags));
    Files.delete(source);
  }

  private static List<String> command(Path source, Path library, String... flags) {
    String compiler = Objects.requireNonNullElse(System.getenv("CC"), "cc");
    boolean whole = Files.isExecutable(Path.of(compiler.strip())); // a path, with spaces perhaps
    List<String> command =
        new ArrayList<>(
            whole ? List.of(compiler.strip()) : List.of(compiler.strip().split("\\s+")));
    command.addAll(List.of(flags));
    command.addAll(List.of("-shared", "-fPIC", "-o", library.toString(), source.toString()));
    return command;
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IllegalStateException(
            "expected exit status 0 but found " + exit + " of " + String.join(" ", command));
      }
    } catch (InterruptedException e) {
      process.destroy();
      throw new IllegalStateException("interrupted while compiling", e);
    }
  }
}
