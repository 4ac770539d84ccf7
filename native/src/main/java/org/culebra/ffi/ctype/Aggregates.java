package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads structs, unions and enums (C11 6.7.2.1 to 6.7.2.3).
final class Aggregates {
  private final Parser parser;
  private final Tokens tokens;

  Aggregates(Parser parser) {
    this.parser = parser;
    this.tokens = parser.tokens();
  }

  /// @param declares whether the words declare something without a name behind them
  /// @param isMember whether they make an anonymous member
  record Result(CType type, boolean declares, boolean isMember) {}

  /// Reads from the word `struct`, `union` or `enum` on.
  Result read() {
    Token keyword = tokens.next();
    if (keyword.is("enum")) {
      return enumeration(keyword);
    }
    boolean packed = packed();
    Token tag = tag(keyword);
    boolean body = tokens.isNext("{");
    if (tag == null && !body) {
      throw tokens.expected("a tag or '{' behind '" + keyword.text() + "'");
    }
    if (!body && packed) {
      throw tokens.expected("'{' behind packed");
    }
    CType.Struct struct = body ? define(keyword, tag, packed) : named(keyword, tag);
    return new Result(struct, tag != null, body && tag == null);
  }

  private @Nullable Token tag(Token keyword) {
    Token token = tokens.peek();
    if (token.kind() != Token.Kind.NAME) {
      return null;
    }
    if (Words.isReserved(token.text())) {
      parser.specifiers().refuse(token);
      throw tokens.expected("a tag or '{' behind '" + keyword.text() + "'");
    }
    for (String other : new String[] {"struct", "union", "enum"}) {
      boolean taken = parser.symbols().tag(other + " " + token.text()) != null;
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

  /// The struct of this tag, which becomes known here if it was not.
  private CType.Struct named(Token keyword, @Nullable Token tag) {
    if (tag == null) {
      return new CType.Struct(keyword.is("union"), "");
    }
    if (parser.symbols().tag(key(keyword, tag)) instanceof CType.Struct known) {
      return known;
    }
    CType.Struct struct = new CType.Struct(keyword.is("union"), tag.text());
    parser.symbols().putTag(key(keyword, tag), struct);
    return struct;
  }

  private CType.Struct define(Token keyword, @Nullable Token tag, boolean packedInFront) {
    CType.Struct struct = named(keyword, tag);
    StructBuilder builder = new StructBuilder(tokens.source(), struct.isUnion());
    ParameterScope outer = parser.scope();
    parser.scope(null);
    tokens.enter();
    tokens.expect("{");
    while (!tokens.isNext("}")) {
      member(builder);
    }
    Token close = tokens.next();
    tokens.leave();
    parser.scope(outer);
    boolean packed = packed() || packedInFront;
    return complete(struct, keyword, tag, builder.build(close, packed));
  }

  private CType.Struct complete(
      CType.Struct struct, Token keyword, @Nullable Token tag, StructBody body) {
    CType.Struct target = struct;
    if (struct.isComplete()) {
      CType.Struct again = new CType.Struct(struct.isUnion(), struct.tag());
      again.complete(body);
      checkSame(struct, again, tag == null ? keyword : tag);
      return struct;
    }
    if (tag != null && parser.symbols().isEarlier(key(keyword, tag))) {
      parser.symbols().noteCompletesEarlier();
      target = new CType.Struct(struct.isUnion(), struct.tag());
      parser.symbols().putTag(key(keyword, tag), target);
    }
    target.complete(body);
    parser.symbols().addCompleted(target);
    return target;
  }

  private void checkSame(CType.Struct known, CType.Struct again, Token at) {
    Optional<String> difference =
        new AbiComparison(CType.Comparison.STRICT, true).difference(known, again);
    if (difference.isPresent()) {
      throw tokens.error(
          at, "expected the fields that " + known + " already has: " + difference.get());
    }
  }

  private void member(StructBuilder builder) {
    if (tokens.accept(";")) {
      return;
    }
    Specified specified = parser.specifiers().read(Specifiers.Place.FIELD);
    if (tokens.isNext(";")) {
      unnamed(builder, specified);
      return;
    }
    do {
      field(builder, specified);
    } while (tokens.accept(","));
    parser.specifiers().refuse(tokens.peek());
    if (!tokens.isNext(";")) {
      throw tokens.expected("',' or ';' behind a field");
    }
    tokens.next();
  }

  private void unnamed(StructBuilder builder, Specified specified) {
    if (specified.isMember()) {
      builder.add(specified.at(), "", specified.type());
    } else if (!specified.declares() || specified.type().type() instanceof CType.Struct) {
      throw tokens.expected("the name of a field");
    }
    tokens.expect(";");
  }

  private void field(StructBuilder builder, Specified specified) {
    refuseBitField();
    Declarator declarator = parser.declarators().read(Declarators.Name.REQUIRED);
    refuseBitField();
    Token name = declarator.name();
    if (name == null) {
      throw tokens.expected("the name of a field");
    }
    builder.add(name, name.text(), parser.types().apply(specified.type(), declarator));
  }

  private void refuseBitField() {
    if (tokens.isNext(":")) {
      throw tokens.error(
          tokens.peek(), "bit fields are not supported: C leaves their layout to each compiler");
    }
  }

  /// Reads attributes; whether `packed` was among them.
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
    parser.specifiers().refuse(tokens.peek());
    if (tag == null) {
      throw tokens.expected("a tag or '{' behind 'enum'");
    }
    CType known = parser.symbols().tag(key(keyword, tag));
    if (known == null) {
      throw tokens.error(
          tag, "expected an enum declared before but found 'enum " + tag.text() + "'");
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
      throw tokens.expected("',' or '}' behind an enum member");
    }
    Token close = tokens.next();
    tokens.leave();
    if (tokens.isNext("__attribute__")) {
      throw tokens.expected("no attribute behind an enum");
    }
    String name = tag == null ? "" : tag.text();
    CType.Enum type = new CType.Enum(name, tag != null, underlying(values, close));
    return tag == null ? type : registered(tag, type, keyword);
  }

  private CType registered(Token tag, CType.Enum type, Token keyword) {
    CType known = parser.symbols().tag(key(keyword, tag));
    if (known != null && !known.equals(type)) {
      throw tokens.error(
          tag,
          "expected the members that %s already has, of %s, but found some of %s"
              .formatted(
                  known,
                  known instanceof CType.Enum e ? e.underlying() : known,
                  type.underlying()));
    }
    parser.symbols().putTag(key(keyword, tag), type);
    return type;
  }

  private long enumerator(long previous) {
    Token name = tokens.peek();
    if (name.kind() != Token.Kind.NAME || Words.isReserved(name.text())) {
      throw tokens.expected("the name of an enum member");
    }
    tokens.next();
    Token at = name;
    long value = previous + 1;
    String shown = Long.toString(value);
    if (tokens.accept("=")) {
      at = tokens.peek();
      ParameterScope outer = parser.scope();
      parser.scope(null);
      IntValue given = parser.expressions().constant();
      parser.scope(outer);
      shown = given.value().toString();
      value = given.value().bitLength() > 62 ? Long.MAX_VALUE : given.bits();
    }
    if (value < Integer.MIN_VALUE || value > 0xFFFF_FFFFL) {
      throw tokens.error(
          at,
          "expected a value of 32 bits for the enum member '%s' but found %s"
              .formatted(name.text(), shown));
    }
    boolean unsigned = value > Integer.MAX_VALUE;
    Source source = tokens.source();
    CType.Scalar type =
        Builtins.scalar(unsigned ? "unsigned int" : "int", parser.symbols().model());
    new Definitions(parser)
        .constant(
            new CConstant(
                name.text(), value, type, source.line(name.offset()), source.column(name.offset())),
            name);
    return value;
  }

  private CType.Scalar underlying(List<Long> values, Token close) {
    boolean negative = values.stream().anyMatch(v -> v < 0);
    boolean large = values.stream().anyMatch(v -> v > Integer.MAX_VALUE);
    if (negative && large) {
      throw tokens.error(
          close, "expected members that fit one 32-bit type but found values of both signs");
    }
    return Builtins.scalar(large ? "unsigned int" : "int", parser.symbols().model());
  }
}
