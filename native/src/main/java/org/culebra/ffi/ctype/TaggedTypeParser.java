package org.culebra.ffi.ctype;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Parses structs and unions, and with [EnumParser] enums (C11 6.7.2.1 to 6.7.2.3).
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
      return new EnumParser(context, this).parse(keyword);
    }
    Syntax.Attributes attributes = context.attributes().parse();
    Token tag = tag(keyword);
    attributes = attributes.and(context.attributes().parse());
    boolean body = tokens.isNext("{");
    if (tag == null && !body) {
      throw tokens.expected("a tag or '{' after '" + keyword.text() + "'");
    }
    if (!body && attributes.packed()) {
      throw tokens.expected("'{' after packed");
    }
    StructType struct = body ? define(keyword, tag, attributes) : named(keyword, tag);
    return new Result(struct, tag != null, body && tag == null);
  }

  @Nullable Token tag(Token keyword) {
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

  static String key(Token keyword, Token tag) {
    return keyword.text() + " " + tag.text();
  }

  /// The struct with this tag, declared here if it was not before.
  private StructType named(Token keyword, @Nullable Token tag) {
    if (tag == null) {
      return new StructType(keyword.is("union"), "");
    }
    if (context.symbols().tag(key(keyword, tag)) instanceof StructType known) {
      return known;
    }
    StructType struct = new StructType(keyword.is("union"), tag.text());
    context.symbols().putTag(key(keyword, tag), struct);
    return struct;
  }

  private StructType define(Token keyword, @Nullable Token tag, Syntax.Attributes before) {
    StructType struct = named(keyword, tag);
    StructLayoutBuilder builder =
        new StructLayoutBuilder(tokens.source(), context.symbols().model(), struct.isUnion());
    ParameterScope outer = context.scope();
    context.scope(null);
    tokens.enter();
    tokens.expect("{");
    while (!tokens.isNext("}") && !tokens.isNext("...")) {
      member(builder);
    }
    Token rest = tokens.isNext("...") ? tokens.next() : null;
    if (rest != null) {
      tokens.accept(";");
      if (!tokens.isNext("}")) {
        throw tokens.expected("'}' after '...'");
      }
    }
    Token close = tokens.next();
    tokens.leave();
    context.scope(outer);
    long pack = context.packs().limit();
    Syntax.Attributes attributes = before.and(context.attributes().parse());
    StructType.Body body = builder.build(close, attributes, pack);
    if (rest != null) {
      body = context.completion().struct(tokens.source(), rest, struct, body);
    }
    return complete(struct, keyword, tag, body);
  }

  private StructType complete(
      StructType struct, Token keyword, @Nullable Token tag, StructType.Body body) {
    StructType target = struct;
    if (struct.isComplete()) {
      StructType again = new StructType(struct.isUnion(), struct.tag());
      again.complete(body);
      checkSame(struct, again, tag == null ? keyword : tag);
      return struct;
    }
    if (tag != null && context.symbols().isEarlier(key(keyword, tag))) {
      context.symbols().noteCompletesEarlier();
      target = new StructType(struct.isUnion(), struct.tag());
      context.symbols().putTag(key(keyword, tag), target);
    }
    target.complete(body);
    context.symbols().addCompleted(target);
    return target;
  }

  private void checkSame(StructType known, StructType again, Token at) {
    Optional<String> difference =
        new AbiComparison(CType.Comparison.STRICT, true).difference(known, again);
    if (difference.isPresent()) {
      throw tokens.error(
          at,
          "expected the fields of the earlier definition of " + known + ": " + difference.get());
    }
  }

  private void member(StructLayoutBuilder builder) {
    if (tokens.accept(";") || context.staticAssertion()) {
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
    boolean isStruct = specifiers.type().type() instanceof StructType;
    if (specifiers.isMember() && isStruct) {
      builder.add(specifiers.at(), "", specifiers.type(), specifiers.attributes(), false);
    } else if (!specifiers.declares() || specifiers.isMember() || isStruct) {
      throw tokens.expected("the name of a field");
    }
    tokens.expect(";");
  }

  private void field(StructLayoutBuilder builder, Syntax.DeclarationSpecifiers specifiers) {
    if (tokens.isNext(":")) {
      bits(builder, tokens.peek(), "", specifiers.type(), specifiers.attributes());
      return;
    }
    Syntax.Declarator declarator = context.declarators().parse(DeclaratorParser.Name.REQUIRED);
    Token name = declarator.name();
    if (name == null) {
      throw tokens.expected("the name of a field");
    }
    QualifiedType type = context.types().apply(specifiers, declarator);
    context.types().checkNoContract(specifiers, declarator, "a field");
    Syntax.Attributes attributes = specifiers.attributes().and(declarator.attributes());
    if (tokens.isNext(":")) {
      bits(builder, name, name.text(), type, attributes);
    } else {
      attributes = attributes.and(context.attributes().parse());
      builder.add(name, name.text(), type, attributes, declarator.isOpen());
    }
  }

  /// Parses the width of a bit-field, from the `:` on.
  private void bits(
      StructLayoutBuilder builder,
      Token at,
      String name,
      QualifiedType type,
      Syntax.Attributes given) {
    tokens.next();
    CInteger width = context.expressions().constant();
    builder.addBits(at, name, type, given.and(context.attributes().parse()), width);
  }
}
