package org.culebra.ffi.header;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.culebra.array.internal.Suggestions;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.CVariable;
import org.culebra.ffi.ctype.DataModel;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// What has been declared so far: the user's declarations, and those of headers that were asked
/// for, with all types and constants that they use.
///
/// They are parsed in the order of the text. A declaration that cannot be parsed is dropped: what
/// uses it cannot be used either, and asking for that states the reason. Of a dropped struct its
/// name remains, so that pointers to it can be passed.
final class DeclaredNames {
  private final HeaderList headers;
  private final Description description;
  private final Map<CHeader, Selection> selections = new HashMap<>();

  /// The declarations already parsed or dropped, as text: several headers may share some.
  private final Set<String> texts = new HashSet<>();

  /// The names that cannot be used, with the reason.
  private final Map<String, String> unusable = new HashMap<>();

  /// The structs of which only pointers can be used, with the reason.
  private final Map<String, String> opaque = new HashMap<>();

  private CDeclarations declarations = CDeclarations.empty(DataModel.host());

  DeclaredNames(HeaderList headers, Description description) {
    this.headers = headers;
    this.description = description;
  }

  CDeclarations declarations() {
    return declarations;
  }

  /// Replaces the declarations by others that contain them.
  void extend(CDeclarations extended) {
    declarations = extended;
  }

  /// Adds what the words of a text name, as types or constants.
  void select(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (CHeader header : headers.all()) {
      Selection selection = selection(header);
      selection.addNamed(new HeaderTokens(bytes, 0, bytes.length, (_, _) -> {}));
      parse(selection.take());
    }
  }

  /// Adds what a declaration of a header uses, without itself.
  void selectUsed(CHeader header, HeaderIndex.Entry entry) {
    Selection selection = selection(header);
    selection.addUsed(header.index().tokens(entry));
    parse(selection.take());
  }

  private Selection selection(CHeader header) {
    Selection selection = selections.get(header);
    if (selection == null) {
      selection = new Selection(header.index());
      selections.put(header, selection);
    }
    return selection;
  }

  /// Adds what a name of the headers stands for, other than a function.
  ///
  /// @throws IllegalArgumentException if there is none, or it cannot be used
  void require(String name) {
    select(name);
    HeaderList.Found<HeaderIndex.Entry> found = headers.entry(name);
    if (found != null && found.value().kind() == HeaderIndex.Kind.VARIABLE) {
      Selection selection = selection(found.header());
      selection.addUsed(found.header().index().tokens(found.value()));
      selection.add(found.value());
      parse(selection.take());
    }
    requireUsable(name);
    if (found == null) {
      throw unknown("name", name);
    }
  }

  void requireUsable(String name) {
    String reason = unusable.get(name);
    if (reason != null) {
      throw new IllegalArgumentException("'" + name + "' cannot be used: " + reason);
    }
  }

  StructType struct(String name) {
    select(name);
    String tag = name.replaceFirst("^(struct|union)\\s+", "");
    String reason = opaque.getOrDefault(tag, unusable.get(tag));
    if (reason != null) {
      throw new IllegalArgumentException("the struct '" + tag + "' cannot be used: " + reason);
    }
    return declarations.struct(name);
  }

  CVariable variable(String name) {
    if (!declarations.variables().containsKey(name)) {
      if (headers.entry(name) != null) {
        require(name);
      } else if (!headers.isEmpty()) {
        throw unknown("variable", name);
      }
    }
    return declarations.variable(name);
  }

  /// The variable that a text declares, which may use the declared types.
  CVariable declaredVariable(String text) {
    select(text);
    String whole = text.strip().endsWith(";") ? text : text + ";";
    Map<String, CVariable> found =
        new LinkedHashMap<>(CDeclarations.parse(whole, declarations).variables());
    found.keySet().removeAll(declarations.variables().keySet());
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "expected the declaration of one variable but found " + found.size() + ": " + text);
    }
    return found.values().iterator().next();
  }

  /// The function type with this `typedef` name.
  FunctionType functionType(String name) {
    select(name);
    CType named = declarations.typedefs().get(name);
    Optional<FunctionType> type = named == null ? Optional.empty() : named.asFunction();
    if (type.isPresent()) {
      return type.get();
    }
    List<String> others =
        declarations.typedefs().entrySet().stream()
            .filter(other -> other.getValue().asFunction().isPresent())
            .map(Map.Entry::getKey)
            .toList();
    String found = named == null ? "" : ", which is " + named;
    throw new IllegalArgumentException(
        "expected the name of a function type but found '%s'%s%s"
            .formatted(name, found, Suggestions.hint(name, others)));
  }

  /// Parses what was selected.
  private void parse(List<HeaderPart> selected) {
    CDeclarations.Builder builder = null;
    for (HeaderPart part : selected) {
      if (texts.add(part.text())) {
        builder = builder == null ? CDeclarations.builder(declarations) : builder;
        add(part, builder);
      }
    }
    declarations = builder == null ? declarations : builder.build();
  }

  private void add(HeaderPart part, CDeclarations.Builder builder) {
    try {
      builder.add(part.source());
      description.type(part.text());
    } catch (CDeclarationException e) {
      drop(part, builder, e);
    }
  }

  /// Records why a declaration cannot be used, and declares what can be said without its members.
  private void drop(HeaderPart part, CDeclarations.Builder builder, CDeclarationException problem) {
    String reason = reason(part.index(), part.entry(), problem);
    boolean isOpaque = addWithoutMembers(part, builder);
    description.unusable(part.text(), reason);
    Map<String, String> where = isOpaque ? opaque : unusable;
    part.entry().names().forEach(name -> where.put(name, reason));
    part.index().namesOf(part.entry()).forEach(name -> where.put(name, reason));
  }

  private static boolean addWithoutMembers(HeaderPart part, CDeclarations.Builder builder) {
    String rest = part.withoutMembers();
    if (rest == null) {
      return false;
    }
    try {
      builder.add(rest);
      return true;
    } catch (CDeclarationException e) {
      return false; // the reason is that of the whole
    }
  }

  /// The reason for which a declaration cannot be used: that of the first name in it that cannot,
  /// otherwise the parser's.
  String reason(HeaderIndex index, HeaderIndex.Entry entry, CDeclarationException problem) {
    HeaderTokens tokens = index.tokens(entry);
    for (; !tokens.is(HeaderTokens.END); tokens.next()) {
      String name = tokens.is(HeaderTokens.WORD) ? tokens.word() : "";
      @Nullable String known = entry.names().contains(name) ? null : unusable.get(name);
      if (known != null) {
        return known.startsWith("it uses '") ? known : "it uses '" + name + "': " + known;
      }
    }
    return problem.problem();
  }

  /// A name that is not there, with a similar one.
  IllegalArgumentException unknown(String kind, String name) {
    Set<String> names = new LinkedHashSet<>(declarations.prototypes().keySet());
    names.addAll(declarations.constants().keySet());
    names.addAll(headers.names());
    names.remove(name); // of another kind
    String where =
        headers.isEmpty() ? "" : ", which is not in " + String.join(", ", headers.shown());
    return new IllegalArgumentException(
        "expected a declared %s but found '%s'%s%s"
            .formatted(kind, name, where, Suggestions.hint(name, names)));
  }
}
