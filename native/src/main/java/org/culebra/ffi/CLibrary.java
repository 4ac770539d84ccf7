package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CVariable;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.call.CallbackBuilder;
import org.culebra.ffi.internal.call.InterfaceSpinner;
import org.culebra.ffi.internal.host.LibrarySearch;
import org.culebra.ffi.internal.host.Loader;
import org.jspecify.annotations.Nullable;

/// A shared C library, opened or compiled, and its declarations.
///
/// ```java
/// CLibrary lib = CLibrary.open("m").declare("double hypot(double x, double y);");
/// Object length = lib.function("hypot").call(3.0, 4.0); // 5.0
/// ```
///
/// Opening a library runs its initializers. A library is never unloaded: pointers into it
/// (functions, static data, callbacks that it registered, threads that it started) may be anywhere
/// and would dangle.
///
/// Declarations are trusted: they cannot be compared with the compiled code.
///
/// Thread-safe; declarations made on one thread are visible to all.
public final class CLibrary extends LibraryDeclarations {
  /// Whether libraries opened later may use a library's symbols.
  public enum Visibility {
    /// They may not, the default (`RTLD_LOCAL`).
    LOCAL,
    /// They may (`RTLD_GLOBAL`), as GSL requires of the library with the BLAS.
    GLOBAL
  }

  /// The name of the process as a library.
  static final String PROCESS = "the process";

  private final String name;
  private final Map<String, CFunction> functions = new ConcurrentHashMap<>();
  private final Map<String, CFunction> chosen = new ConcurrentHashMap<>();
  private final FunctionLinker linker;

  private CLibrary(List<LibrarySearch.Found> libraries) {
    this.linker = new FunctionLinker(libraries, scope);
    this.name = linker.libraryName();
  }

  /// Opens a library; its symbols are not visible to other libraries.
  ///
  /// @param nameOrPath a path, which is used as given, or a name, for which the platform's
  ///   spellings are tried: `m` finds `libm.so`, or otherwise the newest `libm.so.N` known to the
  ///   loader or in the usual folders
  /// @return the library
  /// @throws IllegalArgumentException if it cannot be opened; the message lists what was tried,
  ///   with the loader's reasons
  public static CLibrary open(String nameOrPath) {
    return open(nameOrPath, Visibility.LOCAL);
  }

  /// Opens a library.
  ///
  /// @param nameOrPath as for [#open(String)]
  /// @param visibility whether libraries opened later may use its symbols
  /// @return the library
  /// @throws IllegalArgumentException if it cannot be opened; the message lists what was tried,
  ///   with the loader's reasons
  public static CLibrary open(String nameOrPath, Visibility visibility) {
    return new CLibrary(List.of(LibrarySearch.open(nameOrPath, visibility == Visibility.GLOBAL)));
  }

  /// Opens several libraries as one, with one set of declarations, for those that are made
  /// together.
  ///
  /// ```java
  /// CLibrary ffmpeg =
  ///     CLibrary.open(List.of("avformat", "avcodec", "avutil"))
  ///         .header("libavformat/avformat.h", "libavcodec/avcodec.h");
  /// ```
  ///
  /// A function is that of the first library which has it. The macros and inline functions of
  /// headers are linked with all of them.
  ///
  /// @param namesOrPaths each as for [#open(String)]
  /// @return the libraries
  /// @throws IllegalArgumentException if there are none, or one cannot be opened
  public static CLibrary open(List<String> namesOrPaths) {
    if (namesOrPaths.isEmpty()) {
      throw new IllegalArgumentException("expected the names of libraries but found none");
    }
    return new CLibrary(
        namesOrPaths.stream().map(each -> LibrarySearch.open(each, false)).toList());
  }

  /// All symbols that are visible in the whole process: the C library's and those of `GLOBAL`
  /// libraries.
  ///
  /// @return the process as a library
  public static CLibrary process() {
    Loader.Opened opened = Loader.open(null, false);
    SymbolLookup symbols = Objects.requireNonNull(opened.symbols(), "the process itself");
    return new CLibrary(List.of(new LibrarySearch.Found(PROCESS, symbols, opened.handle())));
  }

  /// Compiles C source with the system's compiler and opens the result, with
  /// [CompileOptions#defaults()].
  ///
  /// @param source C text
  /// @return the library
  /// @throws IllegalArgumentException if the compiler rejects the source, with its messages; or if
  ///   the source uses a symbol that is nowhere defined
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public static CLibrary compile(String source) {
    return compile(source, CompileOptions.defaults());
  }

  /// Compiles C source and opens the result. The same text with the same flags and compiler is
  /// compiled once per user: the library is stored in a private cache.
  ///
  /// @param source C text
  /// @param options flags, compiler and cache
  /// @return the library
  /// @throws IllegalArgumentException if the compiler rejects the source, with its messages; or if
  ///   the source uses a symbol that is nowhere defined
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public static CLibrary compile(String source, CompileOptions options) {
    Objects.requireNonNull(source, "source");
    return new CLibrary(List.of(CompiledSource.open(source, options)));
  }

  /// Forgets the functions that were linked with earlier declarations.
  CLibrary withoutLinked() {
    functions.clear();
    return this;
  }

  /// The name of the library.
  ///
  /// @return the spelling that the loader accepted: a name or a path
  public String name() {
    return name;
  }

  /// A function by its declared name, or by a prototype.
  ///
  /// After [#header(String...)], a prototype may use the types of the header. If the header
  /// declares the function, the prototype is compared with the header's. It may add what C cannot
  /// say: lengths, elements for `void *`, a `const` that the header omits, and attributes. The
  /// reverse contradicts the header: `void *` for its typed pointer, or no `const` where it has
  /// one, would check less. The attributes:
  ///
  /// - `[[nullable]]` before a pointer parameter: `null` is accepted, for NULL.
  /// - `[[owner(f)]]` before the prototype: the result belongs to the caller and is freed once, by
  ///   `f(result)`, a function of this library or of the process. A `char *` arrives as a `String`,
  ///   freed before the call returns; with `[[owner(f), length(rows, *columns)]]` any `T *` arrives
  ///   as an `NDArray` of that shape, over integer parameters or what these point to after the
  ///   call, read-only for `const T *`; any other as a `MemorySegment` of the size of its target.
  ///   Array and segment are freed by the garbage collector when they are unreachable, on a thread
  ///   of its own: do not pass them to `f`. NULL arrives as `null`, or as `MemorySegment.NULL`, and
  ///   is not freed.
  /// - `[[keeps]]` before a pointer parameter: C uses the memory after the call. It is kept until
  ///   the process ends, also if its arena is closed; copies, and memory of arenas that cannot
  ///   lease it, are rejected. Memory that pointers in a struct lead to is not kept.
  /// - `[[keeps(f(p))]]`: the same, until `f` has returned from a call with the pointer of the
  ///   parameter `p`, with `*p`, which C stores in `p`, or with `return`, the result:
  ///   `[[keeps(fclose(stream))]] char *buffer`. `f` takes the pointer, and optionally a size. Java
  ///   calls it through any [CLibrary], linked before or later, or it is that of an `[[owner(f)]]`.
  ///   If it is called by C, or never, the memory stays alive; also if `p` is NULL. Nothing is kept
  ///   if the call does not reach C, or if `*p` or the result is NULL.
  ///
  /// They are parts of the prototype, in [#declare(String)] and in headers too.
  ///
  /// If the name is that of a macro, a function that evaluates it is compiled once and cached; so
  /// is one for an inline function, by its name alone.
  ///
  /// ```java
  /// z.function("int deflateInit(z_streamp strm, int level)"); // a macro of zlib.h
  /// ```
  ///
  /// @param nameOrPrototype `hypot` after [#declare(String)], or `double hypot(double x, double y)`
  /// @return the function
  /// @throws IllegalArgumentException if the name is not declared; the message suggests similar
  ///   ones
  /// @throws CDeclarationException if the prototype cannot be parsed
  /// @throws NoSuchElementException if the library has no such symbol, or there is no function that
  ///   frees the result or ends what C keeps
  /// @throws UnsupportedOperationException if the JDK cannot pass a type by value, such as
  ///   `va_list`
  public CFunction function(String nameOrPrototype) {
    Objects.requireNonNull(nameOrPrototype, "nameOrPrototype");
    if (!isName(nameOrPrototype)) {
      return linker.link(scope.function(nameOrPrototype));
    }
    CFunction use = chosen.get(nameOrPrototype);
    CFunction known = use == null ? functions.get(nameOrPrototype) : use;
    if (known == null) {
      known = linker.link(scope.prototype(nameOrPrototype));
      functions.put(nameOrPrototype, known);
    }
    return known;
  }

  /// Whether a text is an identifier of C, not a declaration.
  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
      if (!isLetter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /// A callback for this library: by the name of a function type, or by a signature in which the
  /// declared types may be used.
  ///
  /// ```java
  /// Callback row = sqlite.callback("int (void *data, int n, char *values[n], char *names[n])")
  ///     .as(lookup, Row.class)
  ///     .in(arena, (data, n, values, names) -> print(values));
  /// ```
  ///
  /// If C stores the callback, its failures are thrown by the call during which C runs it; see
  /// [Callback].
  ///
  /// @param nameOrSignature the `typedef` name of a function or function pointer, or its type
  /// @return a builder whose callbacks return 0, NaN or NULL to C when they fail
  /// @throws IllegalArgumentException if the name is not that of a function type
  /// @throws CDeclarationException if the signature cannot be parsed
  /// @throws UnsupportedOperationException if C cannot call Java this way: the function is
  ///   variadic, or has more arguments than the JDK can pass
  public Callback.Builder callback(String nameOrSignature) {
    Objects.requireNonNull(nameOrSignature, "nameOrSignature");
    FunctionType type =
        isName(nameOrSignature)
            ? scope.functionType(nameOrSignature)
            : CDeclarations.callback(nameOrSignature, scope.declarationsFor(nameOrSignature));
    return new CallbackBuilder(type, true);
  }

  /// A global variable, by its declared name or by a declaration.
  ///
  /// ```java
  /// String version = sqlite.variable("const char sqlite3_version[]").text();
  /// ```
  ///
  /// @param nameOrDeclaration `environ` after it was declared, or `extern char **environ`
  /// @return the variable
  /// @throws IllegalArgumentException if the name is not declared, or its type is incomplete
  /// @throws CDeclarationException if the declaration cannot be parsed
  /// @throws NoSuchElementException if the library has no such symbol
  public CGlobal variable(String nameOrDeclaration) {
    Objects.requireNonNull(nameOrDeclaration, "nameOrDeclaration");
    CVariable variable =
        isName(nameOrDeclaration)
            ? scope.variable(nameOrDeclaration)
            : scope.declaredVariable(nameOrDeclaration);
    return new CGlobal(variable, symbol(variable.name()));
  }

  /// The address of a function or variable.
  ///
  /// @param symbol its name in the library
  /// @return a pointer of length 0
  /// @throws NoSuchElementException if the library has no such symbol
  /// @throws IllegalArgumentException if the name contains a NUL, which would end it for C
  public MemorySegment symbol(String symbol) {
    if (symbol.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "expected the name of a symbol but found '" + symbol.replace("\0", "\\0") + "'");
    }
    return linker.symbol(symbol);
  }

  /// Makes [#bind] and [#function] use this variant of a declared function from now on: with
  /// `errno`, or `critical`.
  ///
  /// ```java
  /// lib.use(lib.function("mandel").critical());
  /// ```
  ///
  /// @param function a function of this library, identified by its name
  /// @return this library
  /// @throws IllegalArgumentException if it belongs to another library
  /// @throws NoSuchElementException if this library has no such symbol
  public CLibrary use(CFunction function) {
    long here = linker.addressOf(function.name()).address();
    if (function.pointer().address() != here) {
      throw new IllegalArgumentException(
          "expected the function at 0x%x of library %s but found one at 0x%x: %s"
              .formatted(here, name, function.pointer().address(), function));
    }
    chosen.put(function.name(), function);
    return this;
  }

  /// Binds all methods of a public interface to the declared functions of the same names; see
  /// [#bind(MethodHandles.Lookup, Class)].
  ///
  /// @param iface a public interface of an exported package
  /// @param <T> the interface
  /// @return an implementation that calls C
  /// @throws IllegalArgumentException if a method does not match its function, or there is none; or
  ///   if the interface is not accessible from here: pass a lookup
  /// @throws NoSuchElementException if the library lacks a function
  public <T> T bind(Class<T> iface) {
    return bind(InterfaceSpinner.publicLookup(iface), iface);
  }

  /// Binds all methods of an interface to the declared functions of the same names: the fast way to
  /// call many functions. A method without parameters may have the name of a constant, and returns
  /// it. An `enum` is its integer and no Java enum, because C allows any value of it, such as a
  /// combination of flags. See [CFunction#as(MethodHandles.Lookup, Class)].
  ///
  /// @param lookup `MethodHandles.lookup()` of a class that can access the interface
  /// @param iface an interface whose abstract methods have the names of the functions
  /// @param <T> the interface
  /// @return an implementation that calls C
  /// @throws IllegalArgumentException if a method does not match its function, or there is none
  /// @throws NoSuchElementException if the library lacks a function
  public <T> T bind(MethodHandles.Lookup lookup, Class<T> iface) {
    return InterfaceSpinner.bind(lookup, iface, this::function, this::constantOf, name);
  }

  /// What a method of a bound interface returns if its name is that of a constant.
  private @Nullable Object constantOf(Method method) {
    String constant = method.getName();
    boolean isFunction = chosen.containsKey(constant) || scope.hasFunction(constant);
    return isFunction || !scope.hasConstant(constant)
        ? null
        : BoundConstant.of(scope, constant, method.getReturnType());
  }

  /// The library's name.
  @Override
  public String toString() {
    return "CLibrary[" + name + "]";
  }
}
