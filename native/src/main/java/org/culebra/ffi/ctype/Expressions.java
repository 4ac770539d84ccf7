package org.culebra.ffi.ctype;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Reads integer expressions (C11 6.5, 6.6): literals, names, `sizeof(type)`, casts to integer
/// types and all operators without side effects.
final class Expressions {
  private static final int DEEPEST = 200;

  private final Parser parser;
  private final Tokens tokens;
  private boolean arrayLength;

  Expressions(Parser parser) {
    this.parser = parser;
    this.tokens = parser.tokens();
  }

  /// A constant expression.
  IntValue constant() {
    return conditional().constant(tokens.source());
  }

  /// An array length: constant, or over the parameters of the function being read.
  CExpression length() {
    arrayLength = true;
    CExpression length = conditional().use(tokens.source());
    arrayLength = false;
    return length;
  }

  /// The value of a `#define`. It is substituted as text in C, so only an expression that stands
  /// together without parentheses means the same everywhere.
  IntValue definition() {
    Operand operand = unary();
    Token behind = tokens.peek();
    int precedence = ExpressionValues.precedence(behind.text());
    if (behind.kind() == Token.Kind.PUNCTUATOR && (precedence > 0 || behind.is("?"))) {
      throw tokens.error(
          behind, "expected parentheses around the whole value but found " + behind.shown());
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
    IntValue decided = condition.value();
    if (decided != null) {
      Operand chosen = decided.isTrue() ? then : otherwise;
      IntValue value = chosen.value();
      IntValue other = decided.isTrue() ? otherwise.value() : then.value();
      return value == null || other == null ? chosen : Operand.of(value.converted(other), at);
    }
    int depth = Math.max(condition.depth(), Math.max(then.depth(), otherwise.depth()));
    Source source = tokens.source();
    CExpression whole =
        new CExpression.Conditional(condition.use(source), then.use(source), otherwise.use(source));
    return deeper(whole, at, depth);
  }

  private Operand deeper(CExpression expression, Token at, int depth) {
    if (depth >= DEEPEST) {
      throw tokens.error(
          at, "expected at most " + DEEPEST + " operators over parameters but found more");
    }
    return Operand.of(expression, at, depth + 1);
  }

  /// Operators of at least this level, from left to right.
  private Operand binary(int level) {
    Operand left = unary();
    while (tokens.isNext(Token.Kind.PUNCTUATOR)) {
      int next = ExpressionValues.precedence(tokens.peek().text());
      if (next == 0 || next < level) {
        break;
      }
      Token operator = tokens.next();
      left = combine(operator, left, binary(next + 1));
    }
    return left;
  }

  private Operand combine(Token operator, Operand left, Operand right) {
    IntValue a = left.value();
    IntValue b = right.value();
    String sign = operator.text();
    // The right side is not computed when the left one decides, so an error in it does not count.
    boolean decided =
        a != null && (sign.equals("&&") && !a.isTrue() || sign.equals("||") && a.isTrue());
    if (a != null && (b != null || decided)) {
      return compute(operator, () -> a.binary(sign, decided || b == null ? a : b));
    }
    if (left.error() != null || right.error() != null) {
      return left.error() != null ? left : right;
    }
    Source source = tokens.source();
    CExpression whole = new CExpression.Binary(sign, left.use(source), right.use(source));
    return deeper(whole, operator, Math.max(left.depth(), right.depth()));
  }

  private interface Computation {
    IntValue run();
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
    Token token = tokens.peek();
    Operand result;
    if (token.is("+") || token.is("-") || token.is("~") || token.is("!")) {
      tokens.next();
      result = apply(token, unary());
    } else {
      result = primary(token);
    }
    tokens.leave();
    return result;
  }

  private Operand apply(Token operator, Operand operand) {
    IntValue value = operand.value();
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
    if (token.is("sizeof")) {
      return sizeof();
    }
    return switch (token.kind()) {
      case INTEGER -> literal(token, "integer", Literals::integer);
      case CHARACTER -> literal(token, "character", Literals::character);
      case NAME -> name(token);
      case FLOATING ->
          throw tokens.expected("an integer", ": floating constants are not supported");
      case STRING -> throw tokens.expected("an integer", ": texts are not supported");
      case PUNCTUATOR, HASH, NEWLINE, BAD, END -> throw tokens.expected("an integer expression");
    };
  }

  private interface Literal {
    IntValue read(String text, DataModel model);
  }

  private Operand literal(Token token, String kind, Literal literal) {
    tokens.next();
    try {
      return Operand.of(literal.read(token.text(), parser.symbols().model()), token);
    } catch (NumberFormatException e) {
      throw tokens.error(
          token, e.getMessage() + " but found " + token.shown() + " (" + kind + " constant)");
    }
  }

  private Operand name(Token token) {
    ParameterScope scope = parser.scope();
    if (scope != null && scope.declares(token.text())) {
      tokens.next();
      scope.reference(token);
      return Operand.parameter(token);
    }
    CConstant constant = parser.symbols().constant(token.text());
    if (constant != null) {
      tokens.next();
      return Operand.of(value(constant), token);
    }
    if (scope == null || Words.isReserved(token.text())) {
      throw tokens.expected("an integer constant", hint(token));
    }
    tokens.next();
    scope.reference(token);
    return Operand.parameter(token);
  }

  private String hint(Token token) {
    String similar = parser.symbols().similar(token.text(), Symbols.Space.CONSTANTS);
    boolean parameter = similar.isEmpty() && arrayLength;
    return parameter ? "; only the length of a parameter may name a parameter" : similar;
  }

  private static IntValue value(CConstant constant) {
    boolean unsigned = constant.type().kind() == CType.Scalar.Kind.UNSIGNED;
    BigInteger value =
        unsigned
            ? new BigInteger(Long.toUnsignedString(constant.value()))
            : BigInteger.valueOf(constant.value());
    return IntValue.of(value, constant.type());
  }

  private Operand parenthesis() {
    Token open = tokens.next();
    if (parser.specifiers().startsType()) {
      return cast(open);
    }
    Operand inner = conditional();
    tokens.expect(")");
    return inner;
  }

  private Operand cast(Token open) {
    CType type = parser.typeName();
    tokens.expect(")");
    if (!(type instanceof CType.Scalar scalar) || scalar.kind() == CType.Scalar.Kind.FLOATING) {
      throw tokens.error(open, "expected a cast to an integer type but found " + type);
    }
    Operand operand = unary();
    IntValue value = operand.value();
    if (value == null) {
      operand.constant(tokens.source());
      throw tokens.error(open, "expected a constant to cast");
    }
    return Operand.of(IntValue.of(value.value(), scalar), open);
  }

  private Operand sizeof() {
    Token word = tokens.next();
    Token open = tokens.expect("(");
    if (!parser.specifiers().startsType()) {
      throw tokens.expected("a type in sizeof", parser.specifiers().similar(tokens.peek()));
    }
    @Nullable ParameterScope outer = parser.scope();
    parser.scope(null);
    CType type = parser.typeName();
    parser.scope(outer);
    tokens.expect(")");
    if (!type.isSized()) {
      throw tokens.error(open, "expected a type with a size but found " + type);
    }
    return Operand.of(IntValue.ofSize(type.byteSize()), word);
  }
}
