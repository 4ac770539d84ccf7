package org.culebra.ffi.header;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.culebra.array.internal.Suggestions;
import org.culebra.ffi.ctype.CConstant;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CPrototype;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.CVariable;
import org.culebra.ffi.internal.host.ConstantProbe;
import org.jspecify.annotations.Nullable;

/// The declarations of a library: those that its user wrote, and those of its headers that were
/// asked for so far. [org.culebra.ffi.CLibrary] has one.
///
/// Asking for a name selects its declaration and, transitively, those of the types and constants
/// that it uses; they are parsed in the order of the text. A declaration that cannot be parsed is
/// dropped: what uses it cannot be used either, and asking for that states the reason. Of a dropped
/// struct its name remains, so that pointers to it can be passed.
///
/// Thread-safe.
public final class HeaderScope {
  /// The symbol of a compiled wrapper.
  public static final String WRAPPER = Wrapper.SYMBOL;

  /// Addresses below it are special values.
  private static final long SMALL_POINTER = 1 << 16;

  private final List<CHeader> headers = new ArrayList<>();
  private final Map<CHeader, Selection> selections = new HashMap<>();

  /// The declarations already parsed or dropped, as text: several headers may share some.
  private final Set<String> texts = new HashSet<>();

  /// The names that cannot be used, with the reason.
  private final Map<String, String> unusable = new HashMap<>();

  /// The structs of which only pointers can be used, with the reason.
  private final Map<String, String> opaque = new HashMap<>();

  /// The attributes of declared prototypes, by function.
  private final Map<String, Contract> contracts = new HashMap<>();

  private final Description description = new Description();

  /// The prototypes of headers that were asked for.
  private final Map<String, CPrototype> prototypes = new LinkedHashMap<>();

  private CDeclarations declarations = CDeclarations.parse("");

  /// Creates a scope without declarations.
  public HeaderScope() {}

  /// Adds the names of headers.
  ///
  /// @param header the headers
  public synchronized void add(CHeader header) {
    if (!headers.contains(Objects.requireNonNull(header, "header"))) {
      headers.add(header);
      selections.put(header, new Selection(header.index()));
    }
  }

  /// Adds declarations in C, which may use earlier ones and the names of headers.
  ///
  /// @param text prototypes, types and constants
  /// @throws CDeclarationException if the text cannot be parsed; nothing is added then
  public synchronized void declare(String text) {
    select(text);
    extend(text, CDeclarations.parse(text, declarations));
  }

  /// Adds declarations that leave out what a compiler knows; see [CDeclarations#parse(String,
  /// CDeclarations, CDeclarations.Compiler, String...)].
  ///
  /// @param compiler the compiler
  /// @param text prototypes, types and constants
  /// @param names the headers that have the rest
  public synchronized void declare(CDeclarations.Compiler compiler, String text, String... names) {
    select(text);
    extend(text, CDeclarations.parse(text, declarations, compiler, names));
  }

  private void extend(String text, CDeclarations extended) {
    for (CPrototype prototype : extended.prototypes().values()) {
      if (!declarations.prototypes().containsKey(prototype.name())) {
        compare(prototype);
      }
    }
    declarations = extended;
    description.declared(text);
    if (text.contains("[[")) {
      HeaderIndex index = HeaderIndexer.index(text.getBytes(StandardCharsets.UTF_8));
      for (HeaderIndex.Entry entry : index.entries) {
        Contract found = Contract.of(index.text(entry));
        entry.names().forEach(name -> contracts.put(name, found));
      }
    }
  }

  /// What was declared, and what of the headers was asked for except prototypes.
  ///
  /// @return the declarations
  public synchronized CDeclarations declarations() {
    return declarations;
  }

  /// The declarations with those of some names.
  ///
  /// @param names functions, variables, types or constants
  /// @return the declarations
  /// @throws IllegalArgumentException if a name is not declared or cannot be used
  public synchronized CDeclarations declarations(Collection<String> names) {
    StringBuilder functions = new StringBuilder();
    for (String name : names) {
      HeaderIndex.Entry entry = entry(name);
      if (entry != null && entry.kind() == HeaderIndex.Kind.FUNCTION) {
        functions.append(prototype(name)).append(";\n");
      } else {
        require(name);
      }
    }
    return CDeclarations.parse(functions.toString(), declarations);
  }

  /// The prototype of a declared function, or of a function of a header.
  ///
  /// @param name its name
  /// @return the prototype
  /// @throws IllegalArgumentException if the function is not declared (the message suggests similar
  ///   names) or cannot be used (the message has the reason)
  public synchronized CPrototype prototype(String name) {
    CPrototype known = declarations.prototypes().get(name);
    known = known == null ? prototypes.get(name) : known;
    if (known == null) {
      known = headerPrototype(name);
      if (known == null) {
        throw unknown("function", name);
      }
      prototypes.put(name, known);
      description.function(known);
    }
    return known;
  }

  /// A prototype in C, which may use the types of the headers. If they declare the function, it is
  /// compared with their prototype, to which it may add lengths and `const`.
  ///
  /// @param text the prototype
  /// @return the function
  /// @throws CDeclarationException if the text cannot be parsed
  /// @throws IllegalArgumentException if it contradicts the headers
  public synchronized CPrototype function(String text) {
    select(text);
    CPrototype prototype = CDeclarations.function(text, declarations);
    compare(prototype);
    if (text.contains("[[")) {
      description.function(prototype, text);
    } else {
      description.function(prototype);
    }
    return prototype;
  }

  /// The declarations with everything that a text uses.
  ///
  /// @param text a type or a declaration in C
  /// @return the declarations
  public synchronized CDeclarations declarationsFor(String text) {
    select(text);
    return declarations;
  }

  /// A struct or union by its tag or `typedef` name.
  ///
  /// @param name its name
  /// @return the type
  /// @throws IllegalArgumentException if it is not declared or cannot be used
  public synchronized CType.Struct struct(String name) {
    select(name);
    String tag = name.replaceFirst("^(struct|union)\\s+", "");
    String reason = opaque.getOrDefault(tag, unusable.get(tag));
    if (reason != null) {
      throw new IllegalArgumentException("the struct '" + tag + "' cannot be used: " + reason);
    }
    return declarations.struct(name);
  }

  /// Compiles a function that evaluates a macro or calls an inline function of a header.
  ///
  /// @param prototype the function, as the user or the header declares it
  /// @param library the path of the library that the wrapped code needs; null for none
  /// @return a library with the symbol [#WRAPPER]; null if no header defines the name
  /// @throws IllegalArgumentException if the compiler rejects the prototype
  public @Nullable Path wrapper(CPrototype prototype, @Nullable String library) {
    CHeader header = definedIn(prototype.name());
    return header == null ? null : Wrapper.compile(header, prototype, library);
  }

  private synchronized @Nullable CHeader definedIn(String name) {
    for (CHeader header : headers) {
      HeaderIndex index = header.index();
      if (index.bodies.containsKey(name) || index.macros.containsKey(name)) {
        return header;
      }
    }
    return null;
  }

  /// The functions that are declared here or in the headers.
  ///
  /// @return their names
  public synchronized Set<String> functions() {
    Set<String> functions = new LinkedHashSet<>(declarations.prototypes().keySet());
    headers.forEach(header -> functions.addAll(header.functions()));
    return functions;
  }

  /// What the declaration of a function says in attributes.
  ///
  /// @param name the function
  /// @return its contract
  public synchronized Contract contract(String name) {
    return contracts.getOrDefault(name, Contract.NONE);
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
    return description.text(headersShown());
  }

  /// Whether a name is a declared function, or one of a header.
  ///
  /// @param name the name
  /// @return whether it is one
  public synchronized boolean hasFunction(String name) {
    HeaderIndex.Entry entry = entry(name);
    return declarations.prototypes().containsKey(name)
        || entry != null && entry.kind() == HeaderIndex.Kind.FUNCTION;
  }

  /// Whether a name is a constant: of an enum, or a macro without arguments.
  ///
  /// @param name the name
  /// @return whether it is one; the macro may turn out not to be constant
  public synchronized boolean hasConstant(String name) {
    select(name);
    HeaderIndex.Macro macro = macro(name);
    return declarations.constants().containsKey(name) || macro != null && !macro.isFunctionLike();
  }

  /// The value of an integer constant.
  ///
  /// @param name its name
  /// @return the value; the bits of an unsigned 64-bit constant
  /// @throws IllegalArgumentException if there is none (the message suggests similar names), or it
  ///   is no integer
  public synchronized long constant(String name) {
    select(name);
    CConstant known = declarations.constants().get(name);
    if (known != null) {
      return known.value();
    }
    ConstantProbe.Value value = value(name);
    boolean isInteger =
        switch (value.kind()) {
          case SIGNED, UNSIGNED -> true;
          case POINTER -> Math.abs(value.bits()) < SMALL_POINTER; // such as (void *)-1
          case FLOATING, STRING, ADDRESS, NONE -> false;
        };
    if (!isInteger) {
      throw notConstant("an integer", name, value);
    }
    return value.bits();
  }

  /// The value of a number.
  ///
  /// @param name the constant's name
  /// @return the value
  /// @throws IllegalArgumentException if there is none, or it is no number
  public synchronized double floatingConstant(String name) {
    select(name);
    CConstant known = declarations.constants().get(name);
    if (known != null) {
      return known.value();
    }
    ConstantProbe.Value value = value(name);
    return switch (value.kind()) {
      case FLOATING -> Double.longBitsToDouble(value.bits());
      case SIGNED -> value.bits();
      case UNSIGNED -> value.bits() >= 0 ? value.bits() : (value.bits() >>> 1) * 2.0;
      case POINTER, ADDRESS, STRING, NONE -> throw notConstant("a number", name, value);
    };
  }

  /// The value of a string.
  ///
  /// @param name the constant's name
  /// @return the value
  /// @throws IllegalArgumentException if there is none, or it is no string
  public synchronized String stringConstant(String name) {
    ConstantProbe.Value value = value(name);
    if (value.kind() != ConstantProbe.Kind.STRING || value.text() == null) {
      throw notConstant("a string", name, value);
    }
    return value.text();
  }

  private ConstantProbe.Value value(String name) {
    for (CHeader header : headers) {
      HeaderIndex.Macro macro = header.index().macros.get(name);
      if (macro != null && macro.isFunctionLike()) {
        throw new IllegalArgumentException(
            "expected a constant but found the macro '"
                + name
                + "' with parameters: give its prototype to function(...)");
      }
      if (macro != null) {
        ConstantProbe.Value value = header.values().of(macro);
        if (value.kind() != ConstantProbe.Kind.NONE) {
          description.constant(macro);
        }
        return value;
      }
    }
    requireUsable(name);
    throw unknown("constant", name);
  }

  private HeaderIndex.@Nullable Macro macro(String name) {
    for (CHeader header : headers) {
      HeaderIndex.Macro macro = header.index().macros.get(name);
      if (macro != null) {
        return macro;
      }
    }
    return null;
  }

  private IllegalArgumentException notConstant(
      String expected, String name, ConstantProbe.Value value) {
    HeaderIndex.Macro macro = macro(name);
    String found =
        switch (value.kind()) {
          case FLOATING -> "the number " + Double.longBitsToDouble(value.bits());
          case SIGNED -> "the integer " + value.bits();
          case UNSIGNED -> "the integer " + Long.toUnsignedString(value.bits());
          case STRING -> "the string \"" + value.text() + '"';
          case POINTER, ADDRESS -> "a pointer";
          case NONE -> "no constant: " + value.text();
        };
    String other =
        value.kind() == ConstantProbe.Kind.NONE
            ? "\nAn expression is evaluated by a function: function(\"int %s(void)\")"
                .formatted(name)
            : "";
    return new IllegalArgumentException(
        "expected %s but found %s: #define %s %s%s"
            .formatted(expected, found, name, macro == null ? "" : macro.body(), other));
  }

  private void require(String name) {
    select(name);
    HeaderIndex.Entry entry = entry(name);
    if (entry != null && entry.kind() == HeaderIndex.Kind.VARIABLE) {
      selectVariable(name);
    }
    requireUsable(name);
    if (entry == null) {
      throw unknown("name", name);
    }
  }

  private void requireUsable(String name) {
    String reason = unusable.get(name);
    if (reason != null) {
      throw new IllegalArgumentException("'" + name + "' cannot be used: " + reason);
    }
  }

  /// A global variable.
  ///
  /// @param name its name
  /// @return the variable
  /// @throws IllegalArgumentException if it is not declared (the message suggests similar names) or
  ///   cannot be used (the message has the reason)
  public synchronized CVariable variable(String name) {
    if (!declarations.variables().containsKey(name)) {
      if (entry(name) != null) {
        require(name);
      } else if (!headers.isEmpty()) {
        throw unknown("variable", name);
      }
    }
    return declarations.variable(name);
  }

  private void selectVariable(String name) {
    for (CHeader header : headers) {
      HeaderIndex.Entry entry = header.index().names.get(name);
      if (entry != null) {
        Selection selection = selection(header);
        selection.addUsed(header.index().tokens(entry));
        selection.add(entry);
        parse(selection.take());
      }
    }
  }

  private Selection selection(CHeader header) {
    return Objects.requireNonNull(selections.get(header), "a header of this scope");
  }

  private HeaderIndex.@Nullable Entry entry(String name) {
    for (CHeader header : headers) {
      HeaderIndex.Entry entry = header.index().names.get(name);
      entry = entry == null ? header.index().tags.get(name) : entry;
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  /// Adds what the words of a text name, as types or constants.
  private void select(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (CHeader header : headers) {
      Selection selection = selection(header);
      selection.addNamed(new HeaderTokens(bytes, 0, bytes.length, (_, _) -> {}));
      parse(selection.take());
    }
  }

  private @Nullable CPrototype headerPrototype(String name) {
    for (CHeader header : headers) {
      HeaderIndex.Entry entry = header.index().names.get(name);
      if (entry != null && entry.names().contains(name)) {
        return prototype(header, entry, name);
      }
    }
    HeaderIndex.Macro macro = macro(name);
    if (macro == null || macro.isFunctionLike()) {
      return null;
    }
    HeaderIndex.Entry alias = entry(macro.body());
    boolean isFunction = alias != null && alias.names().contains(macro.body());
    return isFunction ? headerPrototype(macro.body()) : null;
  }

  private CPrototype prototype(CHeader header, HeaderIndex.Entry entry, String name) {
    Selection selection = selection(header);
    selection.addUsed(header.index().tokens(entry));
    parse(selection.take());
    String text = header.index().text(entry);
    try {
      return entry.names().size() == 1
          ? CDeclarations.function(text, declarations)
          : CDeclarations.parse(text + ";", declarations).prototype(name);
    } catch (CDeclarationException e) {
      String reason = reason(header.index(), entry, e);
      description.unusable(name, text, reason);
      throw new IllegalArgumentException(
          "the function '%s' of %s cannot be used: %s\n  %s".formatted(name, header, reason, text),
          e);
    }
  }

  /// Rejects a prototype that contradicts the one of a header.
  private void compare(CPrototype prototype) {
    CPrototype known = headerPrototype(prototype.name());
    if (known == null) {
      return;
    }
    String difference = Contradiction.between(known, prototype);
    if (difference != null) {
      throw new IllegalArgumentException(
          "the prototype contradicts the header: %s\n  expected %s\n  but found %s"
              .formatted(difference, known, prototype));
    }
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
      String difference = other.difference(prototype, header);
      if (difference != null) {
        differences.add("function " + prototype.name() + ": " + difference);
      }
    }
    return differences;
  }

  private synchronized @Nullable String difference(CPrototype prototype, CHeader header) {
    try {
      CPrototype known = headerPrototype(prototype.name());
      if (known == null) {
        boolean isMacro = header.index().macros.containsKey(prototype.name());
        return isMacro ? null : "not declared in " + header;
      }
      String difference = Contradiction.between(known, prototype);
      return difference == null
          ? null
          : "declared as '%s' but %s has '%s'".formatted(prototype, header, known);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private IllegalArgumentException unknown(String kind, String name) {
    Set<String> names = new LinkedHashSet<>(declarations.prototypes().keySet());
    names.addAll(declarations.constants().keySet());
    headers.forEach(header -> names.addAll(header.index().names.keySet()));
    headers.forEach(header -> names.addAll(header.index().macros.keySet()));
    names.remove(name); // of another kind
    String where =
        headers.isEmpty() ? "" : ", which is not in " + String.join(", ", headersShown());
    return new IllegalArgumentException(
        "expected a declared %s but found '%s'%s%s"
            .formatted(kind, name, where, Suggestions.hint(name, names)));
  }

  private List<String> headersShown() {
    return headers.stream().map(CHeader::toString).toList();
  }

  /// Parses what was selected. If a declaration fails, those before it are parsed without it, it is
  /// dropped, and those after it follow.
  private void parse(List<HeaderPart> selected) {
    List<HeaderPart> parts = selected.stream().filter(part -> texts.add(part.text())).toList();
    int from = 0;
    int to = parts.size();
    while (from < parts.size()) {
      HeaderText text = HeaderText.of(parts.subList(from, to));
      try {
        declarations = CDeclarations.parse(text.text(), declarations);
        parts.subList(from, to).forEach(part -> description.type(part.text()));
        from = to;
        to = parts.size();
      } catch (CDeclarationException e) {
        int failed = to - from == 1 ? 0 : text.part(e.line());
        if (failed > 0) {
          to = from + failed;
          continue;
        }
        drop(parts.get(from), e);
        from++;
        to = parts.size();
      }
    }
  }

  /// Records why a declaration cannot be used, and declares what can be said without its members.
  private void drop(HeaderPart part, CDeclarationException problem) {
    String reason = reason(part.index(), part.entry(), problem);
    String rest = part.withoutMembers();
    boolean isOpaque = false;
    if (rest != null) {
      try {
        declarations = CDeclarations.parse(rest, declarations);
        isOpaque = true;
      } catch (CDeclarationException e) {
        problem.addSuppressed(e);
      }
    }
    description.unusable(part.text(), reason);
    Map<String, String> where = isOpaque ? opaque : unusable;
    part.entry().names().forEach(name -> where.put(name, reason));
    part.index().namesOf(part.entry()).forEach(name -> where.put(name, reason));
  }

  /// The reason for which a declaration cannot be used: that of the first name in it that cannot,
  /// otherwise the parser's.
  private String reason(HeaderIndex index, HeaderIndex.Entry entry, CDeclarationException problem) {
    HeaderTokens tokens = index.tokens(entry);
    for (; !tokens.is(HeaderTokens.END); tokens.next()) {
      String name = tokens.is(HeaderTokens.WORD) ? tokens.word() : "";
      String known = entry.names().contains(name) ? null : unusable.get(name);
      if (known != null) {
        return known.startsWith("it uses '") ? known : "it uses '" + name + "': " + known;
      }
    }
    return problem.problem();
  }
}
