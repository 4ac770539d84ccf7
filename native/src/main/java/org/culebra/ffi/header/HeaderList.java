package org.culebra.ffi.header;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The headers of a library. A name is that of the first header which has it.
final class HeaderList {
  /// What a name is in one header; `null` if it is nothing there.
  @FunctionalInterface
  interface Lookup<T> {
    @Nullable T in(HeaderIndex index);
  }

  /// What a name is.
  ///
  /// @param header where it was found
  record Found<T>(CHeader header, T value) {}

  private final List<CHeader> headers = new ArrayList<>();

  /// Adds a header, once.
  void add(CHeader header) {
    if (!headers.contains(header)) {
      headers.add(header);
    }
  }

  private <T> @Nullable Found<T> find(Lookup<T> lookup) {
    for (CHeader header : headers) {
      T value = lookup.in(header.index());
      if (value != null) {
        return new Found<>(header, value);
      }
    }
    return null;
  }

  /// A function, a variable, a type, or the enum of a constant.
  @Nullable Found<HeaderIndex.Entry> entry(String name) {
    return find(index -> {
      HeaderIndex.Entry entry = index.names.get(name);
      return entry == null ? index.tags.get(name) : entry;
    });
  }

  /// A function or a variable, or the first `typedef` of this name.
  @Nullable Found<HeaderIndex.Entry> declared(String name) {
    return find(index -> {
      HeaderIndex.Entry entry = index.names.get(name);
      return entry != null && entry.names().contains(name) ? entry : null;
    });
  }

  @Nullable Found<HeaderIndex.Macro> macro(String name) {
    return find(index -> index.macros.get(name));
  }

  /// The header that has code for a name: a macro, or a function with a body.
  @Nullable CHeader withCode(String name) {
    Found<Object> found =
        find(index -> {
          HeaderIndex.Entry body = index.bodies.get(name);
          return body == null ? index.macros.get(name) : body;
        });
    return found == null ? null : found.header();
  }

  boolean isFunction(String name) {
    return is(HeaderIndex.Kind.FUNCTION, name);
  }

  boolean isVariable(String name) {
    return is(HeaderIndex.Kind.VARIABLE, name);
  }

  private boolean is(HeaderIndex.Kind kind, String name) {
    Found<HeaderIndex.Entry> found = entry(name);
    return found != null && found.value().kind() == kind;
  }

  Set<String> functions() {
    Set<String> functions = new LinkedHashSet<>();
    headers.forEach(header -> functions.addAll(header.functions()));
    return functions;
  }

  /// All names, also those of macros.
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    headers.forEach(header -> names.addAll(header.index().names.keySet()));
    headers.forEach(header -> names.addAll(header.index().macros.keySet()));
    return names;
  }

  /// The headers as messages show them: `<zlib.h>`.
  List<String> shown() {
    return headers.stream().map(CHeader::toString).toList();
  }

  boolean isEmpty() {
    return headers.isEmpty();
  }

  List<CHeader> all() {
    return headers;
  }
}
