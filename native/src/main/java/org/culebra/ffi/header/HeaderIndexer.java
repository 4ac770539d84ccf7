package org.culebra.ffi.header;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Splits preprocessed text into its external declarations in one pass and finds the names that
/// each declares. It knows as much of C's grammar (C11 6.7, 6.9) as that takes, and accepts
/// whatever is between.
final class HeaderIndexer {
  private static final Pattern PACK = Pattern.compile("pragma\\s+pack\\s*\\(([^)]*)\\).*");

  /// Types nested deeper are not indexed.
  private static final int MOST_NESTING = 200;

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  private final byte[] text;
  private final HeaderIndex index;
  private final HeaderTokens tokens;
  private final Deque<Integer> packs = new ArrayDeque<>();
  private int pack;
  private int nesting;
  private String file = "";

  // the declaration being read
  private int start;
  private HeaderIndex.Kind kind = HeaderIndex.Kind.TAG;
  private boolean declares;
  private final List<String> declared = new ArrayList<>();
  private final List<String> tags = new ArrayList<>();
  private final List<String> constants = new ArrayList<>();

  private HeaderIndexer(byte[] text) {
    this.text = text;
    this.index = new HeaderIndex(text);
    this.tokens = new HeaderTokens(text, 0, text.length, this::directive);
  }

  /// @param text the output of the preprocessor
  static HeaderIndex index(byte[] text) {
    HeaderIndexer indexer = new HeaderIndexer(text);
    while (!indexer.tokens.is(HeaderTokens.END)) {
      indexer.external();
    }
    return indexer.index;
  }

  private void external() {
    start = tokens.start();
    kind = HeaderIndex.Kind.TAG;
    declares = true;
    declared.clear();
    tags.clear();
    constants.clear();
    boolean isTypedef = false;
    boolean hasType = false;
    while (true) {
      switch (tokens.kind()) {
        case HeaderTokens.END -> {
          return;
        }
        case ';' -> {
          add(tokens.start(), false);
          tokens.next();
          return;
        }
        case '*', '(' -> {
          declarators(isTypedef);
          return;
        }
        case '[', '{' -> tokens.skipGroup();
        case HeaderTokens.WORD -> {
          Word word = Word.of(tokens.word());
          if (word == Word.NAME && hasType) {
            declarators(isTypedef);
            return;
          }
          isTypedef |= word == Word.TYPEDEF;
          hasType |= word == Word.NAME || word == Word.TYPE || word == Word.TAG;
          hasType |= word == Word.TYPE_GROUP;
          declares &= word != Word.ASSERTION;
          specifier(word);
        }
        default -> tokens.next();
      }
    }
  }

  /// Moves behind a specifier.
  private void specifier(Word word) {
    switch (word) {
      case TAG -> tagged();
      case QUALIFIER_GROUP, TYPE_GROUP, ASSERTION -> group();
      default -> tokens.next();
    }
  }

  /// Moves behind a word and the group after it, if there is one: `_Atomic` may have none, and asm
  /// takes `volatile`.
  private void group() {
    tokens.next();
    while (tokens.is(HeaderTokens.WORD) && Word.of(tokens.word()) == Word.QUALIFIER) {
      tokens.next();
    }
    if (tokens.is('(')) {
      tokens.skipGroup();
    }
  }

  /// A struct, union or enum, with or without a body.
  private void tagged() {
    boolean isEnum = tokens.word().equals("enum");
    @Nullable String tag = null;
    tokens.next();
    while (tokens.is(HeaderTokens.WORD) || tokens.is('[') && tag == null) {
      Word word = tokens.is('[') ? Word.QUALIFIER : Word.of(tokens.word());
      if (tokens.is('[')) {
        tokens.skipGroup();
      } else if (word == Word.QUALIFIER_GROUP || word == Word.QUALIFIER) {
        specifier(word);
      } else if (tag == null && word == Word.NAME) {
        tag = tokens.word();
        tokens.next();
      } else {
        break;
      }
    }
    while (isEnum && tokens.is(':')) { // C23: an underlying type
      tokens.next();
      while (tokens.is(HeaderTokens.WORD)) {
        tokens.next();
      }
    }
    if (tokens.is('{')) {
      if (tag != null) {
        tags.add(tag);
      }
      tokens.next();
      nesting++;
      body(isEnum);
      nesting--;
    }
  }

  /// The members of a struct or the constants of an enum, up to and with the closing brace.
  private void body(boolean isEnum) {
    boolean first = isEnum;
    int depth = 0;
    while (!tokens.is(HeaderTokens.END)) {
      switch (tokens.kind()) {
        case '{', '(' -> depth++;
        case ')' -> depth--;
        case '}' -> {
          if (depth-- == 0) {
            tokens.next();
            return;
          }
        }
        case ',' -> {
          first = isEnum && depth == 0;
          tokens.next();
          continue;
        }
        case HeaderTokens.WORD -> {
          int length = tokens.end() - tokens.start();
          if (first) {
            constants.add(tokens.word());
          } else if (nesting < MOST_NESTING
              && length >= 4
              && length <= 6
              && Word.of(tokens.word()) == Word.TAG) {
            tagged();
            continue;
          }
        }
        default -> {}
      }
      first = false;
      tokens.next();
    }
  }

  private void declarators(boolean isTypedef) {
    boolean isFunction = false;
    while (true) {
      isFunction |= declarator();
      kind =
          isTypedef
              ? HeaderIndex.Kind.TYPEDEF
              : isFunction ? HeaderIndex.Kind.FUNCTION : HeaderIndex.Kind.VARIABLE;
      int end = restOfDeclarator();
      if (tokens.is('{')) {
        tokens.skipGroup();
        add(end, true);
        return;
      }
      if (!tokens.is(',')) {
        add(end, false);
        tokens.next();
        return;
      }
      tokens.next();
    }
  }

  /// Moves behind the name and the parentheses around it; returns whether a function is declared.
  private boolean declarator() {
    int open = 0;
    boolean isPointer = false;
    while (true) {
      if (tokens.is('*') || tokens.is('^')) {
        isPointer |= open > 0;
        tokens.next();
      } else if (tokens.is('(')) {
        open++;
        tokens.next();
      } else if (tokens.is('[')) {
        tokens.skipGroup(); // an attribute
      } else if (tokens.is(HeaderTokens.WORD)) {
        Word word = Word.of(tokens.word());
        if (word == Word.NAME) {
          declared.add(tokens.word());
          tokens.next();
          break;
        }
        specifier(word);
      } else {
        return false;
      }
    }
    boolean isFunction = tokens.is('(');
    for (; open > 0 && !tokens.is(HeaderTokens.END); open--) {
      while (tokens.is('(') || tokens.is('[')) {
        tokens.skipGroup();
      }
      if (tokens.is(')')) {
        tokens.next();
      }
      isFunction |= tokens.is('(') && !isPointer;
    }
    return isFunction;
  }

  /// Moves to the `,`, `;` or function body after a declarator; returns the end of the declaration.
  private int restOfDeclarator() {
    boolean hasValue = false;
    int end = tokens.start();
    while (true) {
      switch (tokens.kind()) {
        case ',', ';', HeaderTokens.END -> {
          return hasValue ? end : tokens.start();
        }
        case '=' -> {
          end = hasValue ? end : tokens.start();
          hasValue = true;
          tokens.next();
        }
        case '{' -> {
          if (!hasValue) {
            return tokens.start();
          }
          tokens.skipGroup();
        }
        case '(', '[' -> tokens.skipGroup();
        default -> tokens.next();
      }
    }
  }

  private void add(int end, boolean hasBody) {
    boolean isEmpty = declared.isEmpty() && tags.isEmpty() && constants.isEmpty();
    if (!declares || isEmpty) {
      return;
    }
    List<String> inner = new ArrayList<>(tags);
    inner.addAll(constants);
    HeaderIndex.Entry entry =
        new HeaderIndex.Entry(
            index.entries.size(),
            start,
            end,
            kind,
            List.copyOf(declared),
            inner.isEmpty() ? List.of() : List.copyOf(inner),
            hasBody,
            pack,
            file);
    index.entries.add(entry);
    declared.forEach(name -> index.names.putIfAbsent(name, entry));
    constants.forEach(name -> index.names.putIfAbsent(name, entry));
    tags.forEach(name -> index.tags.putIfAbsent(name, entry));
    if (hasBody) {
      declared.forEach(name -> index.bodies.putIfAbsent(name, entry));
    }
  }

  private void directive(int from, int end) {
    String line = new String(text, from, end - from, StandardCharsets.UTF_8).strip();
    if (line.startsWith("define ")) {
      define(line.substring(7));
    } else if (line.startsWith("undef ")) {
      index.macros.remove(line.substring(6).strip());
    } else if (line.startsWith("pragma")) {
      Matcher matcher = PACK.matcher(line);
      if (matcher.matches()) {
        pack(matcher.group(1));
      }
    } else if (!line.isEmpty() && Character.isDigit(line.charAt(0))) {
      int open = line.indexOf('"');
      int close = line.lastIndexOf('"');
      file = close <= open ? file : line.substring(open + 1, close);
    }
  }

  /// Predefined macros and those of flags are not the header's.
  private void define(String definition) {
    if (file.startsWith("<") || file.isEmpty()) {
      return;
    }
    int end = 0;
    while (end < definition.length() && Character.isJavaIdentifierPart(definition.charAt(end))) {
      end++;
    }
    String name = definition.substring(0, end);
    boolean isFunctionLike = end < definition.length() && definition.charAt(end) == '(';
    String body = definition.substring(end).strip();
    index.macros.put(name, new HeaderIndex.Macro(name, isFunctionLike, body, file));
  }

  /// `push`, `pop`, a number, or several of them; nothing for the default.
  private void pack(String arguments) {
    if (arguments.isBlank()) {
      pack = 0;
    }
    for (String argument : arguments.split(",", -1)) {
      String word = argument.strip();
      if (word.equals("push")) {
        packs.push(pack);
      } else if (word.equals("pop")) {
        pack = packs.isEmpty() ? 0 : packs.pop();
      } else if (NUMBER.matcher(word).matches()) {
        pack = Integer.parseInt(word);
      }
    }
  }
}
