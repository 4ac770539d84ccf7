package org.culebra.ffi.ctype;

import java.util.Set;
import java.util.function.ToLongFunction;
import org.culebra.array.internal.ExactMath;

/// Evaluates and prints a [CExpression]: 64-bit signed arithmetic that never wraps, and C's
/// operator precedence.
final class ExpressionEvaluator {
  private ExpressionEvaluator() {}

  static long evaluate(CExpression expression, ToLongFunction<String> parameters) {
    return switch (expression) {
      case CExpression.Constant(long value) -> value;
      case CExpression.Parameter(String name) -> parameters.applyAsLong(name);
      case CExpression.Target target -> parameters.applyAsLong(target.toString());
      case CExpression.Unary(String operator, CExpression operand) ->
          unary(operator, evaluate(operand, parameters));
      case CExpression.Binary binary -> binary(binary, parameters);
      case CExpression.Conditional c ->
          evaluate(evaluate(c.condition(), parameters) != 0 ? c.then() : c.otherwise(), parameters);
    };
  }

  private static long unary(String operator, long value) {
    return switch (operator) {
      case "+" -> value;
      case "-" -> ExactMath.subtract(0, value);
      case "~" -> ~value;
      case "!" -> value == 0 ? 1 : 0;
      default -> throw new IllegalArgumentException("expected + - ~ or ! but found " + operator);
    };
  }

  private static long binary(CExpression.Binary binary, ToLongFunction<String> parameters) {
    long left = evaluate(binary.left(), parameters);
    // C does not evaluate the right operand when the left one decides (C11 6.5.13, 6.5.14).
    if (binary.operator().equals("&&") && left == 0) {
      return 0;
    }
    if (binary.operator().equals("||") && left != 0) {
      return 1;
    }
    return binary(binary.operator(), left, evaluate(binary.right(), parameters));
  }

  private static long binary(String operator, long left, long right) {
    return switch (operator) {
      case "+" -> ExactMath.add(left, right);
      case "-" -> ExactMath.subtract(left, right);
      case "*" -> ExactMath.multiply(left, right);
      case "/" -> divide(left, right);
      case "%" -> left % divisor(right);
      case "<<" -> shiftLeft(left, right);
      case ">>" -> left >> shift(right);
      case "&" -> left & right;
      case "^" -> left ^ right;
      case "|" -> left | right;
      default -> truth(operator, left, right) ? 1 : 0;
    };
  }

  private static long divide(long left, long right) {
    if (left == Long.MIN_VALUE && right == -1) {
      throw ExactMath.tooLarge(left, "/", right);
    }
    return left / divisor(right);
  }

  private static long divisor(long value) {
    if (value == 0) {
      throw new ArithmeticException("expected a divisor other than 0 but found 0");
    }
    return value;
  }

  private static boolean truth(String operator, long left, long right) {
    return switch (operator) {
      case "<" -> left < right;
      case ">" -> left > right;
      case "<=" -> left <= right;
      case ">=" -> left >= right;
      case "==" -> left == right;
      case "!=" -> left != right;
      case "&&", "||" -> right != 0;
      default -> throw new IllegalArgumentException("expected a C operator but found " + operator);
    };
  }

  private static long shiftLeft(long value, long count) {
    long result = value << shift(count);
    if (value < 0 || result < 0 || result >> count != value) {
      throw ExactMath.tooLarge(value, "<<", count);
    }
    return result;
  }

  private static long shift(long count) {
    if (count < 0 || count > 63) {
      throw new ArithmeticException("expected a shift of 0 to 63 but found " + count);
    }
    return count;
  }

  static void collect(CExpression expression, Set<String> names) {
    switch (expression) {
      case CExpression.Constant constant -> {}
      case CExpression.Parameter(String name) -> names.add(name);
      case CExpression.Target target -> names.add(target.toString());
      case CExpression.Unary unary -> collect(unary.operand(), names);
      case CExpression.Binary binary -> {
        collect(binary.left(), names);
        collect(binary.right(), names);
      }
      case CExpression.Conditional c -> {
        collect(c.condition(), names);
        collect(c.then(), names);
        collect(c.otherwise(), names);
      }
    }
  }

  /// An operand, in parentheses if its precedence is below `atLeast`.
  static String operand(CExpression expression, int atLeast) {
    return precedence(expression) < atLeast ? "(" + expression + ")" : expression.toString();
  }

  static int precedence(CExpression expression) {
    return switch (expression) {
      case CExpression.Constant(long value) -> value < 0 ? 11 : 12;
      case CExpression.Parameter p -> 12;
      case CExpression.Target t -> 11;
      case CExpression.Unary u -> 11;
      case CExpression.Binary b -> precedence(b.operator());
      case CExpression.Conditional c -> 0;
    };
  }

  /// The precedence of a binary operator (C11 6.5.5 to 6.5.14), from 1, the lowest; 0 for anything
  /// else.
  static int precedence(String operator) {
    return switch (operator) {
      case "*", "/", "%" -> 10;
      case "+", "-" -> 9;
      case "<<", ">>" -> 8;
      case "<", ">", "<=", ">=" -> 7;
      case "==", "!=" -> 6;
      case "&" -> 5;
      case "^" -> 4;
      case "|" -> 3;
      case "&&" -> 2;
      case "||" -> 1;
      default -> 0;
    };
  }
}
