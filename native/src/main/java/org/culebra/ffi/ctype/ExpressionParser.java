package org.culebra.ffi.ctype;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Parses integer expressions (C11 6.5, 6.6): literals, names, `sizeof(type)`, casts to integer
/// types and all operators without side effects. Constant parts are computed at once.
final class ExpressionParser {
  private static final int MAX_DEPTH = 200;

  private final ParseContext context;
  private final TokenStream tokens;
  private boolean arrayLength;

  /// A part of an expression while it is being parsed: a constant with its C type, an expression
  /// over parameters, or an arithmetic error, which is reported only if C would evaluate that part.
  ///
  /// @param value the constant, if it is one
  /// @param expression the same as an expression over parameters, if it is one
  /// @param error the arithmetic error, if there is one
  /// @param token the token to report
  /// @param depth the depth of the expression
  private record Operand(
      @Nullable CInteger value,
      @Nullable CExpression expression,
      @Nullable String error,
      Token token,
      int depth) {

    static Operand of(CInteger value, Token token) {
      return new Operand(value, null, null, token, 0);
    }

    static Operand parameter(Token name) {
      return new Operand(null, new CExpression.Parameter(name.text()), null, name, 1);
    }

    static Operand failed(String error, Token token) {
      return new Operand(null, null, error, token, 0);
    }

    static Operand of(CExpression expression, Token token, int depth) {
      return new Operand(null, expression, null, token, depth);
    }

    /// The constant or the expression.
    ///
    /// @throws CDeclarationException if the value is in error or too large for a `long`
    CExpression use(SourceText source) {
      if (error != null) {
        throw source.error(token, error);
      }
      if (expression != null) {
        return expression;
      }
      CInteger constant = constant(source);
      if (constant.value().bitLength() > 63) {
        throw source.error(token, "expected a value below 2^63 but found " + constant.value());
      }
      return new CExpression.Constant(constant.bits());
    }

    /// @throws CDeclarationException if this is not a constant
    CInteger constant(SourceText source) {
      if (error != null) {
        throw source.error(token, error);
      }
      if (value == null) {
        throw source.error(token, "expected a constant but found " + expression);
      }
      return value;
    }
  }

  ExpressionParser(ParseContext context) {
    this.context = context;
    this.tokens = context.tokens();
  }

  /// Parses a constant expression.
  CInteger constant() {
    return conditional().constant(tokens.source());
  }

  /// Parses an array length: a constant, or an expression over the parameters of the function.
  CExpression length() {
    arrayLength = true;
    CExpression length = conditional().use(tokens.source());
    arrayLength = false;
    return length;
  }

  /// Parses the value of a `#define`. C substitutes it as text, so a binary operator outside
  /// parentheses could mean something else where the macro is used.
  CInteger definition() {
    Operand operand = unary();
    Token following = tokens.peek();
    int precedence = ExpressionEvaluator.precedence(following.text());
    if (following.kind() == Token.Kind.PUNCTUATOR && (precedence > 0 || following.is("?"))) {
      throw tokens.error(
          following, "expected parentheses around the whole value but found " + following.shown());
    }
    return operand.constant(tokens.source());
  }

  private Operand conditional() {
    tokens.enter();
    Operand condition = binary(1);
    if (tokens.isNext("?")) {
      Token question = tokens.next();
      Operand then = conditional();
      tokens.expect(":");
      condition = choose(question, condition, then, conditional());
    }
    tokens.leave();
    return condition;
  }

  private Operand choose(Token at, Operand condition, Operand then, Operand otherwise) {
    if (condition.error() != null) {
      return condition;
    }
    CInteger decided = condition.value();
    if (decided != null) {
      Operand chosen = decided.isTrue() ? then : otherwise;
      CInteger value = chosen.value();
      CInteger other = decided.isTrue() ? otherwise.value() : then.value();
      return value == null || other == null ? chosen : Operand.of(value.converted(other), at);
    }
    int depth = Math.max(condition.depth(), Math.max(then.depth(), otherwise.depth()));
    SourceText source = tokens.source();
    CExpression whole =
        new CExpression.Conditional(condition.use(source), then.use(source), otherwise.use(source));
    return deeper(whole, at, depth);
  }

  private Operand deeper(CExpression expression, Token at, int depth) {
    if (depth >= MAX_DEPTH) {
      throw tokens.error(
          at, "expected at most " + MAX_DEPTH + " operators over parameters but found more");
    }
    return Operand.of(expression, at, depth + 1);
  }

  /// Parses operators of at least this precedence, from left to right.
  private Operand binary(int level) {
    Operand left = unary();
    while (tokens.isNext(Token.Kind.PUNCTUATOR) && !tokens.peek().closes()) {
      int next = ExpressionEvaluator.precedence(tokens.peek().text());
      if (next == 0 || next < level) {
        break;
      }
      Token operator = tokens.next();
      left = combine(operator, left, binary(next + 1));
    }
    return left;
  }

  private Operand combine(Token operator, Operand left, Operand right) {
    CInteger a = left.value();
    CInteger b = right.value();
    String sign = operator.text();
    // C does not evaluate the right operand when the left one decides, so an error in it is
    // ignored.
    boolean decided =
        a != null && (sign.equals("&&") && !a.isTrue() || sign.equals("||") && a.isTrue());
    if (a != null && (b != null || decided)) {
      return compute(operator, () -> a.binary(sign, decided || b == null ? a : b));
    }
    if (left.error() != null || right.error() != null) {
      return left.error() != null ? left : right;
    }
    SourceText source = tokens.source();
    CExpression whole = new CExpression.Binary(sign, left.use(source), right.use(source));
    return deeper(whole, operator, Math.max(left.depth(), right.depth()));
  }

  private interface Computation {
    CInteger run();
  }

  private static Operand compute(Token at, Computation computation) {
    try {
      return Operand.of(computation.run(), at);
    } catch (ArithmeticException e) {
      return Operand.failed(String.valueOf(e.getMessage()), at);
    }
  }

  private Operand unary() {
    tokens.enter();
    while (tokens.accept("__extension__")) {}
    Token token = tokens.peek();
    Operand result;
    if (token.is("+") || token.is("-") || token.is("~") || token.is("!")) {
      tokens.next();
      result = apply(token, unary());
    } else if (token.is("*") && context.scope() != null && arrayLength) {
      tokens.next();
      result = target();
    } else {
      result = primary(token);
    }
    tokens.leave();
    return result;
  }

  /// `*n`, for a parameter that points to an integer.
  private Operand target() {
    ParameterScope scope = context.scope();
    Token name = tokens.peek();
    if (scope == null || name.kind() != Token.Kind.NAME || Keywords.isReserved(name.text())) {
      throw tokens.expected("the name of a parameter that points to an integer");
    }
    tokens.next();
    scope.referenceTarget(name);
    return new Operand(null, new CExpression.Target(name.text()), null, name, 1);
  }

  private Operand apply(Token operator, Operand operand) {
    CInteger value = operand.value();
    if (value != null) {
      return compute(operator, () -> value.unary(operator.text()));
    }
    if (operand.error() != null) {
      return operand;
    }
    CExpression inner = operand.use(tokens.source());
    return deeper(new CExpression.Unary(operator.text(), inner), operator, operand.depth());
  }

  private Operand primary(Token token) {
    if (token.is("(")) {
      return parenthesis();
    }
    switch (Keywords.standard(token.text())) {
      case "sizeof" -> {
        return sizeof();
      }
      case "_Alignof" -> {
        return alignof();
      }
      case "__builtin_offsetof" -> {
        return offsetof();
      }
      default -> {}
    }
    if (token.kind() == Token.Kind.NAME) {
      return name(token);
    }
    return switch (token.kind()) {
      case INTEGER -> literal(token, "integer", LiteralParser::integer);
      case CHARACTER -> literal(token, "character", LiteralParser::character);
      case FLOATING ->
          throw tokens.expected("an integer", "; floatingConstant(...) reads one of a header");
      case STRING ->
          throw tokens.expected("an integer", "; stringConstant(...) reads one of a header");
      case NAME, PUNCTUATOR, HASH, NEWLINE, INVALID, END ->
          throw tokens.expected("an integer expression");
    };
  }

  private interface Literal {
    CInteger parse(String text, DataModel model);
  }

  private Operand literal(Token token, String kind, Literal literal) {
    tokens.next();
    try {
      return Operand.of(literal.parse(token.text(), context.symbols().model()), token);
    } catch (NumberFormatException e) {
      throw tokens.error(
          token, e.getMessage() + " but found " + token.shown() + " (" + kind + " constant)");
    }
  }

  private Operand name(Token token) {
    ParameterScope scope = context.scope();
    if (scope != null && scope.declares(token.text())) {
      tokens.next();
      scope.reference(token);
      return Operand.parameter(token);
    }
    CConstant constant = context.symbols().constant(token.text());
    if (constant != null) {
      tokens.next();
      return Operand.of(value(constant), token);
    }
    if (scope == null || Keywords.isReserved(token.text())) {
      throw tokens.expected("an integer constant", hint(token));
    }
    tokens.next();
    scope.reference(token);
    return Operand.parameter(token);
  }

  private String hint(Token token) {
    String similar = context.symbols().similar(token.text(), SymbolTable.Space.CONSTANTS);
    boolean parameter = similar.isEmpty() && arrayLength;
    return parameter ? "; only the length of a parameter may name a parameter" : similar;
  }

  private static CInteger value(CConstant constant) {
    boolean unsigned = constant.type().kind() == CType.Scalar.Kind.UNSIGNED;
    BigInteger value =
        unsigned
            ? new BigInteger(Long.toUnsignedString(constant.value()))
            : BigInteger.valueOf(constant.value());
    return CInteger.of(value, constant.type());
  }

  private Operand parenthesis() {
    Token open = tokens.next();
    if (context.specifiers().startsType()) {
      return cast(open);
    }
    Operand inner = conditional();
    tokens.expect(")");
    return inner;
  }

  private Operand cast(Token open) {
    CType named = context.typeName();
    CType type = named instanceof CType.Enum e ? e.underlying() : named;
    tokens.expect(")");
    if (!(type instanceof CType.Scalar scalar) || scalar.kind() == CType.Scalar.Kind.FLOATING) {
      throw tokens.error(open, "expected a cast to an integer type but found " + type);
    }
    Operand operand = unary();
    CInteger value = operand.value();
    if (value == null) {
      operand.constant(tokens.source());
      throw tokens.error(open, "expected a constant to cast");
    }
    return Operand.of(CInteger.of(value.value(), scalar), open);
  }

  private Operand sizeof() {
    Token word = tokens.next();
    Token open = tokens.expect("(");
    QualifiedType type = typeOperand(word, open);
    tokens.expect(")");
    return Operand.of(CInteger.ofSize(type.type().byteSize()), word);
  }

  private Operand alignof() {
    Token word = tokens.next();
    Token open = tokens.expect("(");
    QualifiedType type = typeOperand(word, open);
    tokens.expect(")");
    return Operand.of(CInteger.ofSize(type.byteAlignment()), word);
  }

  /// Parses the type that an operator asks about.
  private QualifiedType typeOperand(Token operator, Token open) {
    if (!context.specifiers().startsType()) {
      throw tokens.expected(
          "a type in " + operator.text(), context.specifiers().similar(tokens.peek()));
    }
    @Nullable ParameterScope outer = context.scope();
    context.scope(null);
    QualifiedType type = context.qualifiedTypeName();
    context.scope(outer);
    if (!type.type().isSized()) {
      throw tokens.error(open, "expected a type with a size but found " + type.type());
    }
    return type;
  }

  /// Parses `__builtin_offsetof(type, a.b[2].c)`, which `offsetof` stands for.
  private Operand offsetof() {
    Token word = tokens.next();
    Token open = tokens.expect("(");
    CType type = typeOperand(word, open).type();
    tokens.expect(",");
    long offset = 0;
    do {
      StructType.Field field = fieldOf(type);
      offset += field.byteOffset();
      type = field.type();
      while (tokens.accept("[")) {
        Token at = tokens.peek();
        long index = constant().bits();
        tokens.expect("]");
        if (!(type instanceof CType.Array array) || index < 0 || index > Integer.MAX_VALUE) {
          throw tokens.error(at, "expected the index of an array but found it in " + type);
        }
        type = array.element();
        offset += index * type.byteSize();
      }
    } while (tokens.accept("."));
    tokens.expect(")");
    return Operand.of(CInteger.ofSize(offset), word);
  }

  private StructType.Field fieldOf(CType type) {
    Token name = tokens.peek();
    StructType.Field field =
        type instanceof StructType struct && struct.isComplete()
            ? struct.body().promoted().get(name.text())
            : null;
    if (field == null || field.isBitField()) {
      throw tokens.expected("a field of " + type);
    }
    tokens.next();
    return field;
  }
}
