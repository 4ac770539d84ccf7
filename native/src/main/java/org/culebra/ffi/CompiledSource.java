package org.culebra.ffi;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.culebra.ffi.internal.host.LibrarySearch;
import org.culebra.ffi.internal.host.Platform;

/// Opens the library compiled of a C source.
final class CompiledSource {
  private CompiledSource() {}

  static LibrarySearch.Found open(String source, CompileOptions options) {
    Path library = options.libraryOf(source);
    try {
      return LibrarySearch.open(library.toString(), false);
    } catch (IllegalArgumentException e) {
      if (options.isFresh()) {
        throw e;
      }
      // the cached library cannot be loaded: truncated by a full disk, for example
      logger().log(Level.WARNING, "compiling again, for " + library + " cannot be loaded", e);
      delete(library);
      return LibrarySearch.open(options.libraryOf(source).toString(), false);
    } finally {
      if (options.isFresh() && Platform.current().isPosix()) {
        delete(library); // it stays loaded, and this name is never used again
      }
    }
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
