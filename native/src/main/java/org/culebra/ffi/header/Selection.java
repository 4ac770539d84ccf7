package org.culebra.ffi.header;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The declarations of a header that were selected so far: with each, those of all types and
/// constants that it uses.
final class Selection {
  private final HeaderIndex index;
  private final BitSet selected = new BitSet();

  /// Those selected since the last call of [#take].
  private final BitSet added = new BitSet();

  private final Deque<HeaderIndex.Entry> open = new ArrayDeque<>();

  Selection(HeaderIndex index) {
    this.index = index;
  }

  /// Adds a declaration, without what it uses.
  void add(HeaderIndex.Entry entry) {
    if (!selected.get(entry.number())) {
      selected.set(entry.number());
      added.set(entry.number());
      open.push(entry);
    }
  }

  /// Adds the types and constants that tokens use.
  void addUsed(HeaderTokens tokens) {
    words(tokens, false);
    close();
  }

  /// The same, where the name of a struct may stand without `struct`.
  void addNamed(HeaderTokens tokens) {
    words(tokens, true);
    close();
  }

  private void close() {
    while (!open.isEmpty()) {
      words(index.tokens(open.pop()), false);
    }
  }

  private void words(HeaderTokens tokens, boolean tagsAlone) {
    boolean afterTag = false;
    for (; !tokens.is(HeaderTokens.END); tokens.next()) {
      if (!tokens.is(HeaderTokens.WORD)) {
        afterTag = false;
        continue;
      }
      String word = tokens.word();
      HeaderIndex.@Nullable Entry entry = afterTag ? index.tags.get(word) : index.used(word);
      if (entry == null && tagsAlone) {
        entry = index.tags.get(word);
      }
      if (entry != null) {
        add(entry);
      }
      afterTag = Word.of(word) == Word.TAG;
    }
  }

  /// What was added since the last call, in the order of the text.
  List<HeaderPart> take() {
    List<HeaderPart> parts = new ArrayList<>();
    added.stream().forEach(number -> parts.add(HeaderPart.of(index, index.entries.get(number))));
    added.clear();
    return parts;
  }
}
