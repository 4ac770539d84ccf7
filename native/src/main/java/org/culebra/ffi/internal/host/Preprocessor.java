package org.culebra.ffi.internal.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs the preprocessor of the system's compiler, and caches its output beside the compiled
/// libraries as long as no file that was read has changed.
public final class Preprocessor {
  /// Changes when the output stored by earlier releases must not be used.
  private static final String FORMAT = "culebra header 1";

  /// The maximal size of the output, in bytes.
  private static final int MOST_OUTPUT = 64 << 20;

  private static final String SOURCE = "header.c";

  private final List<String> command;
  private final List<String> flags;
  private final Path cache;

  /// A preprocessor with its flags and its cache.
  ///
  /// @param command the compiler with its own arguments
  /// @param flags the caller's flags; those for the linker are ignored
  /// @param cache the folder of the output
  public Preprocessor(String command, List<String> flags, Path cache) {
    this.command = Compiler.resolved(command);
    this.flags = flags.stream().filter(flag -> !isForLinker(flag)).toList();
    this.cache = cache;
  }

  private static boolean isForLinker(String flag) {
    return flag.startsWith("-l") || flag.startsWith("-L") || flag.startsWith("-Wl,");
  }

  /// The preprocessed text of a source, with line markers and macro definitions.
  ///
  /// @param source C text, such as `#include <zlib.h>`
  /// @param fresh whether to run the preprocessor even if its output is cached
  /// @return the text, as the compiler prints it for `-E -dD`
  /// @throws IllegalArgumentException if the preprocessor rejects the source, or prints too much
  public byte[] text(String source, boolean fresh) {
    try {
      Path folder = CacheFolder.prepare(cache);
      Path file = folder.resolve(key(source) + ".h");
      byte[] known = !fresh && CacheFolder.holds(file) ? PreprocessedFile.read(file) : null;
      return known != null ? known : run(source, file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot preprocess C source in " + cache, e);
    }
  }

  /// Everything that the output depends on, except the files that the source includes.
  private String key(String source) throws IOException {
    List<String> parts = new ArrayList<>(List.of(FORMAT));
    for (String word : command) {
      parts.add(word);
      Path program = Compiler.find(word);
      if (program != null) {
        parts.add(PreprocessedFile.state(program.toRealPath()));
      }
    }
    parts.addAll(flags);
    parts.addAll(Compiler.environment());
    parts.add(source);
    return Compiler.digest(parts);
  }

  private byte[] run(String source, Path file) throws IOException {
    Path work = Files.createTempDirectory(file.getParent(), "header", CacheFolder.attributes());
    try {
      Files.writeString(work.resolve(SOURCE), source);
      List<String> call = call("-dD", SOURCE);
      System.getLogger("org.culebra")
          .log(System.Logger.Level.DEBUG, () -> "preprocessing " + file + ": " + call);
      Program.Data ran = Program.data(call, work, MOST_OUTPUT);
      if (ran.isCut()) {
        throw new IllegalArgumentException(
            "expected at most %d MiB of preprocessed C but found more, in\n%s"
                .formatted(MOST_OUTPUT >> 20, indented(source)));
      }
      if (ran.status() != 0) {
        throw new IllegalArgumentException(rejected(source, ran, work));
      }
      Path output = work.resolve("output");
      Files.write(output, PreprocessedFile.content(ran.output()));
      CacheFolder.protect(output);
      Files.move(output, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return ran.output();
    } finally {
      Program.delete(work);
    }
  }

  private List<String> call(String... more) {
    List<String> call = new ArrayList<>(command);
    call.add("-E");
    call.addAll(flags);
    call.addAll(List.of(more));
    return call;
  }

  /// The preprocessor's errors, without the notes on how it came to them.
  private String rejected(String source, Program.Data ran, Path work) throws IOException {
    int shown = 10;
    List<String> lines = ran.messages().lines().toList();
    List<String> errors =
        lines.stream().filter(line -> line.contains("error:")).limit(shown).toList();
    String text =
        "the preprocessor rejected (status %d)\n%s\n%s"
            .formatted(
                ran.status(),
                indented(source),
                indented(String.join("\n", errors.isEmpty() ? lines : errors)));
    boolean isMissing =
        errors.stream()
            .anyMatch(line ->
                line.endsWith("No such file or directory") || line.endsWith("file not found"));
    return isMissing ? text + "\nfolders searched\n" + indented(folders(work)) : text;
  }

  private static String indented(String text) {
    return text.strip().lines().map(line -> "  " + line).collect(Collectors.joining("\n"));
  }

  /// The folders in which the preprocessor looks for headers, a line each.
  private String folders(Path work) throws IOException {
    Files.writeString(work.resolve(SOURCE), "");
    String printed = Program.data(call("-v", SOURCE), work, MOST_OUTPUT).messages();
    return printed
        .lines()
        .dropWhile(line -> !line.startsWith("#include"))
        .takeWhile(line -> !line.startsWith("End of search list"))
        .filter(line -> line.startsWith(" "))
        .map(String::strip)
        .collect(Collectors.joining("\n"));
  }

  /// The flags for packages that `pkg-config` knows.
  ///
  /// @param packages their names
  /// @return flags for the compiler and the linker
  /// @throws IllegalArgumentException if `pkg-config` does not know them
  /// @throws IllegalStateException if there is no `pkg-config`
  public static List<String> packageFlags(List<String> packages) {
    Path program = Compiler.find("pkg-config");
    if (program == null) {
      throw new IllegalStateException(
          "expected a program 'pkg-config' on PATH but found none; install it, or name the flags"
              + " yourself");
    }
    List<String> call = new ArrayList<>(List.of(program.toString(), "--cflags", "--libs", "--"));
    call.addAll(packages);
    try {
      Program.Ran ran = Program.run(call, Path.of("/"), Program.MOST_MESSAGES);
      if (ran.status() != 0) {
        throw new IllegalArgumentException(
            "expected packages that pkg-config knows but found "
                + String.join(", ", packages)
                + "\n"
                + indented(ran.messages()));
      }
      return words(ran.messages());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + program, e);
    }
  }

  /// The words of a shell, in which a backslash quotes the next character.
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    @Nullable StringBuilder word = null;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (Character.isWhitespace(c)) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      word.append(c == '\\' && i + 1 < line.length() ? line.charAt(++i) : c);
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }

  /// The bytes of a text, for keys of further caches.
  ///
  /// @param text preprocessed text
  /// @return a short name that depends on all of it
  public static String digest(byte[] text) {
    return Compiler.digest(List.of(new String(text, StandardCharsets.ISO_8859_1)));
  }
}
