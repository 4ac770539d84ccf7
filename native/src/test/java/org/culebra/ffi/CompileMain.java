package org.culebra.ffi;

import java.nio.file.Path;

/// A child JVM that compiles into a cache given to it, or into the usual one; a source that may be
/// given as well.
final class CompileMain {
  private CompileMain() {}

  public static void main(String[] arguments) {
    CompileOptions options = CompileOptions.defaults();
    if (arguments.length > 0) {
      options = options.withCache(Path.of(arguments[0]));
    }
    String source = arguments.length > 1 ? arguments[1] : "int answer(void) { return 42; }";
    try {
      CLibrary lib = CLibrary.compile(source, options);
      System.out.println(lib.function("int answer(void)").call());
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.out.println(e.getMessage());
    }
  }
}
