package org.culebra.ffi.header;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.culebra.ffi.internal.host.Preprocessor;
import org.jspecify.annotations.Nullable;

/// The external declarations of preprocessed text and the names that they declare. Nothing is laid
/// out or checked. Filled by [HeaderIndexer], read-only afterwards.
final class HeaderIndex {
  /// One external declaration.
  ///
  /// @param number its position among all
  /// @param start its first byte
  /// @param end the byte after it, without a final `;` or function body
  /// @param kind what it declares
  /// @param names the names of its declarators
  /// @param inner the tags and constants that it defines
  /// @param hasBody whether it defines a function, such as an inline one
  /// @param pack the alignment set by `#pragma pack`, 0 for none
  /// @param file where it is
  record Entry(
      int number,
      int start,
      int end,
      Kind kind,
      List<String> names,
      List<String> inner,
      boolean hasBody,
      int pack,
      String file) {}

  /// What a declaration declares.
  enum Kind {
    TYPEDEF,
    FUNCTION,
    VARIABLE,
    /// Only a struct, union or enum.
    TAG
  }

  /// A macro, as its `#define` line has it.
  ///
  /// @param name its name
  /// @param isFunctionLike whether it takes arguments
  /// @param body its replacement
  /// @param file where it is defined
  record Macro(String name, boolean isFunctionLike, String body, String file) {}

  private final byte[] text;
  final List<Entry> entries = new ArrayList<>();

  /// Functions, variables, types and enum constants.
  final Map<String, Entry> names = new LinkedHashMap<>();

  /// The definitions of structs, unions and enums.
  final Map<String, Entry> tags = new HashMap<>();

  /// The entries that define functions with a body.
  final Map<String, Entry> bodies = new HashMap<>();

  final Map<String, Macro> macros = new LinkedHashMap<>();

  HeaderIndex(byte[] text) {
    this.text = text;
  }

  String digest() {
    return Preprocessor.digest(text);
  }

  HeaderTokens tokens(Entry entry) {
    return new HeaderTokens(text, entry.start, entry.end, (_, _) -> {});
  }

  /// The declaration on one line, without a final semicolon and without directives that stand in
  /// it.
  String text(Entry entry) {
    String all = new String(text, entry.start, entry.end - entry.start, StandardCharsets.UTF_8);
    if (all.indexOf('\n') < 0) {
      return all;
    }
    StringBuilder line = new StringBuilder(all.length());
    all.lines()
        .filter(part -> !part.startsWith("#"))
        .forEach(part -> line.append(line.isEmpty() ? "" : " ").append(part.strip()));
    return line.toString();
  }

  /// The entry that declares the name as a type or an enum constant, which other declarations may
  /// use.
  @Nullable Entry used(String name) {
    Entry entry = names.get(name);
    boolean isType = entry != null && (entry.kind == Kind.TYPEDEF || !entry.names.contains(name));
    return isType ? entry : null;
  }

  /// The tags and constants that an entry is the first to define.
  List<String> namesOf(Entry entry) {
    return entry.inner.stream()
        .filter(name -> isFirst(entry, tags.get(name)) || isFirst(entry, names.get(name)))
        .toList();
  }

  private static boolean isFirst(Entry entry, @Nullable Entry first) {
    return first != null && first.number == entry.number;
  }
}
