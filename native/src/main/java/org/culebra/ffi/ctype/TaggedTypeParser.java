package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Parses structs, unions and enums (C11 6.7.2.1 to 6.7.2.3).
final class TaggedTypeParser {
  private final ParseContext context;
  private final TokenStream tokens;

  TaggedTypeParser(ParseContext context) {
    this.context = context;
    this.tokens = context.tokens();
  }

  /// @param declares whether this declares something even if no declarator follows
  /// @param isMember whether this is an anonymous member if no declarator follows
  record Result(CType type, boolean declares, boolean isMember) {}

  /// Parses from the keyword `struct`, `union` or `enum` on.
  Result parse() {
    Token keyword = tokens.next();
    if (keyword.is("enum")) {
      return enumeration(keyword);
    }
    boolean packed = packed();
    Token tag = tag(keyword);
    boolean body = tokens.isNext("{");
    if (tag == null && !body) {
      throw tokens.expected("a tag or '{' after '" + keyword.text() + "'");
    }
    if (!body && packed) {
      throw tokens.expected("'{' after packed");
    }
    CType.Struct struct = body ? define(keyword, tag, packed) : named(keyword, tag);
    return new Result(struct, tag != null, body && tag == null);
  }

  private @Nullable Token tag(Token keyword) {
    Token token = tokens.peek();
    if (token.kind() != Token.Kind.NAME) {
      return null;
    }
    if (Keywords.isReserved(token.text())) {
      context.specifiers().rejectUnsupported(token);
      throw tokens.expected("a tag or '{' after '" + keyword.text() + "'");
    }
    for (String other : new String[] {"struct", "union", "enum"}) {
      boolean taken = context.symbols().tag(other + " " + token.text()) != null;
      if (taken && !keyword.is(other)) {
        String found = "'" + keyword.text() + " " + token.text() + "'";
        throw tokens.error(
            token,
            "expected '" + other + " " + token.text() + "', as declared, but found " + found);
      }
    }
    return tokens.next();
  }

  private static String key(Token keyword, Token tag) {
    return keyword.text() + " " + tag.text();
  }

  /// The struct with this tag, declared here if it was not before.
  private CType.Struct named(Token keyword, @Nullable Token tag) {
    if (tag == null) {
      return new CType.Struct(keyword.is("union"), "");
    }
    if (context.symbols().tag(key(keyword, tag)) instanceof CType.Struct known) {
      return known;
    }
    CType.Struct struct = new CType.Struct(keyword.is("union"), tag.text());
    context.symbols().putTag(key(keyword, tag), struct);
    return struct;
  }

  private CType.Struct define(Token keyword, @Nullable Token tag, boolean packedBefore) {
    CType.Struct struct = named(keyword, tag);
    StructLayoutBuilder builder = new StructLayoutBuilder(tokens.source(), struct.isUnion());
    ParameterScope outer = context.scope();
    context.scope(null);
    tokens.enter();
    tokens.expect("{");
    while (!tokens.isNext("}")) {
      member(builder);
    }
    Token close = tokens.next();
    tokens.leave();
    context.scope(outer);
    boolean packed = packed() || packedBefore;
    return complete(struct, keyword, tag, builder.build(close, packed));
  }

  private CType.Struct complete(
      CType.Struct struct, Token keyword, @Nullable Token tag, StructState.Body body) {
    CType.Struct target = struct;
    if (struct.isComplete()) {
      CType.Struct again = new CType.Struct(struct.isUnion(), struct.tag());
      again.complete(body);
      checkSame(struct, again, tag == null ? keyword : tag);
      return struct;
    }
    if (tag != null && context.symbols().isEarlier(key(keyword, tag))) {
      context.symbols().noteCompletesEarlier();
      target = new CType.Struct(struct.isUnion(), struct.tag());
      context.symbols().putTag(key(keyword, tag), target);
    }
    target.complete(body);
    context.symbols().addCompleted(target);
    return target;
  }

  private void checkSame(CType.Struct known, CType.Struct again, Token at) {
    Optional<String> difference =
        new AbiComparison(CType.Comparison.STRICT, true).difference(known, again);
    if (difference.isPresent()) {
      throw tokens.error(
          at,
          "expected the fields of the earlier definition of " + known + ": " + difference.get());
    }
  }

  private void member(StructLayoutBuilder builder) {
    if (tokens.accept(";")) {
      return;
    }
    Syntax.DeclarationSpecifiers specifiers =
        context.specifiers().parse(SpecifierParser.Place.FIELD);
    if (tokens.isNext(";")) {
      unnamed(builder, specifiers);
      return;
    }
    do {
      field(builder, specifiers);
    } while (tokens.accept(","));
    context.specifiers().rejectUnsupported(tokens.peek());
    if (!tokens.isNext(";")) {
      throw tokens.expected("',' or ';' after a field");
    }
    tokens.next();
  }

  private void unnamed(StructLayoutBuilder builder, Syntax.DeclarationSpecifiers specifiers) {
    if (specifiers.isMember()) {
      builder.add(specifiers.at(), "", specifiers.type());
    } else if (!specifiers.declares() || specifiers.type().type() instanceof CType.Struct) {
      throw tokens.expected("the name of a field");
    }
    tokens.expect(";");
  }

  private void field(StructLayoutBuilder builder, Syntax.DeclarationSpecifiers specifiers) {
    rejectBitField();
    Syntax.Declarator declarator = context.declarators().parse(DeclaratorParser.Name.REQUIRED);
    rejectBitField();
    Token name = declarator.name();
    if (name == null) {
      throw tokens.expected("the name of a field");
    }
    builder.add(name, name.text(), context.types().apply(specifiers.type(), declarator));
  }

  private void rejectBitField() {
    if (tokens.isNext(":")) {
      throw bitField(tokens);
    }
  }

  /// The error for a `:` that comes next.
  static CDeclarationException bitField(TokenStream tokens) {
    return tokens.error(
        tokens.peek(), "bit-fields are not supported: C leaves their layout to the compiler");
  }

  /// Parses attributes; returns whether `packed` was among them.
  private boolean packed() {
    boolean packed = false;
    while (tokens.isNext("__attribute__") || tokens.isNext("__attribute")) {
      tokens.next();
      tokens.expect("(");
      tokens.expect("(");
      do {
        Token word = tokens.peek();
        if (!word.is("packed") && !word.is("__packed__")) {
          throw tokens.expected("the attribute packed, the only one supported,");
        }
        tokens.next();
        packed = true;
      } while (tokens.accept(","));
      tokens.expect(")");
      tokens.expect(")");
    }
    return packed;
  }

  private Result enumeration(Token keyword) {
    Token tag = tag(keyword);
    if (tokens.isNext("{")) {
      CType type = defineEnum(keyword, tag);
      return new Result(type, true, false);
    }
    context.specifiers().rejectUnsupported(tokens.peek());
    if (tag == null) {
      throw tokens.expected("a tag or '{' after 'enum'");
    }
    CType known = context.symbols().tag(key(keyword, tag));
    if (known == null) {
      throw tokens.error(
          tag, "expected a previously declared enum but found 'enum " + tag.text() + "'");
    }
    return new Result(known, true, false);
  }

  private CType defineEnum(Token keyword, @Nullable Token tag) {
    tokens.expect("{");
    tokens.enter();
    List<Long> values = new ArrayList<>();
    do {
      if (tokens.isNext("}") && !values.isEmpty()) {
        break;
      }
      values.add(enumerator(values.isEmpty() ? -1 : values.getLast()));
    } while (tokens.accept(","));
    if (!tokens.isNext("}")) {
      throw tokens.expected("',' or '}' after an enum member");
    }
    Token close = tokens.next();
    tokens.leave();
    if (tokens.isNext("__attribute__")) {
      throw tokens.expected("no attribute after an enum");
    }
    String name = tag == null ? "" : tag.text();
    CType.Enum type = new CType.Enum(name, tag != null, underlying(values, close));
    return tag == null ? type : registered(tag, type, keyword);
  }

  private CType registered(Token tag, CType.Enum type, Token keyword) {
    CType known = context.symbols().tag(key(keyword, tag));
    if (known != null && !known.equals(type)) {
      throw tokens.error(
          tag,
          "expected the earlier definition of %s, with members of type %s, but found members of type %s"
              .formatted(
                  known,
                  known instanceof CType.Enum e ? e.underlying() : known,
                  type.underlying()));
    }
    context.symbols().putTag(key(keyword, tag), type);
    return type;
  }

  private long enumerator(long previous) {
    Token name = tokens.peek();
    if (name.kind() != Token.Kind.NAME || Keywords.isReserved(name.text())) {
      throw tokens.expected("the name of an enum member");
    }
    tokens.next();
    Token at = name;
    long value = previous + 1;
    String shown = Long.toString(value);
    if (tokens.accept("=")) {
      at = tokens.peek();
      ParameterScope outer = context.scope();
      context.scope(null);
      CInteger given = context.expressions().constant();
      context.scope(outer);
      shown = given.value().toString();
      value = given.value().bitLength() > 62 ? Long.MAX_VALUE : given.bits();
    }
    if (value < Integer.MIN_VALUE || value > 0xFFFF_FFFFL) {
      throw tokens.error(
          at,
          "expected a 32-bit value for the enum member '%s' but found %s"
              .formatted(name.text(), shown));
    }
    boolean unsigned = value > Integer.MAX_VALUE;
    CType.Scalar type =
        BuiltinTypes.scalar(unsigned ? "unsigned int" : "int", context.symbols().model());
    context.definitions().constant(name, value, type);
    return value;
  }

  private CType.Scalar underlying(List<Long> values, Token close) {
    boolean negative = values.stream().anyMatch(v -> v < 0);
    boolean large = values.stream().anyMatch(v -> v > Integer.MAX_VALUE);
    if (negative && large) {
      throw tokens.error(
          close,
          "expected members that fit one 32-bit type but found both negative values and values above"
              + " 2147483647");
    }
    return BuiltinTypes.scalar(large ? "unsigned int" : "int", context.symbols().model());
  }
}
