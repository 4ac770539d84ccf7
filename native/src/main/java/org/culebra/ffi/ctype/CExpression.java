package org.culebra.ffi.ctype;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/// The length of an array parameter: an integer expression over constants and other parameters of
/// the same function, such as `n * m + 1` in `double p[n * m + 1]`.
///
/// Constant parts were computed by C's rules when the text was parsed. The rest is evaluated in
/// 64-bit signed arithmetic; overflow, even of an intermediate result, throws instead of wrapping.
public sealed interface CExpression {

  /// Evaluates the expression.
  ///
  /// @param parameters returns the value of the parameter with a given name, or for `*n` of what
  ///   the parameter `n` points to
  /// @return the value
  /// @throws ArithmeticException on overflow, division by zero or a shift outside 0 to 63
  default long evaluate(ToLongFunction<String> parameters) {
    Objects.requireNonNull(parameters, "parameters");
    return ExpressionEvaluator.evaluate(this, parameters);
  }

  /// {@return the names of the parameters that the value depends on, `*n` for what the parameter
  /// `n` points to, in alphabetical order; empty for a constant}
  default Set<String> parameters() {
    Set<String> names = new TreeSet<>();
    ExpressionEvaluator.collect(this, names);
    return Collections.unmodifiableSet(names);
  }

  /// A number.
  ///
  /// @param value the number
  record Constant(long value) implements CExpression {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /// The value of another parameter.
  ///
  /// @param name the parameter's name
  record Parameter(String name) implements CExpression {
    /// Checks that the name is not null.
    public Parameter {
      Objects.requireNonNull(name, "name");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// The integer that another parameter points to, before the call: `*n` for `int *n`.
  ///
  /// @param name the parameter's name
  record Target(String name) implements CExpression {
    /// Checks that the name is not null.
    public Target {
      Objects.requireNonNull(name, "name");
    }

    @Override
    public String toString() {
      return "*" + name;
    }
  }

  /// An operator with one operand.
  ///
  /// @param operator `+`, `-`, `~` or `!`
  /// @param operand the operand
  record Unary(String operator, CExpression operand) implements CExpression {
    /// Checks that nothing is null.
    public Unary {
      Objects.requireNonNull(operator, "operator");
      Objects.requireNonNull(operand, "operand");
    }

    @Override
    public String toString() {
      return operator + ExpressionEvaluator.operand(operand, 12);
    }
  }

  /// An operator with two operands.
  ///
  /// @param operator a C operator, such as `*` or `<<`
  /// @param left the left operand
  /// @param right the right operand
  record Binary(String operator, CExpression left, CExpression right) implements CExpression {
    /// Checks that nothing is null.
    public Binary {
      Objects.requireNonNull(operator, "operator");
      Objects.requireNonNull(left, "left");
      Objects.requireNonNull(right, "right");
    }

    @Override
    public String toString() {
      int level = ExpressionEvaluator.precedence(operator);
      String after = ExpressionEvaluator.operand(right, level + 1);
      return ExpressionEvaluator.operand(left, level) + " " + operator + " " + after;
    }
  }

  /// `condition ? then : otherwise`.
  ///
  /// @param condition the condition: true if it is not 0
  /// @param then the value if the condition is true
  /// @param otherwise the value if the condition is false
  record Conditional(CExpression condition, CExpression then, CExpression otherwise)
      implements CExpression {
    /// Checks that nothing is null.
    public Conditional {
      Objects.requireNonNull(condition, "condition");
      Objects.requireNonNull(then, "then");
      Objects.requireNonNull(otherwise, "otherwise");
    }

    @Override
    public String toString() {
      return ExpressionEvaluator.operand(condition, 1)
          + " ? "
          + ExpressionEvaluator.operand(then, 1)
          + " : "
          + ExpressionEvaluator.operand(otherwise, 1);
    }
  }
}
