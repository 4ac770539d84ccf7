package org.culebra.ffi.header;

import java.util.HashMap;
import java.util.Map;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CPrototype;
import org.jspecify.annotations.Nullable;

/// The prototypes of functions: the headers', and those that users give, which are compared with
/// the headers'.
final class HeaderPrototypes {
  private final HeaderList headers;
  private final DeclaredNames declared;
  private final Description description;

  /// The prototypes of headers that were asked for.
  private final Map<String, CPrototype> used = new HashMap<>();

  HeaderPrototypes(HeaderList headers, DeclaredNames declared, Description description) {
    this.headers = headers;
    this.declared = declared;
    this.description = description;
  }

  CPrototype byName(String name) {
    CPrototype known = declared.declarations().prototypes().get(name);
    known = known == null ? used.get(name) : known;
    if (known == null) {
      known = ofHeader(name);
      if (known == null) {
        throw unknown(name);
      }
      used.put(name, known);
      description.function(known);
    }
    return known;
  }

  private IllegalArgumentException unknown(String name) {
    HeaderList.Found<HeaderIndex.Macro> macro = headers.macro(name);
    if (macro == null) {
      return declared.unknown("function", name);
    }
    String prototype = "int " + name + "(...)";
    return new IllegalArgumentException(
        ("expected a declared function but found '%s', a macro of %s, which has no types: state its"
                + " prototype, by function(\"%s\") or, also for interfaces, by"
                + " declare(\"%s;\"), with its types")
            .formatted(name, macro.header(), prototype, prototype));
  }

  /// A prototype in C.
  CPrototype parse(String text) {
    declared.select(text);
    CPrototype prototype = CDeclarations.function(text, declared.declarations());
    compare(prototype);
    description.contract(prototype);
    return prototype;
  }

  /// Rejects a prototype that contradicts the one of a header.
  void compare(CPrototype prototype) {
    if (headers.isEmpty()) {
      return;
    }
    CPrototype known = ofHeader(prototype.name());
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

  /// How a prototype differs from that of a header, in one sentence; `null` if it does not.
  @Nullable String difference(CPrototype prototype, CHeader header) {
    try {
      CPrototype known = ofHeader(prototype.name());
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

  /// The prototype of a header, also if a macro is another name of the function.
  private @Nullable CPrototype ofHeader(String name) {
    HeaderList.Found<HeaderIndex.Entry> found = headers.declared(name);
    if (found != null) {
      return parsed(found.header(), found.value(), name);
    }
    HeaderList.Found<HeaderIndex.Macro> macro = headers.macro(name);
    if (macro == null || macro.value().isFunctionLike()) {
      return null;
    }
    String body = macro.value().body();
    return headers.declared(body) == null ? null : ofHeader(body);
  }

  private CPrototype parsed(CHeader header, HeaderIndex.Entry entry, String name) {
    declared.selectUsed(header, entry);
    String text = header.index().text(entry);
    try {
      return entry.names().size() == 1
          ? CDeclarations.function(text, declared.declarations())
          : CDeclarations.parse(text + ";", declared.declarations()).prototype(name);
    } catch (CDeclarationException e) {
      String reason = declared.reason(header.index(), entry, e);
      description.unusable(name, text, reason);
      throw new IllegalArgumentException(
          "the function '%s' of %s cannot be used: %s\n  %s".formatted(name, header, reason, text),
          e);
    }
  }
}
