package org.culebra.ffi.header;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CPrototype;
import org.culebra.ffi.ctype.CVariable;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// The declarations of a library: those that its user wrote, and those of its headers that were
/// asked for so far. [org.culebra.ffi.CLibrary] has one.
///
/// Asking for a name selects its declaration and, transitively, those of the types and constants
/// that it uses. A declaration that cannot be used does not affect others; asking for it states the
/// reason.
///
/// Thread-safe.
public final class HeaderScope {
  /// The symbol of a compiled wrapper.
  public static final String WRAPPER = Wrapper.SYMBOL;

  private final HeaderList headers = new HeaderList();
  private final Description description = new Description();
  private final DeclaredNames declared = new DeclaredNames(headers, description);
  private @Nullable HeaderConstants constants;
  private final HeaderPrototypes prototypes = new HeaderPrototypes(headers, declared, description);

  /// Creates a scope without declarations.
  public HeaderScope() {}

  /// Adds the names of headers.
  ///
  /// @param header the headers
  public synchronized void add(CHeader header) {
    headers.add(Objects.requireNonNull(header, "header"));
  }

  /// Adds declarations in C, which may use earlier ones and the names of headers.
  ///
  /// @param text prototypes, types and constants
  /// @throws CDeclarationException if the text cannot be parsed; nothing is added then
  public synchronized void declare(String text) {
    declared.select(text);
    extend(text, CDeclarations.parse(text, declarations()));
  }

  /// Adds declarations that leave out what a compiler knows; see
  /// [CDeclarations#parse(String,CDeclarations,CDeclarations.Compiler,String...)].
  ///
  /// @param compiler the compiler
  /// @param text prototypes, types and constants
  /// @param names the headers that have the rest
  public synchronized void declare(CDeclarations.Compiler compiler, String text, String... names) {
    declared.select(text);
    extend(text, CDeclarations.parse(text, declarations(), compiler, names));
  }

  private void extend(String text, CDeclarations extended) {
    for (CPrototype prototype : extended.prototypes().values()) {
      if (!declarations().prototypes().containsKey(prototype.name())) {
        prototypes.compare(prototype);
      }
    }
    declared.extend(extended);
    description.declared(text);
  }

  /// What was declared, and what of the headers was asked for except prototypes.
  ///
  /// @return the declarations
  public synchronized CDeclarations declarations() {
    return declared.declarations();
  }

  /// The declarations with those of some names.
  ///
  /// @param names functions, variables, types or constants
  /// @return the declarations
  /// @throws IllegalArgumentException if a name is not declared or cannot be used
  public synchronized CDeclarations declarations(Collection<String> names) {
    StringBuilder functions = new StringBuilder();
    for (String name : names) {
      if (headers.isFunction(name)) {
        functions.append(prototypes.byName(name)).append(";\n");
      } else {
        declared.require(name);
      }
    }
    return CDeclarations.parse(functions.toString(), declarations());
  }

  /// The prototype of a declared function, or of a function of a header.
  ///
  /// @param name its name
  /// @return the prototype
  /// @throws IllegalArgumentException if the function is not declared (the message suggests similar
  ///   names) or cannot be used (the message has the reason)
  public synchronized CPrototype prototype(String name) {
    return prototypes.byName(name);
  }

  /// A prototype in C, which may use the types of the headers. If they declare the function, it is
  /// compared with their prototype, to which it may add lengths, attributes and `const`.
  ///
  /// @param text the prototype
  /// @return the function
  /// @throws CDeclarationException if the text cannot be parsed
  /// @throws IllegalArgumentException if it contradicts the headers
  public synchronized CPrototype function(String text) {
    return prototypes.parse(text);
  }

  /// The declarations with everything that a text uses.
  ///
  /// @param text a type or a declaration in C
  /// @return the declarations
  public synchronized CDeclarations declarationsFor(String text) {
    declared.select(text);
    return declarations();
  }

  /// A struct or union by its tag or `typedef` name.
  ///
  /// @param name its name
  /// @return the type
  /// @throws IllegalArgumentException if it is not declared or cannot be used
  public synchronized StructType struct(String name) {
    return declared.struct(name);
  }

  /// A global variable.
  ///
  /// @param name its name
  /// @return the variable
  /// @throws IllegalArgumentException if it is not declared (the message suggests similar names) or
  ///   cannot be used (the message has the reason)
  public synchronized CVariable variable(String name) {
    return declared.variable(name);
  }

  /// The global variable that a declaration in C declares, which may use the declared types.
  ///
  /// @param text the declaration; the semicolon is optional
  /// @return the variable
  /// @throws CDeclarationException if the text cannot be parsed
  /// @throws IllegalArgumentException if it does not declare one new variable
  public synchronized CVariable declaredVariable(String text) {
    return declared.declaredVariable(text);
  }

  /// The type of functions with a `typedef` name, or of what pointers with that name point to.
  ///
  /// @param name the name
  /// @return the type
  /// @throws IllegalArgumentException if it is not the name of such a type; the message suggests
  ///   similar ones
  public synchronized FunctionType functionType(String name) {
    return declared.functionType(name);
  }

  /// Compiles a function that evaluates a macro or calls an inline function of a header.
  ///
  /// @param prototype the function, as the user or the header declares it
  /// @param libraries the paths of the libraries that the wrapped code needs
  /// @return a library with the symbol [#WRAPPER]; null if no header defines the name
  /// @throws IllegalArgumentException if the compiler rejects the prototype
  public @Nullable Path wrapper(CPrototype prototype, List<String> libraries) {
    CHeader header = withCode(prototype.name());
    return header == null ? null : Wrapper.compile(header, prototype, libraries);
  }

  private synchronized @Nullable CHeader withCode(String name) {
    return headers.withCode(name);
  }

  /// The functions that are declared here or in the headers.
  ///
  /// @return their names
  public synchronized Set<String> functions() {
    Set<String> functions = new LinkedHashSet<>(declarations().prototypes().keySet());
    functions.addAll(headers.functions());
    return functions;
  }

  /// Whether a name is a declared function, or one of a header.
  ///
  /// @param name the name
  /// @return whether it is one
  public synchronized boolean hasFunction(String name) {
    return declarations().prototypes().containsKey(name) || headers.isFunction(name);
  }

  /// Whether a name is a declared variable, or one of a header.
  ///
  /// @param name the name
  /// @return whether it is one
  public synchronized boolean hasVariable(String name) {
    return declarations().variables().containsKey(name) || headers.isVariable(name);
  }

  /// Whether a name is a macro of a header that declares no function of this name. A symbol of this
  /// name may be anything then, such as the variable that the macro accesses.
  ///
  /// @param name the name
  /// @return whether only a wrapper stands for it
  public synchronized boolean isMacroOnly(String name) {
    return headers.macro(name) != null && !headers.isFunction(name);
  }

  private HeaderConstants constants() {
    HeaderConstants known = constants;
    if (known == null) {
      known = new HeaderConstants(headers, declared, description);
      constants = known;
    }
    return known;
  }

  /// Whether a name is a constant: of an enum, or a macro without arguments.
  ///
  /// @param name the name
  /// @return whether it is one; the macro may turn out not to be constant
  public synchronized boolean hasConstant(String name) {
    return constants().has(name);
  }

  /// The value of an integer constant.
  ///
  /// @param name its name
  /// @return the value; the bits of an unsigned 64-bit constant
  /// @throws IllegalArgumentException if there is none (the message suggests similar names), or it
  ///   is no integer
  public synchronized long constant(String name) {
    return constants().integer(name);
  }

  /// The value of a number.
  ///
  /// @param name the constant's name
  /// @return the value
  /// @throws IllegalArgumentException if there is none, or it is no number
  public synchronized double floatingConstant(String name) {
    return constants().floating(name);
  }

  /// The value of a string.
  ///
  /// @param name the constant's name
  /// @return the value
  /// @throws IllegalArgumentException if there is none, or it is no string
  public synchronized String stringConstant(String name) {
    return constants().string(name);
  }

  /// The value of a number that C casts to a pointer.
  ///
  /// @param name the constant's name
  /// @return the pointer, of length 0
  /// @throws IllegalArgumentException if there is none, or it is no such pointer
  public synchronized MemorySegment pointerConstant(String name) {
    return constants().pointer(name);
  }

  /// The value of a constant of any kind.
  ///
  /// @param name the constant's name
  /// @return a `Long`, a `Double`, a `String` or, for a number as a pointer, a `MemorySegment`;
  ///   empty for a macro that is none of these
  /// @throws IllegalArgumentException if there is no such constant
  public synchronized Optional<Object> constantValue(String name) {
    return Optional.ofNullable(constants().any(name));
  }

  /// Records that a function cannot be called although its prototype was read.
  ///
  /// @param prototype the function
  /// @param reason why not
  public synchronized void reject(CPrototype prototype, String reason) {
    description.unusable(prototype.name(), prototype.toString(), reason);
  }

  /// What was declared and what of the headers was used, in C.
  ///
  /// @return declarations, and comments about what cannot be used
  public synchronized String describe() {
    return description.text(headers.shown());
  }

  /// The declared functions that headers contradict or do not declare.
  ///
  /// @param header the headers
  /// @return one sentence for each
  public List<String> differences(CHeader header) {
    HeaderScope other = new HeaderScope();
    other.add(header);
    List<String> differences = new ArrayList<>();
    for (CPrototype prototype : declarations().prototypes().values()) {
      String difference = other.prototypes.difference(prototype, header);
      if (difference != null) {
        differences.add("function " + prototype.name() + ": " + difference);
      }
    }
    return differences;
  }
}
