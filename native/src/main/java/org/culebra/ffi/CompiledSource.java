package org.culebra.ffi;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.culebra.ffi.internal.host.LibrarySearch;
import org.culebra.ffi.internal.host.Platform;

/// Opens the library compiled of a C source.
final class CompiledSource {
  /// What the loaders of glibc and of musl report.
  private static final Pattern UNDEFINED =
      Pattern.compile("undefined symbol: ([^\\s,]+)|: ([^\\s:]+): symbol not found");

  private CompiledSource() {}

  static LibrarySearch.Found open(String source, CompileOptions options) {
    Path library = options.libraryOf(source);
    try {
      return LibrarySearch.open(library.toString(), false);
    } catch (IllegalArgumentException e) {
      if (options.isFresh()) {
        throw explained(e);
      }
      delete(library);
      return compiledAgain(source, options, e);
    } finally {
      if (options.isFresh() && Platform.current().isPosix()) {
        delete(library); // it stays loaded, and this name is never used again
      }
    }
  }

  /// A cached library that cannot be loaded may have been linked with one that was replaced since.
  private static LibrarySearch.Found compiledAgain(
      String source, CompileOptions options, IllegalArgumentException reason) {
    String library = options.libraryOf(source).toString();
    try {
      LibrarySearch.Found found = LibrarySearch.open(library, false);
      logger().log(Level.INFO, "compiled again: " + reason.getMessage());
      return found;
    } catch (IllegalArgumentException e) {
      throw explained(e);
    }
  }

  private static IllegalArgumentException explained(IllegalArgumentException e) {
    Matcher undefined = UNDEFINED.matcher(String.valueOf(e.getMessage()));
    if (!undefined.find()) {
      return e;
    }
    String symbol = undefined.group(1) == null ? undefined.group(2) : undefined.group(1);
    return new IllegalArgumentException(
        "expected C source whose symbols are all defined but found '%s', which is not; define it, add the flag -lNAME for the library that has it, or open that one before with Visibility.GLOBAL"
            .formatted(symbol),
        e);
  }

  /// Found when something is logged: that takes as long as linking a function.
  private static System.Logger logger() {
    return System.getLogger("org.culebra");
  }

  private static void delete(Path library) {
    try {
      Files.delete(library);
    } catch (IOException e) {
      logger().log(Level.WARNING, "cannot delete " + library, e);
    }
  }
}
