package org.culebra.ffi.ctype;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// What a piece of C text declares: functions, types, constants and variables. Immutable.
///
/// The text is C as it stands in headers: prototypes, `typedef`, struct, union and enum, arrays,
/// function pointers, and `#define NAME` with an integer. Whatever is not understood is refused by
/// its name and place with a [CDeclarationException]; nothing is skipped silently, except comments,
/// `#pragma once`, include guards and `#ifdef __cplusplus` sections.
///
/// One thing is added to C: in `double f(const double x[n], int n)` the length may name any other
/// parameter, also a later one, and means "at least `n` elements".
///
/// Sources: C11 (N1570) sections 6.4 (words), 6.6 (constant expressions), 6.7 (declarations).
public final class CDeclarations {
  /// A C compiler, which is asked what constants are worth. The one of this host is
  /// [org.culebra.ffi.CompileOptions].
  @FunctionalInterface
  public interface Compiler {
    /// Compiles C text and reads a table of constants. No code of the text is run.
    ///
    /// @param source C text that defines `const long long table[count]`
    /// @param table the name of the table
    /// @param count how many constants it has
    /// @return the constants
    /// @throws IllegalArgumentException if the compiler rejects the text; has its messages
    long[] constants(String source, String table, int count);
  }

  private final Symbols symbols;
  private final List<String> texts;

  private CDeclarations(Symbols symbols, List<String> texts) {
    this.symbols = symbols;
    this.texts = texts;
  }

  /// Reads C text for the platform that this JVM runs on.
  ///
  /// @param text C text
  /// @return what it declares
  /// @throws CDeclarationException if the text is not understood
  public static CDeclarations parse(String text) {
    return parse(text, empty(DataModel.host()));
  }

  /// Reads C text that may use what was declared earlier; `earlier` stays as it is.
  ///
  /// Types of `earlier` are shared, unless the text defines a struct that `earlier` only named:
  /// then all types are new.
  ///
  /// @param text C text
  /// @param earlier what the text may use
  /// @return what both declare
  /// @throws CDeclarationException if the text is not understood or contradicts `earlier`
  public static CDeclarations parse(String text, CDeclarations earlier) {
    Objects.requireNonNull(text, "text");
    List<String> texts = Stream.concat(earlier.texts.stream(), Stream.of(text)).toList();
    Symbols extended = earlier.symbols.onTop();
    Parser.unit(text, extended);
    if (extended.completesEarlier()) {
      extended = new Symbols(earlier.model());
      for (String part : texts) {
        Parser.unit(part, extended);
      }
    }
    return new CDeclarations(extended.flat(), texts);
  }

  /// {@return nothing but the names of the standard headers, for a stated platform} Used as
  /// `parse(text, empty(DataModel.LLP64))`.
  ///
  /// @param model the platform
  public static CDeclarations empty(DataModel model) {
    return new CDeclarations(new Symbols(Objects.requireNonNull(model, "model")), List.of());
  }

  /// Reads one prototype, `int f(double x)`; the semicolon may be left out.
  ///
  /// @param text C text
  /// @return the function
  /// @throws CDeclarationException if the text is anything else
  public static CPrototype function(String text) {
    return function(text, empty(DataModel.host()));
  }

  /// Reads one prototype that may use the types and constants of `known`.
  ///
  /// @param text C text
  /// @param known what the text may use
  /// @return the function
  /// @throws CDeclarationException if the text is anything else
  public static CPrototype function(String text, CDeclarations known) {
    return Parser.prototype(Objects.requireNonNull(text, "text"), known.symbols);
  }

  /// Reads a function type, with or without a name or `(*)`: `double (int n, const double x[n])`.
  ///
  /// @param text C text
  /// @return the type
  /// @throws CDeclarationException if the text is anything else
  public static CType.Function callback(String text) {
    return callback(text, empty(DataModel.host()));
  }

  /// Reads a function type that may use the types and constants of `known`.
  ///
  /// @param text C text
  /// @param known what the text may use
  /// @return the type
  /// @throws CDeclarationException if the text is anything else
  public static CType.Function callback(String text, CDeclarations known) {
    return Parser.callback(Objects.requireNonNull(text, "text"), known.symbols);
  }

  /// Reads a type name that may use everything declared here: `const double *`, `struct _Img`.
  ///
  /// @param text C text
  /// @return the type
  /// @throws CDeclarationException if the text is anything else
  public CType type(String text) {
    return Parser.typeName(Objects.requireNonNull(text, "text"), symbols);
  }

  /// {@return the struct or union known by a `typedef` name or tag}
  ///
  /// @param name the name; the word `struct` in front of a tag may be left out
  /// @throws IllegalArgumentException if there is none; the message suggests similar names
  public CType.Struct struct(String name) {
    return symbols.struct(Objects.requireNonNull(name, "name"));
  }

  /// {@return the prototype of a function declared here}
  ///
  /// @param name the function's name
  /// @throws IllegalArgumentException if there is none; the message suggests similar names
  public CPrototype prototype(String name) {
    return symbols.lookup("function", prototypes(), name);
  }

  /// {@return the value of an enum member or of an integer `#define`}
  ///
  /// @param name the constant's name
  /// @throws IllegalArgumentException if there is none; the message suggests similar names
  public long constant(String name) {
    return symbols.lookup("constant", constants(), name).value();
  }

  /// {@return the global variable of this name}
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

  /// {@return the types by `typedef` name, in the order of the text; the names of the standard
  /// headers are not listed}
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

  /// {@return the platform that the types were laid out for}
  public DataModel model() {
    return symbols.model();
  }

  /// {@return the text of a C program that prints what the C compiler makes of the declarations:
  /// size, alignment and offsets of every complete struct and union, the size of every enum, the
  /// value of every constant}
  ///
  /// Its output is to be compared with [#expectedProbeOutput]: equal text means that this library
  /// and that compiler agree.
  ///
  /// @param headers the headers to check against, as `gsl/gsl_math.h`; if none are given the
  ///   program defines the types itself, from what was read here
  public String probe(String... headers) {
    return Probe.program(symbols, List.of(headers));
  }

  /// {@return what the program of [#probe] has to print}
  public String expectedProbeOutput() {
    return Probe.expected(symbols);
  }

  /// Asks the C compiler for size, alignment and offsets of every complete struct and union
  /// declared here, the size of every enum and, with headers, the value of every constant.
  ///
  /// ```java
  /// assert declarations.verify(CompileOptions.defaults(), "<gsl/gsl_math.h>").isEmpty();
  /// ```
  ///
  /// Prototypes have a check of their own: [#verifyPrototypes].
  ///
  /// @param compiler as `CompileOptions.defaults()`
  /// @param headers the headers to check against, as `"gsl/gsl_math.h"` or `"<time.h>"`; if none
  ///   are given, the types are defined from what was read here, which checks this library's
  ///   layouts
  /// @return one sentence for each difference; empty if the compiler agrees
  /// @throws IllegalArgumentException if the compiler refuses the headers, or does not know a type,
  ///   field or constant; has the compiler's messages
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public List<String> verify(Compiler compiler, String... headers) {
    checkHost();
    return Verification.differences(symbols, compiler, List.of(headers));
  }

  /// Asks the C compiler whether the headers give every function declared here the same type: what
  /// C calls a compatible one (C11 6.2.7). Lengths such as `p[n]` do not count, and `a[n][m]` may
  /// be a pointer to elements in the header.
  ///
  /// Not every difference is a mistake: `long` and `long long` may be the same for calls, and a
  /// `const` or an element type that a header with `void *` lacks may be meant. So this is a check
  /// of its own. Functions need not be in any library.
  ///
  /// @param compiler as `CompileOptions.defaults()`; C11 or later
  /// @param headers the headers to check against, as `"gsl/gsl_math.h"` or `"<math.h>"`
  /// @return one sentence for each difference; empty if the compiler agrees
  /// @throws IllegalArgumentException if no headers are given, the compiler refuses them, or they
  ///   do not declare a function or type; has the compiler's messages
  /// @throws IllegalStateException if there is no compiler, or the cache is not private to this
  ///   user
  public List<String> verifyPrototypes(Compiler compiler, String... headers) {
    checkHost();
    if (headers.length == 0) {
      throw new IllegalArgumentException(
          "expected the headers that declare the functions but found none");
    }
    return Verification.prototypes(symbols, compiler, List.of(headers));
  }

  private void checkHost() {
    if (model() != DataModel.host()) {
      throw new IllegalStateException(
          "expected declarations for this host, " + DataModel.host() + ", but found " + model());
    }
  }

  /// Counts of what is declared.
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
