package org.culebra.ffi.internal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns C source into a shared library with the system's compiler, and keeps it for the next time.
public final class Compiler {
  private static final System.Logger LOG = System.getLogger("org.culebra");

  /// `cc --version` by resolved command: it is asked once per process.
  private static final Map<List<String>, String> VERSIONS = new ConcurrentHashMap<>();

  private final List<String> command;
  private final List<String> flags;
  private final Path cache;

  /// @param command the compiler with its own arguments
  /// @param flags the caller's flags
  /// @param cache where libraries are kept
  public Compiler(String command, List<String> flags, Path cache) {
    this.command = resolved(command);
    this.flags = List.copyOf(flags);
    this.cache = cache;
  }

  /// The compiler to use where the caller named none: `CC`, else the platform's.
  ///
  /// @return a command, perhaps with arguments
  public static String usualCommand() {
    String cc = System.getenv("CC");
    return cc == null || cc.isBlank() ? Platform.current().compiler() : cc.strip();
  }

  private static List<String> resolved(String command) {
    List<String> words = new ArrayList<>(List.of(command.strip().split("\\s+")));
    Path program = find(words.getFirst());
    if (program == null) {
      throw new IllegalStateException(
          "no C compiler: '"
              + words.getFirst()
              + "' is not a program on PATH; install one, or name it in the environment variable"
              + " CC");
    }
    words.set(0, program.toString());
    return List.copyOf(words);
  }

  private static @Nullable Path find(String program) {
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

  /// The library of a source: from the cache where it is there, else compiled.
  ///
  /// @param source C text
  /// @param fresh whether to compile even if the cache has it
  /// @return the path of the library
  public Path library(String source, boolean fresh) {
    try {
      CacheFolder.prepare(cache);
      Path library = cache.resolve(key(source) + Platform.current().librarySuffix());
      if (fresh) {
        return compile(source, Path.of(library + "." + System.nanoTime()));
      }
      if (!CacheFolder.holds(library)) {
        compile(source, library);
      }
      return library;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compile C source in " + cache, e);
    }
  }

  private String key(String source) throws IOException {
    List<String> parts = new ArrayList<>(command);
    parts.add(version());
    parts.addAll(flags);
    parts.add(source);
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
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
      known = run(ask, cache).output();
      VERSIONS.put(command, known);
    }
    return known;
  }

  /// Compiles in a folder of its own and moves the result: another process sees the whole library
  /// or none.
  private Path compile(String source, Path library) throws IOException {
    Path work = Files.createTempDirectory(cache, "compile", CacheFolder.attributes());
    try {
      Path text = work.resolve("source.c");
      Path output = work.resolve("library" + Platform.current().librarySuffix());
      Files.writeString(text, source);
      List<String> call = call(text.toString(), output.toString());
      LOG.log(System.Logger.Level.DEBUG, () -> "compiling " + library + ": " + call);
      Ran ran = run(call, work);
      if (ran.status() != 0) {
        throw new IllegalArgumentException(
            "the C compiler refused the source (status %d)\n  %s\n%s"
                .formatted(
                    ran.status(),
                    String.join(" ", call(text.getFileName().toString(), "library")),
                    ran.output().replace(work + "/", "").strip()));
      }
      Files.move(
          output, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return library;
    } finally {
      delete(work);
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
    // after the source, so that libraries named in the flags serve it; libm is part of what C is
    flags.stream()
        .filter(flag -> flag.startsWith("-l") || flag.startsWith("-L"))
        .forEach(call::add);
    if (Platform.current().isPosix()) {
      call.add("-lm");
    }
    return call;
  }

  private record Ran(int status, String output) {}

  private static Ran run(List<String> call, Path folder) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(call).redirectErrorStream(true);
    builder.directory(folder.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(process.waitFor(), text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the C compiler ran", e);
    } finally {
      process.destroy();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
