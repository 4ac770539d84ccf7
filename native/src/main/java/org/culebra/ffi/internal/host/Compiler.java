package org.culebra.ffi.internal.host;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Compiles C source to a shared library with the system's compiler, and caches the result.
public final class Compiler {
  /// Changes when libraries compiled by earlier releases must not be used.
  private static final String FORMAT = "culebra 2";

  /// Environment variables that also determine where compilers search.
  private static final List<String> VARIABLES =
      List.of(
          "CPATH",
          "C_INCLUDE_PATH",
          "LIBRARY_PATH",
          "COMPILER_PATH",
          "GCC_EXEC_PREFIX",
          "SDKROOT",
          "MACOSX_DEPLOYMENT_TARGET");

  /// The fields that distinguish processors, on x86-64 and on AArch64.
  private static final Set<String> KIND_OF_PROCESSOR =
      Set.of(
          "vendor_id",
          "cpu family",
          "model",
          "stepping",
          "flags",
          "CPU implementer",
          "CPU part",
          "Features");

  /// `cc --version` by resolved command, which is run once per process.
  private static final Map<List<String>, String> VERSIONS = new ConcurrentHashMap<>();

  private final List<String> command;
  private final List<String> flags;
  private final Path cache;

  /// A compiler with its flags and its cache.
  ///
  /// @param command the compiler with its own arguments
  /// @param flags the caller's flags
  /// @param cache the folder of libraries
  public Compiler(String command, List<String> flags, Path cache) {
    this.command = resolved(command);
    this.flags = List.copyOf(flags);
    this.cache = cache;
  }

  /// The compiler to use if the caller named none: `CC`, otherwise the platform's.
  ///
  /// @return a command, possibly with arguments
  public static String usualCommand() {
    String cc = System.getenv("CC");
    return cc == null || cc.isBlank() ? Platform.current().compiler() : cc.strip();
  }

  /// The whole text may be the path of a program, with spaces; otherwise flags follow the first
  /// word.
  static List<String> resolved(String command) {
    Path whole = find(command.strip());
    if (whole != null) {
      return List.of(whole.toString());
    }
    List<String> words = new ArrayList<>(List.of(command.strip().split("\\s+")));
    Path program = find(words.getFirst());
    if (program == null) {
      throw new IllegalStateException(
          "expected a C compiler but found no program '"
              + words.getFirst()
              + "' on PATH; install one, or name it in the environment variable CC");
    }
    words.set(0, program.toString());
    return List.copyOf(words);
  }

  static @Nullable Path find(String program) {
    if (program.contains("/") || program.contains("\\")) {
      Path path = Path.of(program).toAbsolutePath();
      return isProgram(path) ? path : null;
    }
    String folders = System.getenv("PATH");
    for (String folder : (folders == null ? "" : folders).split(File.pathSeparator, -1)) {
      for (String suffix : List.of("", ".exe")) {
        Path path = Path.of(folder, program + suffix).toAbsolutePath();
        if (!folder.isEmpty() && isProgram(path)) {
          return path;
        }
      }
    }
    return null;
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  /// The library of a source: cached, or compiled.
  ///
  /// @param source C text
  /// @param fresh whether to compile even if the library is cached
  /// @return the path of the library
  public Path library(String source, boolean fresh) {
    try {
      Path folder = CacheFolder.prepare(cache);
      Path library = folder.resolve(key(source) + Platform.current().librarySuffix());
      boolean usable = !fresh && CacheFolder.holds(library) && Seal.isIntact(library);
      return usable ? library : compile(source, library, fresh);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compile C source in " + cache, e);
    }
  }

  /// Everything that the library depends on, except the files that the source includes.
  private String key(String source) throws IOException {
    List<String> parts = new ArrayList<>(command);
    parts.add(FORMAT);
    parts.add(version());
    parts.addAll(flags);
    parts.addAll(environment());
    if (flags.stream().anyMatch(flag -> flag.endsWith("=native"))) {
      parts.add(processor()); // a home folder may be shared by machines
    }
    parts.add(source);
    return digest(parts);
  }

  /// The environment variables on which the compiler's output depends, with their values.
  static List<String> environment() {
    return VARIABLES.stream().map(variable -> variable + "=" + System.getenv(variable)).toList();
  }

  /// A name for a file that depends on all parts.
  static String digest(List<String> parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// The host's description of the first processor, if there is one.
  private static String processor() throws IOException {
    Path words = Path.of("/proc/cpuinfo");
    return Files.isReadable(words) ? processor(Files.readString(words)) : "";
  }

  /// The lines about the first processor that list its instructions; others change all the time,
  /// such as its current frequency.
  static String processor(String words) {
    return words
        .split("\n\n", 2)[0]
        .lines()
        .filter(line -> KIND_OF_PROCESSOR.contains(line.split(":", 2)[0].strip()))
        .collect(Collectors.joining("\n"));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private String version() throws IOException {
    String known = VERSIONS.get(command);
    if (known == null) {
      List<String> ask = new ArrayList<>(command);
      ask.add("--version");
      known = Program.run(ask, cache, Program.MOST_MESSAGES).messages();
      VERSIONS.put(command, known);
    }
    return known;
  }

  /// Compiles in a temporary folder and moves the result: another process sees the whole library or
  /// none.
  ///
  /// @param unique whether the name must never have been loaded: the loader identifies libraries by
  ///   name, and would return an older one
  private Path compile(String source, Path library, boolean unique) throws IOException {
    Path work = Files.createTempDirectory(library.getParent(), "compile", CacheFolder.attributes());
    Path target = unique ? Path.of(library + "." + work.getFileName()) : library;
    try {
      Path text = work.resolve("source.c");
      Path output = work.resolve("library" + Platform.current().librarySuffix());
      Files.writeString(text, source);
      List<String> call = call(text.toString(), output.toString());
      System.getLogger("org.culebra")
          .log(System.Logger.Level.DEBUG, () -> "compiling " + library + ": " + call);
      Program.Ran ran = Program.run(call, work, Program.MOST_MESSAGES);
      if (ran.status() != 0) {
        throw new IllegalArgumentException(
            "the C compiler rejected the source (status %d)\n  %s\n%s"
                .formatted(
                    ran.status(),
                    String.join(" ", call(text.getFileName().toString(), "library")),
                    ran.messages().replace(work + "/", "").strip()));
      }
      CacheFolder.protect(output);
      Seal.put(output);
      Files.move(
          output, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return target;
    } finally {
      Program.delete(work);
    }
  }

  private List<String> call(String source, String output) {
    List<String> call = new ArrayList<>(command);
    call.add("-shared");
    if (Platform.current().isPosix()) {
      call.add("-fPIC");
    }
    call.addAll(flags);
    call.addAll(List.of("-o", output, source));
    // after the source, so that libraries named in the flags serve it; libm is part of standard C
    flags.stream()
        .filter(flag -> flag.startsWith("-l") || flag.startsWith("-L"))
        .forEach(call::add);
    if (Platform.current().isPosix()) {
      call.add("-lm");
    }
    return call;
  }
}
