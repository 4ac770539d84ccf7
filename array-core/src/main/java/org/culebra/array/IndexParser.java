package org.culebra.array;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.culebra.array.internal.Errors;

/// Parses an index as Python writes it in brackets; [Index#parse(String)] has the grammar.
final class IndexParser {

  /// The blanks that Python ignores in brackets.
  private static final String BLANKS = " \t\r\n\f";

  private static final String SIGNS = "+-~";

  private static final Set<String> NONE = Set.of("None", "newaxis", "np.newaxis", "numpy.newaxis");
  private static final Set<String> DOTS = Set.of("...", "Ellipsis");

  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

  /// More digits than any `long` has; further ones only make the number larger.
  private static final int MAX_DIGITS = 65;

  private final String text;

  IndexParser(String text) {
    this.text = text;
  }

  Index[] read() {
    List<String> parts = Arrays.stream(text.split(",", -1)).map(IndexParser::strip).toList();
    int last = parts.size() - 1;
    if (parts.get(last).isEmpty()) {
      // A comma may end an index, but not the empty one.
      parts = parts.subList(0, last);
    }
    return parts.stream().map(this::entry).toArray(Index[]::new);
  }

  private static String strip(String part) {
    int from = 0;
    int to = part.length();
    while (from < to && BLANKS.indexOf(part.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && BLANKS.indexOf(part.charAt(to - 1)) >= 0) {
      to--;
    }
    return part.substring(from, to);
  }

  private Index entry(String part) {
    if (DOTS.contains(part)) {
      return Index.ellipsis();
    }
    if (NONE.contains(part)) {
      return Index.newAxis();
    }
    String[] bounds = part.split(":", -1);
    if (bounds.length > 3) {
      throw malformed(part);
    }
    if (bounds.length == 1) {
      return Index.at(number(part, part));
    }
    long step = bounds.length == 3 ? bound(bounds[2], 1, part) : 1;
    boolean back = step < 0;
    long start = bound(bounds[0], back ? Long.MAX_VALUE : 0, part);
    long stop = bound(bounds[1], back ? Long.MIN_VALUE : Long.MAX_VALUE, part);
    return Index.range(start, stop, step);
  }

  private long bound(String bound, long absent, String part) {
    String stripped = strip(bound);
    return stripped.isEmpty() || NONE.contains(stripped) ? absent : number(stripped, part);
  }

  /// The nearest `long`: axes are shorter, so it selects the same elements.
  private long number(String number, String part) {
    int at = 0;
    while (at < number.length() && (SIGNS + BLANKS).indexOf(number.charAt(at)) >= 0) {
      at++;
    }
    BigInteger value = literal(number.substring(at), part);
    for (int i = at - 1; i >= 0; i--) {
      value =
          switch (number.charAt(i)) {
            case '-' -> value.negate();
            case '~' -> value.not();
            default -> value;
          };
    }
    return value.max(LEAST).min(GREATEST).longValue();
  }

  /// An integer in Python's syntax, without a sign.
  private BigInteger literal(String literal, String part) {
    int radix = radix(literal);
    String digits = plain(radix == 10 ? literal : '0' + literal.substring(2));
    boolean bare = radix != 10 && literal.length() == 2;
    if (bare || digits.isEmpty() || !digits.chars().allMatch(c -> isDigit(c, radix))) {
      throw malformed(part);
    }
    int zeros = 0;
    while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
      zeros++;
    }
    String significant = digits.substring(zeros);
    if (radix == 10 && zeros > 0 && !significant.equals("0")) {
      throw malformed(part); // as in Python, for 010 is octal in C
    }
    int count = Math.min(significant.length(), MAX_DIGITS);
    return new BigInteger(significant.substring(0, count), radix);
  }

  /// Without the underscores, each of which must be between two digits; empty if one is not.
  private static String plain(String digits) {
    boolean separated = !digits.startsWith("_") && !digits.endsWith("_") && !digits.contains("__");
    return separated ? digits.replace("_", "") : "";
  }

  private static boolean isDigit(int c, int radix) {
    return c < 128 && Character.digit(c, radix) >= 0;
  }

  private static int radix(String literal) {
    char kind = literal.length() > 1 && literal.charAt(0) == '0' ? literal.charAt(1) : '0';
    return switch (kind) {
      case 'x', 'X' -> 16;
      case 'o', 'O' -> 8;
      case 'b', 'B' -> 2;
      default -> 10;
    };
  }

  private IllegalArgumentException malformed(String part) {
    return Errors.argument(
        "expected an index, start:stop:step, '...' or None but found '%s' in '%s'",
        Errors.brief(part), Errors.brief(text));
  }
}
