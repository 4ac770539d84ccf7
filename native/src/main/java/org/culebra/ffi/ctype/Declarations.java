package org.culebra.ffi.ctype;

import org.jspecify.annotations.Nullable;

/// Reads external declarations (C11 6.9, 6.7): the outermost level of a text.
final class Declarations {
  private final Parser parser;
  private final Tokens tokens;
  private final Definitions definitions;
  private @Nullable Token externC;
  private int externDepth;

  Declarations(Parser parser) {
    this.parser = parser;
    this.tokens = parser.tokens();
    this.definitions = new Definitions(parser);
  }

  void unit() {
    while (!tokens.isNext(Token.Kind.END)) {
      if (externDepth > 0 && tokens.isNext("}")) {
        tokens.next();
        externDepth--;
      } else if (!tokens.accept(";") && !externC()) {
        declaration();
      }
    }
    if (externDepth > 0 && externC != null) {
      throw tokens.error(
          externC, "expected '}' to end this extern \"C\" but found the end of the text");
    }
  }

  /// `extern "C" {`, or `extern "C"` in front of one declaration, which then remains to be read.
  private boolean externC() {
    if (!tokens.isNext("extern") || tokens.peek(1).kind() != Token.Kind.STRING) {
      return false;
    }
    Token extern = tokens.next();
    if (!tokens.peek().text().equals("\"C\"")) {
      throw tokens.expected("\"C\" behind extern");
    }
    tokens.next();
    if (tokens.accept("{")) {
      externC = externDepth == 0 ? extern : externC;
      externDepth++;
    }
    return true;
  }

  private void declaration() {
    parser.specifiers().refuse(tokens.peek());
    Specified specified = parser.specifiers().read(Specifiers.Place.TOP);
    if (tokens.isNext(";")) {
      if (!specified.declares() || specified.isTypedef()) {
        throw tokens.expected("a name");
      }
      tokens.next();
      return;
    }
    do {
      declarator(specified);
    } while (tokens.accept(","));
    tokens.expect(";");
  }

  private void declarator(Specified specified) {
    Declarator declarator = parser.declarators().read(Declarators.Name.REQUIRED);
    Qualified type = parser.types().apply(specified.type(), declarator);
    Token name = declarator.name();
    if (name == null) {
      throw tokens.error(declarator.at(), "expected a name but found none");
    }
    refuseRest(type);
    if (specified.isTypedef()) {
      checkTypedef(name, type);
      definitions.typedef(name, type);
    } else if (type.type() instanceof CType.Function function) {
      definitions.function(name, function);
    } else {
      checkVariable(name, type.type());
      definitions.variable(name, type);
    }
  }

  private void refuseRest(Qualified type) {
    Token token = tokens.peek();
    parser.specifiers().refuse(token);
    if (token.is("{") && type.type() instanceof CType.Function) {
      throw tokens.error(token, "function bodies are not supported: only declarations are read");
    }
    if (token.is("=")) {
      throw tokens.error(token, "initial values are not supported: only declarations are read");
    }
    if (token.is(":")) {
      throw tokens.error(
          token, "bit fields are not supported: C leaves their layout to each compiler");
    }
    if (!token.is(";") && !token.is(",")) {
      throw tokens.expected("',' or ';'");
    }
  }

  private void checkTypedef(Token name, Qualified type) {
    if (type.type() instanceof CType.Array array && array.count() == 0) {
      throw tokens.error(name, "expected an array type with a length but found " + array);
    }
  }

  private void checkVariable(Token name, CType type) {
    if (type instanceof CType.Void) {
      throw tokens.error(name, "expected a variable with a value but found void");
    }
  }

  /// A single prototype and nothing else.
  CPrototype prototype() {
    Specified specified = parser.specifiers().read(Specifiers.Place.TOP);
    Declarator declarator = parser.declarators().read(Declarators.Name.REQUIRED);
    CType type = parser.types().apply(specified.type(), declarator).type();
    Token name = declarator.name();
    if (specified.isTypedef() || name == null || !(type instanceof CType.Function function)) {
      throw tokens.error(
          declarator.at(), "expected a function but found " + shown(specified, type));
    }
    end();
    return definitions.prototype(name, function);
  }

  private static String shown(Specified specified, CType type) {
    return (specified.isTypedef() ? "typedef " : "") + type;
  }

  /// A function type with or without a name, or a pointer to one.
  CType.Function callback() {
    Specified specified = parser.specifiers().read(Specifiers.Place.TOP);
    Declarator declarator = parser.declarators().read(Declarators.Name.OPTIONAL);
    CType type = parser.types().apply(specified.type(), declarator).type();
    CType target = type instanceof CType.Pointer pointer ? pointer.target() : type;
    if (specified.isTypedef() || !(target instanceof CType.Function function)) {
      throw tokens.error(
          declarator.at(), "expected a function type but found " + shown(specified, type));
    }
    end();
    return function;
  }

  private void end() {
    Token token = tokens.peek();
    if (token.is("{")) {
      throw tokens.error(token, "function bodies are not supported: only declarations are read");
    }
    parser.specifiers().refuse(token);
    tokens.accept(";");
    if (!tokens.isNext(Token.Kind.END)) {
      throw tokens.expected("the end of the declaration");
    }
  }
}
