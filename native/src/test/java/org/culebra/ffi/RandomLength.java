package org.culebra.ffi;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A random length over the parameters of a function: its C text, and its value by numbers without
/// bounds. It shares no code with the library.
///
/// @param operator `n` for a parameter, `1` for a constant, else an operator of C
/// @param name the parameter
/// @param value the constant
/// @param operands none, one, two or three
record RandomLength(String operator, String name, long value, List<RandomLength> operands) {
  /// The parameters, each of another type.
  static final List<String> NAMES = List.of("a", "b", "c", "d", "s");

  private static final String[] BINARY = {
    "+", "-", "*", "+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^", "<", ">", "<=", ">=", "==",
    "!=", "&&", "||"
  };
  private static final String[] UNARY = {"-", "~", "!", "+"};
  private static final BigInteger LOW = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger HIGH = BigInteger.valueOf(Long.MAX_VALUE);

  /// Always with a parameter in it, for what is constant is computed by C's rules.
  static RandomLength of(Random random, int depth) {
    int choice = random.nextInt(12);
    if (depth == 0 || choice < 3) {
      return new RandomLength("n", NAMES.get(random.nextInt(NAMES.size())), 0, List.of());
    }
    if (choice == 3) {
      String sign = UNARY[random.nextInt(UNARY.length)];
      return new RandomLength(sign, "", 0, List.of(of(random, depth - 1)));
    }
    if (choice == 4) {
      List<RandomLength> three =
          List.of(of(random, depth - 1), operand(random, depth), operand(random, depth));
      return new RandomLength("?", "", 0, three);
    }
    String operator = BINARY[random.nextInt(BINARY.length)];
    boolean constantFirst = !operator.contains("&&") && !operator.contains("||");
    RandomLength left = constantFirst ? operand(random, depth) : of(random, depth - 1);
    boolean constant = left.operator.equals("1");
    RandomLength right = constant ? of(random, depth - 1) : operand(random, depth);
    return new RandomLength(operator, "", 0, List.of(left, right));
  }

  private static RandomLength operand(Random random, int depth) {
    return random.nextInt(3) == 0
        ? new RandomLength("1", "", random.nextInt(9), List.of())
        : of(random, depth - 1);
  }

  /// In C, with all parentheses.
  @Override
  public String toString() {
    return switch (operator) {
      case "n" -> name;
      case "1" -> Long.toString(value);
      case "?" -> "(%s ? %s : %s)".formatted(operands.get(0), operands.get(1), operands.get(2));
      default ->
          operands.size() == 1
              ? operator + "(" + operands.getFirst() + ")"
              : "(" + operands.get(0) + " " + operator + " " + operands.get(1) + ")";
    };
  }

  /// The exact value; `null` where a part of it has none, or none of 64 bits with a sign.
  @Nullable BigInteger evaluate(Map<String, BigInteger> values) {
    BigInteger result = exact(values);
    return result == null || result.compareTo(LOW) < 0 || result.compareTo(HIGH) > 0
        ? null
        : result;
  }

  private @Nullable BigInteger exact(Map<String, BigInteger> values) {
    if (operator.equals("n")) {
      return values.get(name);
    }
    if (operator.equals("1")) {
      return BigInteger.valueOf(value);
    }
    BigInteger first = operands.getFirst().evaluate(values);
    if (first == null) {
      return null;
    }
    if (operator.equals("?")) {
      return operands.get(first.signum() != 0 ? 1 : 2).evaluate(values);
    }
    if (operands.size() == 1) {
      return unary(first);
    }
    if (operator.equals("&&") && first.signum() == 0) {
      return BigInteger.ZERO;
    }
    if (operator.equals("||") && first.signum() != 0) {
      return BigInteger.ONE;
    }
    BigInteger second = operands.get(1).evaluate(values);
    return second == null ? null : binary(first, second);
  }

  private BigInteger unary(BigInteger operand) {
    return switch (operator) {
      case "-" -> operand.negate();
      case "~" -> operand.not();
      case "!" -> truth(operand.signum() == 0);
      default -> operand;
    };
  }

  private @Nullable BigInteger binary(BigInteger left, BigInteger right) {
    boolean divides = right.signum() != 0;
    boolean shifts = right.signum() >= 0 && right.compareTo(BigInteger.valueOf(63)) <= 0;
    return switch (operator) {
      case "+" -> left.add(right);
      case "-" -> left.subtract(right);
      case "*" -> left.multiply(right);
      case "/" -> divides ? left.divide(right) : null;
      case "%" -> divides ? left.remainder(right) : null;
      case "<<" -> shifts && left.signum() >= 0 ? left.shiftLeft(right.intValue()) : null;
      case ">>" -> shifts ? left.shiftRight(right.intValue()) : null;
      case "&" -> left.and(right);
      case "|" -> left.or(right);
      case "^" -> left.xor(right);
      case "&&", "||" -> truth(right.signum() != 0);
      default -> truth(compare(left.compareTo(right)));
    };
  }

  private boolean compare(int order) {
    return switch (operator) {
      case "<" -> order < 0;
      case ">" -> order > 0;
      case "<=" -> order <= 0;
      case ">=" -> order >= 0;
      case "==" -> order == 0;
      default -> order != 0;
    };
  }

  private static BigInteger truth(boolean value) {
    return value ? BigInteger.ONE : BigInteger.ZERO;
  }
}
