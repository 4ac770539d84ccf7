package org.culebra.ffi.internal.host;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The differences between operating systems, in one table.
public enum Platform {
  /// Linux, and other systems with ELF files.
  LINUX("lib", ".so", "cc", true),
  /// macOS.
  MACOS("lib", ".dylib", "cc", true),
  /// Windows: no `dlopen`, so the JDK's own lookup is used.
  WINDOWS("", ".dll", "gcc", false);

  private static final Platform CURRENT = detect();

  private final String prefix;
  private final String suffix;
  private final String compiler;
  private final boolean posix;

  Platform(String prefix, String suffix, String compiler, boolean posix) {
    this.prefix = prefix;
    this.suffix = suffix;
    this.compiler = compiler;
    this.posix = posix;
  }

  /// The host; rejects an unsupported one.
  ///
  /// @return the platform of this JVM
  public static Platform current() {
    if (ValueLayout.ADDRESS.byteSize() != 8) {
      throw new UnsupportedOperationException(
          "expected a 64-bit host but found addresses of "
              + ValueLayout.ADDRESS.byteSize()
              + " bytes");
    }
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new UnsupportedOperationException(
          "expected a little-endian host but found " + ByteOrder.nativeOrder());
    }
    return CURRENT;
  }

  /// The end of the user address space on this host.
  ///
  /// @return one more than the greatest address
  public static long addressLimit() {
    return addressLimit(System.getProperty("os.arch", ""));
  }

  /// Half of the 48-bit space on x86, all of it on ARM.
  static long addressLimit(String architecture) {
    return architecture.equals("aarch64") ? 1L << 48 : 1L << 47;
  }

  private static Platform detect() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return WINDOWS;
    }
    return name.startsWith("mac") ? MACOS : LINUX;
  }

  /// Whether files have an owner and a mode, and libraries are opened with `dlopen`.
  ///
  /// @return true except on Windows
  public boolean isPosix() {
    return posix;
  }

  /// The suffix of a shared library.
  ///
  /// @return the suffix with its dot
  public String librarySuffix() {
    return suffix;
  }

  /// The usual name of the C compiler.
  ///
  /// @return a command found through `PATH`
  public String compiler() {
    return compiler;
  }

  /// `RTLD_NOW` with `RTLD_GLOBAL` or `RTLD_LOCAL`, whose values differ.
  ///
  /// @param global whether later libraries may use the symbols
  /// @return the flags for `dlopen`
  public int openFlags(boolean global) {
    int now = 2;
    if (this == MACOS) {
      return now | (global ? 0x8 : 0x4);
    }
    return now | (global ? 0x100 : 0);
  }

  /// `MAP_PRIVATE | MAP_ANONYMOUS`, whose values differ.
  ///
  /// @return the flags for `mmap`; 0 where there is none
  public int mapFlags() {
    return switch (this) {
      case LINUX -> 0x22;
      case MACOS -> 0x1002;
      case WINDOWS -> 0;
    };
  }

  /// `MADV_HUGEPAGE`.
  ///
  /// @return the advice for `madvise`; 0 where there is none
  public int hugePageAdvice() {
    return this == LINUX ? 14 : 0;
  }

  /// The possible spellings of a library called `name`, the most likely first.
  ///
  /// @param name without folder
  /// @return spellings for the loader, without duplicates
  public List<String> spellings(String name) {
    List<String> spellings = new ArrayList<>();
    if (!name.contains(suffix)) {
      if (!prefix.isEmpty() && name.startsWith(prefix)) {
        spellings.add(name.concat(suffix));
      }
      spellings.add(prefix.concat(name).concat(suffix));
    }
    spellings.add(name);
    return spellings;
  }

  /// Whether a file is a version of a library: `libm.so.6` of `libm.so`, `libm.6.dylib` of
  /// `libm.dylib`.
  ///
  /// @param fileName without folder
  /// @param spelling the unversioned name
  /// @return true if only version digits were added
  public boolean isVersionOf(String fileName, String spelling) {
    if (!spelling.endsWith(suffix)) {
      return false;
    }
    if (this == MACOS) {
      String stem = spelling.substring(0, spelling.length() - suffix.length());
      return fileName.startsWith(stem + ".")
          && fileName.endsWith(suffix)
          && fileName.length() > spelling.length()
          && isVersion(fileName.substring(stem.length(), fileName.length() - suffix.length()));
    }
    return this == LINUX
        && fileName.startsWith(spelling + ".")
        && isVersion(fileName.substring(spelling.length()));
  }

  private static boolean isVersion(String text) {
    return text.length() > 1 && text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  /// The usual folders of libraries, in addition to those known to the loader.
  ///
  /// @return folders, some of which may not exist
  public List<Path> libraryFolders() {
    return switch (this) {
      case LINUX -> linuxFolders();
      case MACOS -> folders("/usr/local/lib", "/opt/homebrew/lib", "/usr/lib");
      case WINDOWS -> List.of();
    };
  }

  private static List<Path> linuxFolders() {
    String triplet =
        switch (System.getProperty("os.arch", "")) {
          case "aarch64" -> "aarch64-linux-gnu";
          case "riscv64" -> "riscv64-linux-gnu";
          default -> "x86_64-linux-gnu";
        };
    return folders(
        "/usr/local/lib",
        "/lib/" + triplet,
        "/usr/lib/" + triplet,
        "/lib64",
        "/usr/lib64",
        "/lib",
        "/usr/lib");
  }

  private static List<Path> folders(String... names) {
    List<Path> folders = new ArrayList<>();
    for (String name : names) {
      folders.add(Path.of(name));
    }
    return folders;
  }
}
