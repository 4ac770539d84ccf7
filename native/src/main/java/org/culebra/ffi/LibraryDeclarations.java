package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.header.CHeader;
import org.culebra.ffi.header.HeaderScope;
import org.culebra.ffi.internal.argument.Describe;

/// What a library's declarations state, without its symbols: the part of [CLibrary] that needs no
/// library.
abstract sealed class LibraryDeclarations permits CLibrary {
  final HeaderScope scope = new HeaderScope();

  private CLibrary library() {
    return (CLibrary) this;
  }

  /// Adds declarations in C, which may use earlier ones.
  ///
  /// @param text prototypes, types and constants, as in a header
  /// @return this library
  /// @throws CDeclarationException if the text cannot be parsed; nothing is added then
  public CLibrary declare(String text) {
    scope.declare(text);
    return library().withoutLinked();
  }

  /// Adds declarations that leave out what the compiler knows from headers: fields of a struct that
  /// are not needed, values of constants.
  ///
  /// ```java
  /// CLibrary c = CLibrary.process().declare(
  ///     """
  ///     struct stat { long st_size; ...; };
  ///     int stat(const char *path, struct stat *out);
  ///     #define O_CREAT ...
  ///     """,
  ///     "<sys/stat.h>",
  ///     "<fcntl.h>");
  /// ```
  ///
  /// @param text prototypes, types and constants; `...` stands for further fields, after the
  ///   declared ones, or for an integer
  /// @param headers the headers that have the rest, such as `"gsl/gsl_math.h"` or `"<time.h>"`
  /// @return this library
  /// @throws CDeclarationException if the text cannot be parsed, or contradicts the headers;
  ///   nothing is added then
  /// @throws IllegalArgumentException if the compiler rejects the headers, or they do not have a
  ///   struct, a field or an integer constant; with the compiler's messages for each
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public CLibrary declare(String text, String... headers) {
    return declare(CompileOptions.defaults(), text, headers);
  }

  /// Adds declarations that leave out what the compiler knows from headers.
  ///
  /// @param options compiler, flags and cache
  /// @param text as for [#declare(String, String...)]
  /// @param headers as for [#declare(String, String...)]
  /// @return this library
  /// @throws CDeclarationException if the text cannot be parsed, or contradicts the headers
  /// @throws IllegalArgumentException if the compiler rejects the headers, or they do not have
  ///   something
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public CLibrary declare(CompileOptions options, String text, String... headers) {
    scope.declare(options, text, headers);
    return library().withoutLinked();
  }

  /// Adds the declarations of headers, read by the system's preprocessor with
  /// [CompileOptions#defaults()].
  ///
  /// ```java
  /// CLibrary z = CLibrary.open("z").header("zlib.h");
  /// Object sum = z.function("crc32").call(0L, data, 5);
  /// ```
  ///
  /// A declaration is parsed when it is asked for, with the types that it uses. One that cannot be
  /// used, such as a function that takes a `va_list`, does not affect others.
  ///
  /// @param headers names as in `#include <...>`, or paths that are absolute or begin with `./`; in
  ///   the order in which they are included
  /// @return this library
  /// @throws IllegalArgumentException if the preprocessor rejects them: one does not exist (the
  ///   message lists the folders searched), or contains an `#error`, or they are larger than 64 MiB
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public CLibrary header(String... headers) {
    return header(CompileOptions.defaults(), headers);
  }

  /// Adds the declarations of headers.
  ///
  /// @param options compiler, flags and cache:
  ///   `CompileOptions.defaults().withPkgConfig("glib-2.0")`
  /// @param headers as for [#header(String...)]
  /// @return this library
  /// @throws IllegalArgumentException if the preprocessor rejects them
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public CLibrary header(CompileOptions options, String... headers) {
    return header(CHeader.read(options, headers));
  }

  /// Adds the declarations of headers that several libraries share.
  ///
  /// @param header the headers
  /// @return this library
  public CLibrary header(CHeader header) {
    scope.add(header);
    return library();
  }

  /// Everything declared so far: types, constants, prototypes. Of headers, the types and constants
  /// that were needed.
  ///
  /// @return the declarations
  public CDeclarations declarations() {
    return scope.declarations();
  }

  /// Checks the declared types, constants and functions with the C compiler, with
  /// [CompileOptions#defaults()].
  ///
  /// @param headers the library's headers; if empty, only the layouts are checked
  /// @return this library
  /// @throws IllegalArgumentException if something differs, with all differences, or if the
  ///   compiler rejects the headers
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public CLibrary verify(String... headers) {
    return verify(CompileOptions.defaults(), headers);
  }

  /// Checks the declared types and constants with the C compiler, see [CDeclarations#verify], and
  /// the declared functions with the headers' prototypes, by the rules of
  /// [CLibrary#function(String)].
  ///
  /// @param options the compiler and its flags
  /// @param headers the library's headers; if empty, only the layouts are checked
  /// @return this library
  /// @throws IllegalArgumentException if something differs, with all differences, or if the
  ///   compiler rejects the headers
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public CLibrary verify(CompileOptions options, String... headers) {
    List<String> differences = new ArrayList<>(declarations().verify(options, headers));
    if (headers.length > 0) {
      CHeader header = CHeader.read(options, headers);
      differences.addAll(scope.differences(header));
    }
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          Describe.list(
              "the declarations of " + library().name() + " are not the compiler's", differences));
    }
    return library();
  }

  /// A declared struct or union.
  ///
  /// @param structName its tag or `typedef` name
  /// @return the struct
  /// @throws IllegalArgumentException if it is not declared, or its fields are unknown
  public CStruct struct(String structName) {
    return CStruct.of(scope.struct(structName));
  }

  /// The value of an integer constant: of an enum, or a macro of a header.
  ///
  /// ```java
  /// long level = z.constant("Z_BEST_SPEED"); // 1
  /// ```
  ///
  /// The compiler computes the macros of a header when the first is asked for; the values are
  /// cached.
  ///
  /// @param constantName its name
  /// @return its value; the bits of an unsigned 64-bit constant
  /// @throws IllegalArgumentException if there is none (the message suggests similar names), or it
  ///   is no integer
  public long constant(String constantName) {
    return scope.constant(constantName);
  }

  /// The value of a number, such as `M_PI` of `math.h`.
  ///
  /// @param constantName its name
  /// @return its value
  /// @throws IllegalArgumentException if there is none, or it is no number
  public double floatingConstant(String constantName) {
    return scope.floatingConstant(constantName);
  }

  /// The value of a string, such as `ZLIB_VERSION` of `zlib.h`.
  ///
  /// @param constantName its name
  /// @return its value, decoded from UTF-8
  /// @throws IllegalArgumentException if there is none, or it is no string
  public String stringConstant(String constantName) {
    return scope.stringConstant(constantName);
  }

  /// The value of a number that C casts to a pointer, such as `SQLITE_TRANSIENT` of `sqlite3.h` or
  /// `MAP_FAILED` of `sys/mman.h`.
  ///
  /// ```java
  /// MemorySegment copies = sqlite.pointerConstant("SQLITE_TRANSIENT"); // (void (*)(void *)) -1
  /// ```
  ///
  /// @param constantName its name
  /// @return its value, a pointer of length 0
  /// @throws IllegalArgumentException if there is none, or it is no such pointer; the address of a
  ///   variable or a function is that of [CLibrary#symbol(String)]
  public MemorySegment pointerConstant(String constantName) {
    return scope.pointerConstant(constantName);
  }

  /// What was declared, and what of the headers was used so far, in C: types as the headers have
  /// them, functions with the lengths that prototypes have added, and as comments what cannot be
  /// used, with the reason.
  ///
  /// @return C text, as a starting point for [#declare(String)]
  public String describe() {
    return scope.describe();
  }
}
