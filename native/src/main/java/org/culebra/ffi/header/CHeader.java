package org.culebra.ffi.header;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.internal.host.CacheFolder;
import org.culebra.ffi.internal.host.ConstantProbe;
import org.culebra.ffi.internal.host.Preprocessor;

/// C headers, read by the system's preprocessor with everything that they include.
///
/// ```java
/// CHeader avutil = CHeader.read("libavutil/frame.h", "libavcodec/avcodec.h");
/// CLibrary util = CLibrary.open("avutil").header(avutil);
/// CLibrary codec = CLibrary.open("avcodec").header(avutil);
/// ```
///
/// Reading finds the names that the headers declare. A declaration is parsed when it is asked for,
/// with the types that it uses, so the cost depends on what is used, and a declaration that cannot
/// be used does not affect others.
///
/// The preprocessor's output is cached beside the compiled libraries, and used again as long as the
/// compiler, its flags, and size and time of all files that were read are the same.
///
/// Immutable and thread-safe.
public final class CHeader {
  /// The C compiler that reads headers. [org.culebra.ffi.CompileOptions] is the one of this host.
  public interface Compiler extends CDeclarations.Compiler {
    /// The compiler.
    ///
    /// @return a program on `PATH` or its path, then its own arguments
    String command();

    /// The flags.
    ///
    /// @return arguments of the compiler, one each, such as `-I/opt/include` or `-DNDEBUG`
    List<String> flags();

    /// Where the preprocessor's output and compiled code are stored.
    ///
    /// @return a folder that belongs to this user alone
    Path cache();

    /// Whether what is stored in the cache must not be used.
    ///
    /// @return true to read headers again even if they have not changed
    boolean isFresh();

    /// Compiles the expressions as data of a library, of which no code is run, and stores the
    /// answers in the cache.
    @Override
    default List<Answer> evaluate(String declarations, List<String> expressions) {
      List<String> integers =
          expressions.stream().map(expression -> "(long long)(" + expression + ")").toList();
      return probe(this).values(declarations, integers, isFresh()).stream()
          .map(value ->
              value.kind() == ConstantProbe.Kind.NONE
                  ? new Answer(0, value.text())
                  : new Answer(value.bits(), null))
          .toList();
    }
  }

  /// The system's compiler without flags.
  private record UsualCompiler(String command, List<String> flags, Path cache, boolean isFresh)
      implements Compiler {}

  private final Compiler compiler;
  private final List<String> headers;
  private final HeaderIndex index;
  private final MacroValues values = new MacroValues(this);

  /// What asks a compiler for constants.
  static ConstantProbe probe(Compiler compiler) {
    return new ConstantProbe(compiler.command(), compiler.flags(), compiler.cache());
  }

  /// @param text the output of the preprocessor
  CHeader(Compiler compiler, List<String> headers, byte[] text) {
    this.compiler = compiler;
    this.headers = headers;
    this.index = HeaderIndexer.index(text);
  }

  /// Reads headers with the system's compiler.
  ///
  /// @param headers names as in `#include <...>`, or paths that are absolute or begin with `./`; in
  ///   the order in which they are included
  /// @return the headers
  /// @throws IllegalArgumentException if the preprocessor rejects them: one does not exist (the
  ///   message lists the folders searched), or contains an `#error`, or they are larger than 64 MiB
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public static CHeader read(String... headers) {
    String command = org.culebra.ffi.internal.host.Compiler.usualCommand();
    return read(new UsualCompiler(command, List.of(), CacheFolder.usual(), false), headers);
  }

  /// Reads headers.
  ///
  /// @param compiler the compiler, such as `CompileOptions.defaults()`
  /// @param headers as for [#read(String...)]
  /// @return the headers
  /// @throws IllegalArgumentException if the preprocessor rejects them
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public static CHeader read(Compiler compiler, String... headers) {
    for (String header : headers) {
      Objects.requireNonNull(header, "header");
    }
    List<String> names = List.of(headers);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("expected at least one header but found none");
    }
    Compiler used = Objects.requireNonNull(compiler, "compiler");
    Preprocessor preprocessor = new Preprocessor(used.command(), used.flags(), used.cache());
    return new CHeader(used, names, preprocessor.text(includes(names), used.isFresh()));
  }

  private static String includes(List<String> headers) {
    return headers.stream()
        .map(header -> "#include " + included(header) + "\n")
        .collect(Collectors.joining());
  }

  private static String included(String header) {
    if (header.isBlank() || header.indexOf('\n') >= 0 || header.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "expected the name of a header, such as zlib.h, but found '"
              + header.replace("\n", "\\n").replace("\0", "\\0")
              + "'");
    }
    if (header.startsWith("<")) {
      return header;
    }
    boolean isPath = header.startsWith("./") || header.startsWith("../");
    boolean isAbsolute = Path.of(header).isAbsolute();
    return isPath || isAbsolute
        ? "\"" + Path.of(header).toAbsolutePath() + "\""
        : "<" + header + ">";
  }

  /// The headers as they were named.
  ///
  /// @return names or paths
  public List<String> headers() {
    return headers;
  }

  /// The functions that the headers and those that they include declare or define.
  ///
  /// @return their names, in the order of the text
  public Set<String> functions() {
    Set<String> functions = new LinkedHashSet<>();
    for (HeaderIndex.Entry entry : index.entries) {
      if (entry.kind() == HeaderIndex.Kind.FUNCTION) {
        functions.addAll(entry.names());
      }
    }
    return Collections.unmodifiableSet(functions);
  }

  /// The macros that the headers and those that they include define, without the compiler's own.
  ///
  /// @return their names, in the order of the text
  public Set<String> macros() {
    return Collections.unmodifiableSet(index.macros.keySet());
  }

  /// The constants: members of enums, and macros without parameters, of which some may have no
  /// value.
  ///
  /// @return their names, without those of macros that stand for nothing
  public Set<String> constants() {
    Set<String> constants = new LinkedHashSet<>();
    index.macros.values().stream()
        .filter(macro -> !macro.isFunctionLike() && !macro.body().isEmpty())
        .forEach(macro -> constants.add(macro.name()));
    index.names.forEach((name, entry) -> {
      if (!entry.names().contains(name)) {
        constants.add(name);
      }
    });
    return Collections.unmodifiableSet(constants);
  }

  /// The file that declares a name, which may be one that the headers include.
  ///
  /// @param name a function, a variable, a `typedef`, a constant or a macro
  /// @return the path as the preprocessor states it; empty if the headers do not declare the name
  public Optional<String> file(String name) {
    HeaderIndex.Entry entry = index.names.get(Objects.requireNonNull(name, "name"));
    HeaderIndex.Macro macro = index.macros.get(name);
    return entry != null
        ? Optional.of(entry.file())
        : Optional.ofNullable(macro).map(HeaderIndex.Macro::file);
  }

  /// The declaration of a name as the preprocessor leaves it, on one line.
  ///
  /// @param name a function, a variable, a `typedef`, a constant or a macro
  /// @return the declaration without a semicolon, or the `#define` of a macro; empty if the headers
  ///   do not declare the name
  public Optional<String> text(String name) {
    HeaderIndex.Entry entry = index.names.get(Objects.requireNonNull(name, "name"));
    HeaderIndex.Macro macro = index.macros.get(name);
    return entry != null
        ? Optional.of(index.text(entry))
        : Optional.ofNullable(macro).map(found -> "#define " + name + " " + found.body());
  }

  /// The declarations of some names and of all types that they use.
  ///
  /// @param names functions, variables, types or constants of an enum
  /// @return the declarations
  /// @throws IllegalArgumentException if the headers do not declare a name, or its declaration
  ///   cannot be used
  public CDeclarations declarations(String... names) {
    HeaderScope scope = new HeaderScope();
    scope.add(this);
    return scope.declarations(List.of(names));
  }

  /// A text that depends on everything in the headers.
  String digest() {
    return index.digest();
  }

  MacroValues values() {
    return values;
  }

  HeaderIndex index() {
    return index;
  }

  Compiler compiler() {
    return compiler;
  }

  /// The text that includes these headers.
  String includes() {
    return includes(headers);
  }

  /// `<zlib.h>`.
  @Override
  public String toString() {
    return headers.stream().map(CHeader::included).collect(Collectors.joining(" "));
  }
}
