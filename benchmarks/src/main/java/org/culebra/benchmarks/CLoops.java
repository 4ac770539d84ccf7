package org.culebra.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The loops of `loops.c`, compiled with the machine's C compiler when the benchmark starts.
///
/// One call runs a whole loop over a whole array, so what the call itself costs (about 10 ns) does
/// not show.
final class CLoops {

  private static final FunctionDescriptor MULTIPLY =
      FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_DOUBLE, JAVA_LONG);
  private static final FunctionDescriptor SUM =
      FunctionDescriptor.of(JAVA_DOUBLE, ADDRESS, JAVA_LONG);
  private static final FunctionDescriptor STENCIL =
      FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG);

  private final MethodHandle multiply;
  private final MethodHandle sum;
  private final MethodHandle stencil;

  private CLoops(SymbolLookup library) {
    multiply = bind(library, "multiply", MULTIPLY);
    sum = bind(library, "sum", SUM);
    stencil = bind(library, "stencil", STENCIL);
  }

  /// Compiles the loops. The library stays loaded for the life of the JVM.
  ///
  /// @param flags for the compiler, `-O3` for instance
  @SuppressWarnings("restricted") // calling C is the purpose of this class
  static CLoops compile(String... flags) {
    try {
      Path folder = Files.createTempDirectory("culebra-benchmarks");
      Path source = folder.resolve("loops.c");
      Path library = folder.resolve(System.mapLibraryName("loops"));
      try (InputStream c = CLoops.class.getResourceAsStream("loops.c")) {
        Files.write(source, Objects.requireNonNull(c, "loops.c").readAllBytes());
      }
      run(command(source, library, flags));
      SymbolLookup lookup = SymbolLookup.libraryLookup(library, Arena.global());
      Files.delete(source);
      Files.delete(library);
      Files.delete(folder);
      return new CLoops(lookup);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path source, Path library, String... flags) {
    String compiler = Objects.requireNonNullElse(System.getenv("CC"), "cc");
    List<String> command = new ArrayList<>(List.of(compiler.strip().split("\\s+")));
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

  @SuppressWarnings("restricted")
  private static MethodHandle bind(
      SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), descriptor);
  }

  void multiply(MemorySegment a, MemorySegment b, double c, long n) {
    try {
      multiply.invokeExact(a, b, c, n);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  double sum(MemorySegment b, long n) {
    try {
      return (double) sum.invokeExact(b, n);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  void stencil(MemorySegment a, MemorySegment b, long n) {
    try {
      stencil.invokeExact(a, b, n);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
