package org.culebra.ffi.ctype;

import org.jspecify.annotations.Nullable;

/// A part of an integer expression while it is being read: a constant with its C type, an
/// expression over parameters, or an arithmetic error that counts only if C would compute that
/// part.
///
/// @param value the constant, if it is one
/// @param expression the same as an expression, null only for an error
/// @param error what is wrong, if something is
/// @param token the place to report
/// @param depth how deep the expression is
record Operand(
    @Nullable IntValue value,
    @Nullable CExpression expression,
    @Nullable String error,
    Token token,
    int depth) {

  static Operand of(IntValue value, Token token) {
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
  /// @throws CDeclarationException if the value is in error or too large for 64 bits with a sign
  CExpression use(Source source) {
    if (error != null) {
      throw source.error(token, error);
    }
    if (expression != null) {
      return expression;
    }
    IntValue constant = constant(source);
    if (constant.value().bitLength() > 63) {
      throw source.error(token, "expected a value below 2^63 but found " + constant.value());
    }
    return new CExpression.Constant(constant.bits());
  }

  /// @throws CDeclarationException if this is no constant
  IntValue constant(Source source) {
    if (error != null) {
      throw source.error(token, error);
    }
    if (value == null) {
      throw source.error(token, "expected a constant but found " + expression);
    }
    return value;
  }
}
