package org.culebra.ffi.internal.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds a library by its usual spellings: a path, `m`, `libm.so`, `libm.so.6`.
public final class LibrarySearch {
  private final Platform platform = Platform.current();
  private final boolean global;
  private final List<String> tried = new ArrayList<>();
  private boolean staticTls;

  private LibrarySearch(boolean global) {
    this.global = global;
  }

  /// A library and the spelling that worked.
  ///
  /// @param spelling the name that the loader accepted
  /// @param symbols its symbols
  /// @param handle what `dlopen` returned, 0 if it was not called
  public record Found(String spelling, SymbolLookup symbols, long handle) {}

  /// Opens the first spelling that the loader accepts.
  ///
  /// @param nameOrPath a name, or a path if it contains a separator
  /// @param global whether libraries opened later may use its symbols
  /// @return the library
  /// @throws IllegalArgumentException if none could be opened; the message lists what was tried and
  ///   why it failed
  public static Found open(String nameOrPath, boolean global) {
    if (nameOrPath.isBlank() || nameOrPath.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "expected the name or path of a library but found '"
              + nameOrPath.replace("\0", "\\0")
              + "'");
    }
    return new LibrarySearch(global).search(nameOrPath);
  }

  private Found search(String nameOrPath) {
    boolean isPath = nameOrPath.contains("/") || nameOrPath.contains("\\");
    Set<String> candidates = new LinkedHashSet<>();
    if (isPath) {
      candidates.add(nameOrPath);
    } else {
      candidates.addAll(platform.spellings(nameOrPath));
    }
    Found found = tryAll(candidates);
    if (found == null && !isPath) {
      Set<String> versions = versionsOf(candidates);
      versions.removeAll(candidates);
      found = tryAll(versions);
    }
    if (found == null) {
      throw new IllegalArgumentException(message(nameOrPath));
    }
    return found;
  }

  private @Nullable Found tryAll(Set<String> candidates) {
    for (String candidate : candidates) {
      Loader.Opened opened = Loader.open(candidate, global);
      if (opened.symbols() != null) {
        return new Found(candidate, opened.symbols(), opened.handle());
      }
      String error = String.valueOf(opened.error());
      staticTls |= error.contains("static TLS");
      tried.add(candidate + ": " + error);
    }
    return null;
  }

  private String message(String nameOrPath) {
    StringBuilder text = new StringBuilder("cannot open library '" + nameOrPath + "'; tried");
    for (String one : tried) {
      text.append("\n  ").append(one);
    }
    if (staticTls) {
      text.append(
          "\nThe library needs thread-local storage that is reserved when the process starts: start"
              + " the JVM with the library in LD_PRELOAD, or with"
              + " GLIBC_TUNABLES=glibc.rtld.optional_static_tls=16384");
    }
    return text.toString();
  }

  /// Full paths of versioned files: the loader finds `libm.so.6` only by that name.
  private Set<String> versionsOf(Set<String> spellings) {
    List<Path> files = new ArrayList<>();
    for (Path file : loaderCache()) {
      addIfVersion(files, file, spellings);
    }
    for (Path folder : platform.libraryFolders()) {
      addVersionsIn(folder, files, spellings);
    }
    files.sort(Comparator.comparing(LibrarySearch::version, LibrarySearch::compare).reversed());
    Set<String> paths = new LinkedHashSet<>();
    for (Path file : files) {
      paths.add(file.toString());
    }
    return paths;
  }

  private void addIfVersion(List<Path> files, Path file, Set<String> spellings) {
    Path name = file.getFileName();
    if (name == null) {
      return;
    }
    for (String spelling : spellings) {
      if (name.toString().equals(spelling) || platform.isVersionOf(name.toString(), spelling)) {
        files.add(file);
        return;
      }
    }
  }

  private void addVersionsIn(Path folder, List<Path> files, Set<String> spellings) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        addIfVersion(files, entry, spellings);
      }
    } catch (IOException | UncheckedIOException e) {
      tried.add(folder + ": cannot be listed: " + e.getMessage());
    }
  }

  /// The paths in the loader's cache: read as NUL-terminated strings, independently of the version
  /// of the file's header.
  private List<Path> loaderCache() {
    List<Path> paths = new ArrayList<>();
    Path cache = Path.of("/etc/ld.so.cache");
    if (platform != Platform.LINUX || !Files.isReadable(cache)) {
      return paths;
    }
    try {
      String bytes = new String(Files.readAllBytes(cache), StandardCharsets.ISO_8859_1);
      for (String text : bytes.split("\0", -1)) {
        if (text.startsWith("/")) {
          paths.add(Path.of(text));
        }
      }
    } catch (IOException e) {
      tried.add(cache + ": cannot be read: " + e.getMessage());
    }
    return paths;
  }

  private static List<Integer> version(Path file) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : String.valueOf(file.getFileName()).split("\\.", -1)) {
      if (!part.isEmpty() && part.length() < 10 && part.chars().allMatch(Character::isDigit)) {
        numbers.add(Integer.valueOf(part));
      }
    }
    return numbers;
  }

  private static int compare(List<Integer> left, List<Integer> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = Integer.compare(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}
