package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.culebra.array.internal.Suggestions;
import org.jspecify.annotations.Nullable;

/// Parses what compilers add to C's declarations: `__attribute__((…))` (GCC manual, "Attribute
/// Syntax"), `[[…]]` (C23 6.7.13) with those of a contract, `_Alignas` (C11 6.7.5) and assembler
/// labels. Attributes without a meaning for layout or calls are skipped.
final class AttributeParser {
  /// The largest alignment that GCC accepts.
  private static final long MAX_ALIGNMENT = 1L << 28;

  /// `__BIGGEST_ALIGNMENT__`, the alignment of `aligned` without a value.
  private static final long BIGGEST_ALIGNMENT = 16;

  /// Attributes with a meaning, so that a misspelled one is not skipped.
  private static final Set<String> MEANINGFUL = Set.of("packed", "aligned", "vector_size");

  /// The attributes of a contract.
  private static final Set<String> CONTRACT = Set.of("nullable", "keeps", "owner", "length");

  /// Attributes that are spelled like those.
  private static final Set<String> SIMILAR = Set.of("naked", "unaligned");

  /// Attributes with an effect that this library does not support.
  private static final Map<String, Keywords.Rejection> REJECTED = rejected();

  private final ParseContext context;
  private final TokenStream tokens;

  AttributeParser(ParseContext context) {
    this.context = context;
    this.tokens = context.tokens();
  }

  private static Map<String, Keywords.Rejection> rejected() {
    Map<String, Keywords.Rejection> rejected = new HashMap<>();
    Keywords.put(
        rejected,
        "ms_abi regparm fastcall thiscall vectorcall regcall preserve_most preserve_all"
            + " aarch64_vector_pcs",
        Keywords.Rejection.CONVENTION);
    Keywords.put(
        rejected,
        "ext_vector_type neon_vector_type",
        new Keywords.Rejection("a vector by vector_size", "declare it in this way"));
    String access = "access it by C functions";
    rejected.put(
        "transparent_union",
        new Keywords.Rejection(
            "a union that is passed as a whole", "declare the parameter as its first member"));
    rejected.put(
        "scalar_storage_order", new Keywords.Rejection("the platform's byte order", access));
    rejected.put("ms_struct", new Keywords.Rejection("the platform's layout of structs", access));
    rejected.put("address_space", new Keywords.Rejection("the default address space", access));
    return rejected;
  }

  /// Parses all attributes that follow, none or more.
  Syntax.Attributes parse() {
    Syntax.Attributes found = Syntax.Attributes.NONE;
    while (true) {
      Token token = tokens.peek();
      if (token.is("[") && tokens.isStandardAttribute()) {
        found = found.and(standard());
      } else if (isGnu(token)) {
        found = found.and(gnu());
      } else if (!tokens.accept("__extension__")) {
        return found;
      }
    }
  }

  private static boolean isGnu(Token token) {
    return token.kind() == Token.Kind.NAME
        && Keywords.standard(token.text()).equals("__attribute__");
  }

  /// The number of tokens, from the one `ahead` places after the next, that are attributes.
  int length(int ahead) {
    int end = ahead;
    while (isGnu(tokens.peek(end))) {
      end++;
      int depth = 0;
      do {
        Token token = tokens.peek(end);
        if (token.kind() == Token.Kind.END) {
          return end - ahead;
        }
        depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        end++;
      } while (depth > 0);
    }
    return end - ahead;
  }

  /// Parses what may follow a declarator: a label and attributes.
  Syntax.Attributes afterDeclarator() {
    Syntax.Attributes found = parse();
    while (Keywords.standard(tokens.peek().text()).equals("__asm__")) {
      found = found.and(label()).and(parse());
    }
    return found;
  }

  /// Parses `__asm__("name")`, which may be made of several strings.
  private Syntax.Attributes label() {
    tokens.next();
    tokens.expect("(");
    StringBuilder name = new StringBuilder();
    do {
      if (!tokens.isNext(Token.Kind.STRING)) {
        throw tokens.expected("the name of a symbol as a string");
      }
      String quoted = tokens.next().text();
      name.append(quoted, 1, quoted.length() - 1);
    } while (!tokens.isNext(")"));
    tokens.next();
    return Syntax.Attributes.ofSymbol(name.toString());
  }

  private Syntax.Attributes gnu() {
    tokens.next();
    tokens.expect("(");
    tokens.expect("(");
    Syntax.Attributes found = list(")", false);
    tokens.expect(")");
    tokens.expect(")");
    return found;
  }

  private Syntax.Attributes standard() {
    tokens.next();
    tokens.next();
    Syntax.Attributes found = list("]", true);
    tokens.expect("]");
    tokens.expect("]");
    return found;
  }

  private Syntax.Attributes list(String end, boolean prefixed) {
    Syntax.Attributes found = Syntax.Attributes.NONE;
    while (!tokens.isNext(end)) {
      if (!tokens.accept(",")) {
        found = found.and(prefixed ? prefixed() : attribute());
        if (!tokens.isNext(",") && !tokens.isNext(end)) {
          throw tokens.expected("',' or '" + end + "' after an attribute");
        }
      }
    }
    return found;
  }

  /// Parses an attribute of C23, with its prefix if it has one: those of `gnu` are GCC's.
  private Syntax.Attributes prefixed() {
    boolean prefix = tokens.peek(1).is(":") && tokens.peek(2).is(":");
    if (!prefix) {
      return Syntax.Attributes.of(contract());
    }
    Token vendor = name();
    tokens.next();
    tokens.next();
    if (plain(vendor).equals("gnu")) {
      return attribute();
    }
    name();
    arguments();
    return Syntax.Attributes.NONE;
  }

  /// Parses an attribute without a prefix, of which only those of a contract have a meaning.
  private Syntax.Contract contract() {
    Token name = name();
    String plain = plain(name);
    return switch (plain) {
      case "nullable" -> Syntax.Contract.ofNullable(name);
      case "keeps" -> Syntax.Contract.ofKeeps(keeps(), name);
      case "owner" -> Syntax.Contract.ofOwner(owner(), name);
      case "length" -> Syntax.Contract.ofLengths(lengths(), name);
      default -> {
        String hint = Suggestions.hint(plain, CONTRACT);
        if (!hint.isEmpty()) {
          throw tokens.error(name, "expected a known attribute but found " + name.shown() + hint);
        }
        arguments();
        yield Syntax.Contract.NONE;
      }
    };
  }

  private String owner() {
    tokens.expect("(");
    String function = identifier("the name of a function, as in [[owner(free)]],");
    tokens.expect(")");
    return function;
  }

  /// How long C keeps a pointer: until the process ends, or until a call as text, whose argument
  /// may be a parameter that has not been parsed yet.
  private FunctionType.Keeps keeps() {
    if (!tokens.accept("(")) {
      return FunctionType.Keeps.ALWAYS;
    }
    String function = identifier("the name of a function, as in [[keeps(fclose(stream))]],");
    tokens.expect("(");
    String target = tokens.accept("*") ? "*" : "";
    String pointer = identifier("a parameter, or return for the result,");
    tokens.expect(")");
    tokens.expect(")");
    return new FunctionType.Keeps(function, target + pointer);
  }

  private String identifier(String expected) {
    if (!tokens.isNext(Token.Kind.NAME)) {
      throw tokens.expected(expected);
    }
    return tokens.next().text();
  }

  /// Lengths as text: they name parameters that have not been parsed yet.
  private List<String> lengths() {
    tokens.expect("(");
    List<String> lengths = new ArrayList<>();
    do {
      StringBuilder length = new StringBuilder();
      while (!tokens.isNext(",") && !tokens.isNext(")")) {
        if (tokens.isNext(Token.Kind.END)) {
          throw tokens.expected("')' after the lengths");
        }
        length.append(tokens.next().text());
      }
      lengths.add(length.toString());
    } while (tokens.accept(","));
    tokens.expect(")");
    return List.copyOf(lengths);
  }

  private Token name() {
    if (!tokens.isNext(Token.Kind.NAME)) {
      throw tokens.expected("the name of an attribute");
    }
    return tokens.next();
  }

  /// The name without the underscores that may surround it.
  private static String plain(Token name) {
    String text = name.text();
    boolean guarded = text.length() > 4 && text.startsWith("__") && text.endsWith("__");
    return guarded ? text.substring(2, text.length() - 2) : text;
  }

  private void arguments() {
    if (tokens.isNext("(")) {
      tokens.skipBrackets();
    }
  }

  private Syntax.Attributes attribute() {
    Token name = name();
    String plain = plain(name);
    return switch (plain) {
      case "packed" -> Syntax.Attributes.ofPacked();
      case "aligned" -> Syntax.Attributes.ofAlignment(alignment());
      case "vector_size" -> Syntax.Attributes.ofVectorSize(vectorSize());
      case "mode" -> Syntax.Attributes.ofMode(mode());
      default -> {
        check(name, plain);
        arguments();
        yield Syntax.Attributes.NONE;
      }
    };
  }

  private void check(Token name, String plain) {
    Keywords.Rejection rejection = REJECTED.get(plain);
    boolean windows = context.symbols().model() == DataModel.LLP64;
    if (plain.equals("ms_abi") && windows) {
      rejection = null;
    } else if (plain.equals("sysv_abi") && windows) {
      rejection = Keywords.Rejection.CONVENTION;
    }
    if (rejection != null) {
      throw tokens.error(name, rejection.message("the attribute " + name.shown()));
    }
    String hint = Suggestions.hint(plain, MEANINGFUL);
    if (!hint.isEmpty() && !SIMILAR.contains(plain)) {
      throw tokens.error(name, "expected a known attribute but found " + name.shown() + hint);
    }
  }

  private long alignment() {
    if (!tokens.accept("(")) {
      return BIGGEST_ALIGNMENT;
    }
    Token at = tokens.peek();
    long alignment = number(at);
    tokens.expect(")");
    return checkedAlignment(at, alignment);
  }

  private long checkedAlignment(Token at, long alignment) {
    if (alignment > MAX_ALIGNMENT || Long.bitCount(alignment) != 1) {
      throw tokens.error(
          at, "expected an alignment that is a power of two up to 2^28 but found " + alignment);
    }
    return alignment;
  }

  private long vectorSize() {
    tokens.expect("(");
    Token at = tokens.peek();
    long size = number(at);
    tokens.expect(")");
    if (size <= 0 || size > MAX_ALIGNMENT || Long.bitCount(size) != 1) {
      throw tokens.error(at, "expected a vector size that is a power of two but found " + size);
    }
    return size;
  }

  private String mode() {
    tokens.expect("(");
    String mode = plain(name());
    tokens.expect(")");
    return mode;
  }

  /// A constant, which cannot name the parameters of a function.
  private long number(Token at) {
    @Nullable ParameterScope outer = context.scope();
    context.scope(null);
    CInteger value = context.expressions().constant();
    context.scope(outer);
    if (value.value().signum() < 0 || value.value().bitLength() > 62) {
      throw tokens.error(at, "expected a size in bytes but found " + value.value());
    }
    return value.bits();
  }

  /// Parses `_Alignas(type)` or `_Alignas(number)`; 0 has no effect (C11 6.7.5 §6).
  Syntax.Attributes alignas() {
    tokens.next();
    tokens.expect("(");
    Token at = tokens.peek();
    long alignment;
    if (context.specifiers().startsType()) {
      QualifiedType type = context.qualifiedTypeName();
      if (!type.type().isSized()) {
        throw tokens.error(at, "expected a type with a size but found " + type.type());
      }
      alignment = type.byteAlignment();
    } else {
      alignment = number(at);
    }
    tokens.expect(")");
    return alignment == 0
        ? Syntax.Attributes.NONE
        : Syntax.Attributes.ofAlignment(checkedAlignment(at, alignment));
  }
}
