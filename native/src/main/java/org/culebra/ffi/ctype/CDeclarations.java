package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The functions, types, constants and variables that C text declares. Immutable.
///
/// The text is C as in headers, or the output of a preprocessor: prototypes, `typedef`, struct,
/// union and enum, arrays, bit-fields, function pointers, and `#define NAME` with an integer. What
/// compilers add and what has no meaning for layout and calls is skipped: attributes, storage
/// classes, assertions, initializers, the bodies of functions, line markers and most pragmas,
/// include guards and `#ifdef __cplusplus` sections. `packed`, `aligned`, `#pragma pack` and
/// assembler labels have a meaning. Anything else is rejected with a [CDeclarationException] that
/// gives its line and column.
///
/// As in C23, `int f()` takes no arguments.
///
/// There are two extensions of C: in `double f(const double x[n], int n)` the length may name any
/// other parameter, even a later one, and means "at least `n` elements"; and prototypes have the
/// attributes `[[nullable]]`, `[[keeps]]`, `[[keeps(f(p))]]` and `[[owner(f), length(n)]]`, see
/// [org.culebra.ffi.CLibrary#function(String)].
///
/// Sources: C11 (N1570) sections 6.4 (tokens), 6.6 (constant expressions), 6.7 (declarations); C23
/// (N3220) 6.7.13 (attributes); the GCC manual, "Extensions to the C Language Family".
public final class CDeclarations {
  /// A C compiler that evaluates constant expressions. [org.culebra.ffi.CompileOptions] is the one
  /// of this host.
  @FunctionalInterface
  public interface Compiler {
    /// Evaluates constant expressions, without running any of their code. One that is not constant
    /// does not affect the others.
    ///
    /// @param declarations C text that declares what the expressions use
    /// @param expressions integers, in C, on one line each
    /// @return an answer for each
    /// @throws IllegalArgumentException if the compiler rejects the declarations; contains its
    ///   messages
    List<Answer> evaluate(String declarations, List<String> expressions);

    /// The value of an expression.
    ///
    /// @param value the value, 0 if there is none
    /// @param problem the compiler's message if there is none
    record Answer(long value, @Nullable String problem) {}
  }

  private final SymbolTable symbols;
  private final List<Part> texts;

  /// A text, with what it leaves out.
  private record Part(String text, PartialDeclarations.@Nullable Completion completion) {
    void parse(SymbolTable into) {
      DeclarationParser.unit(text, into, completion);
    }
  }

  /// Adds texts to declarations one by one; one that cannot be parsed leaves nothing behind.
  ///
  /// For one thread, and for one call of [#build].
  public static final class Builder {
    private final CDeclarations earlier;
    private final SymbolTable symbols;
    private final List<Part> added = new ArrayList<>();

    private Builder(CDeclarations earlier) {
      this.earlier = earlier;
      this.symbols = earlier.symbols.onTop();
    }

    /// Adds declarations, which may use those added before.
    ///
    /// @param text C text
    /// @return this builder
    /// @throws CDeclarationException if the text is invalid, not supported, or contradicts what was
    ///   added before; nothing is added then
    public Builder add(String text) {
      return add(new Part(Objects.requireNonNull(text, "text"), null));
    }

    private Builder add(Part part) {
      try {
        part.parse(symbols);
      } catch (CDeclarationException e) {
        symbols.undo();
        throw e;
      }
      symbols.commit();
      added.add(part);
      return this;
    }

    /// The declarations.
    ///
    /// @return the earlier and the added ones
    public CDeclarations build() {
      List<Part> texts = Stream.concat(earlier.texts.stream(), added.stream()).toList();
      SymbolTable all = symbols;
      if (symbols.completesEarlier()) {
        all = new SymbolTable(symbols.model());
        for (Part each : texts) {
          each.parse(all);
        }
      }
      return new CDeclarations(all.flat(), texts);
    }
  }

  private CDeclarations(SymbolTable symbols, List<Part> texts) {
    this.symbols = symbols;
    this.texts = texts;
  }

  /// Parses C text for the platform of this JVM.
  ///
  /// @param text C text
  /// @return its declarations
  /// @throws CDeclarationException if the text is invalid or not supported
  public static CDeclarations parse(String text) {
    return parse(text, empty(DataModel.host()));
  }

  /// Parses C text that may use earlier declarations; `earlier` does not change.
  ///
  /// The result shares the types of `earlier`, unless the text completes a struct that is
  /// incomplete in `earlier`: then all types are new.
  ///
  /// @param text C text
  /// @param earlier the declarations that the text may use
  /// @return the declarations of both
  /// @throws CDeclarationException if the text is invalid, not supported, or contradicts `earlier`
  public static CDeclarations parse(String text, CDeclarations earlier) {
    return builder(earlier).add(text).build();
  }

  /// Begins further declarations; `earlier` does not change.
  ///
  /// What [Builder#build] returns shares the types of `earlier`, as that of
  /// [#parse(String,CDeclarations)] does.
  ///
  /// @param earlier the declarations that texts may use
  /// @return a builder without texts
  public static Builder builder(CDeclarations earlier) {
    return new Builder(Objects.requireNonNull(earlier, "earlier"));
  }

  /// Parses C text that leaves out what a compiler knows, and asks it: of a struct, the fields that
  /// are not needed; of a constant, its value.
  ///
  /// ```java
  /// CDeclarations.parse(
  ///     """
  ///     struct stat { long st_size; ...; };
  ///     #define O_CREAT ...
  ///     """,
  ///     earlier,
  ///     CompileOptions.defaults(),
  ///     "<sys/stat.h>",
  ///     "<fcntl.h>");
  /// ```
  ///
  /// The declared fields must have the sizes of those in the headers. A struct whose layout is not
  /// that of its declared fields cannot be passed by value.
  ///
  /// @param text C text; `...` stands for further fields, after the declared ones, or for an
  ///   integer
  /// @param earlier the declarations that the text may use
  /// @param compiler the compiler, such as `CompileOptions.defaults()`
  /// @param headers the headers that have the rest, such as `"gsl/gsl_math.h"` or `"<time.h>"`
  /// @return the declarations of both
  /// @throws CDeclarationException if the text is invalid, not supported, or contradicts `earlier`
  ///   or the headers
  /// @throws IllegalArgumentException if the compiler rejects the headers, or they do not have a
  ///   struct, a field or an integer constant; with the compiler's messages for each
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public static CDeclarations parse(
      String text, CDeclarations earlier, Compiler compiler, String... headers) {
    Objects.requireNonNull(text, "text");
    earlier.checkHost();
    List<String> names = List.of(headers);
    if (names.isEmpty()) {
      return parse(text, earlier);
    }
    PartialDeclarations.Completion completion =
        PartialDeclarations.of(text, earlier.symbols.onTop(), compiler, names);
    return builder(earlier).add(new Part(text, completion)).build();
  }

  /// {@return no declarations, for a given platform; text may still use the types of the standard
  /// headers} Used as in `parse(text, empty(DataModel.LLP64))`.
  ///
  /// @param model the platform
  public static CDeclarations empty(DataModel model) {
    return new CDeclarations(new SymbolTable(Objects.requireNonNull(model, "model")), List.of());
  }

  /// Parses a single prototype, `int f(double x)`; the semicolon is optional.
  ///
  /// @param text C text
  /// @return the function
  /// @throws CDeclarationException if the text is anything else
  public static CPrototype function(String text) {
    return function(text, empty(DataModel.host()));
  }

  /// Parses a single prototype that may use the types and constants of `known`.
  ///
  /// @param text C text
  /// @param known the declarations that the text may use
  /// @return the function
  /// @throws CDeclarationException if the text is anything else
  public static CPrototype function(String text, CDeclarations known) {
    return DeclarationParser.prototype(Objects.requireNonNull(text, "text"), known.symbols);
  }

  /// Parses a function type, with or without a name or `(*)`: `double (int n, const double x[n])`.
  ///
  /// @param text C text
  /// @return the type
  /// @throws CDeclarationException if the text is anything else
  public static FunctionType callback(String text) {
    return callback(text, empty(DataModel.host()));
  }

  /// Parses a function type that may use the types and constants of `known`.
  ///
  /// @param text C text
  /// @param known the declarations that the text may use
  /// @return the type
  /// @throws CDeclarationException if the text is anything else
  public static FunctionType callback(String text, CDeclarations known) {
    return DeclarationParser.callback(Objects.requireNonNull(text, "text"), known.symbols);
  }

  /// Parses a type name that may use these declarations: `const double *`, `struct _Img`.
  ///
  /// @param text C text
  /// @return the type
  /// @throws CDeclarationException if the text is anything else
  public CType type(String text) {
    return DeclarationParser.typeName(Objects.requireNonNull(text, "text"), symbols);
  }

  /// {@return the struct or union with this `typedef` name or tag}
  ///
  /// @param name the name; the keyword `struct` before a tag is optional
  /// @throws IllegalArgumentException if there is none; the message suggests similar names
  public StructType struct(String name) {
    return symbols.struct(Objects.requireNonNull(name, "name"));
  }

  /// {@return the prototype of a declared function}
  ///
  /// @param name the function's name
  /// @throws IllegalArgumentException if there is none; the message suggests similar names
  public CPrototype prototype(String name) {
    return symbols.lookup("function", prototypes(), name);
  }

  /// {@return the value of an enum member or an integer `#define`}
  ///
  /// @param name the constant's name
  /// @throws IllegalArgumentException if there is none; the message suggests similar names
  public long constant(String name) {
    return symbols.lookup("constant", constants(), name).value();
  }

  /// {@return the global variable with this name}
  ///
  /// @param name the variable's name
  /// @throws IllegalArgumentException if there is none; the message suggests similar names
  public CVariable variable(String name) {
    return symbols.lookup("variable", variables(), name);
  }

  /// {@return the functions by name, in the order of the text}
  public Map<String, CPrototype> prototypes() {
    return symbols.functions();
  }

  /// {@return the types by `typedef` name, in the order of the text, without the predefined names
  /// of the standard headers}
  public Map<String, CType> typedefs() {
    return symbols.typedefTypes();
  }

  /// {@return the types with a tag, by `struct T`, `union T` or `enum T`, in the order of the text}
  public Map<String, CType> tags() {
    return symbols.tags();
  }

  /// {@return the enum members and integer `#define`s by name, in the order of the text}
  public Map<String, CConstant> constants() {
    return symbols.constants();
  }

  /// {@return the global variables by name, in the order of the text}
  public Map<String, CVariable> variables() {
    return symbols.variables();
  }

  /// {@return the platform that determined the layouts}
  public DataModel model() {
    return symbols.model();
  }

  /// {@return the source of a C program that prints the size, alignment and offsets of every
  /// complete struct and union, the size of every enum and the value of every constant}
  ///
  /// Compare its output with [#expectedProbeOutput]: if they are equal, this library and the
  /// compiler agree.
  ///
  /// @param headers the headers to check against, such as `gsl/gsl_math.h`; without headers, the
  ///   program defines the types itself, from these declarations
  public String probe(String... headers) {
    return ProbeProgram.program(symbols, List.of(headers));
  }

  /// {@return the expected output of the program of [#probe]}
  public String expectedProbeOutput() {
    return ProbeProgram.expected(symbols);
  }

  /// Asks the C compiler for size, alignment and offsets of every complete struct and union
  /// declared here, the size of every enum and, with headers, the value of every constant.
  ///
  /// ```java
  /// assert declarations.verify(CompileOptions.defaults(), "<gsl/gsl_math.h>").isEmpty();
  /// ```
  ///
  /// Prototypes are checked separately, by [#verifyPrototypes].
  ///
  /// @param compiler the compiler, such as `CompileOptions.defaults()`
  /// @param headers the headers to check against, such as `"gsl/gsl_math.h"` or `"<time.h>"`;
  ///   without headers, the types are defined from these declarations, which checks this library's
  ///   layouts
  /// @return one sentence for each difference, and for each type, field or constant that the
  ///   compiler does not know; empty if the compiler agrees
  /// @throws IllegalArgumentException if the compiler rejects the headers; contains its messages
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public List<String> verify(Compiler compiler, String... headers) {
    checkHost();
    return CompilerVerification.differences(symbols, compiler, List.of(headers));
  }

  /// Asks the C compiler whether the headers give every function declared here a compatible type
  /// (C11 6.2.7). Lengths such as `p[n]` are ignored, and `a[n][m]` may be a pointer to elements in
  /// the header.
  ///
  /// This check is separate because not every difference is a mistake: `long` and `long long` may
  /// be equivalent in calls, and a `const`, or an element type where the header has `void *`, may
  /// be intentional. The functions do not have to exist in any library.
  ///
  /// @param compiler the compiler, such as `CompileOptions.defaults()`; for C11 or later
  /// @param headers the headers to check against, such as `"gsl/gsl_math.h"` or `"<math.h>"`
  /// @return one sentence for each difference, and for each function that the headers do not
  ///   declare; empty if the compiler agrees
  /// @throws IllegalArgumentException if no headers are given, or the compiler rejects them;
  ///   contains its messages
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public List<String> verifyPrototypes(Compiler compiler, String... headers) {
    checkHost();
    if (headers.length == 0) {
      throw new IllegalArgumentException(
          "expected the headers that declare the functions but found none");
    }
    return CompilerVerification.prototypes(symbols, compiler, List.of(headers));
  }

  private void checkHost() {
    if (model() != DataModel.host()) {
      throw new IllegalStateException(
          "expected declarations for this host, " + DataModel.host() + ", but found " + model());
    }
  }

  /// The number of declarations of each kind.
  @Override
  public String toString() {
    return "CDeclarations[functions: %d, typedefs: %d, tags: %d, constants: %d, variables: %d]"
        .formatted(
            prototypes().size(),
            typedefs().size(),
            tags().size(),
            constants().size(),
            variables().size());
  }
}
