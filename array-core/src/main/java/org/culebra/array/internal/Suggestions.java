package org.culebra.array.internal;

import java.util.Locale;

/// Suggests known names for an unknown one.
public final class Suggestions {
  private static final int LONGEST = 64;

  private Suggestions() {}

  /// `; did you mean 'x'?`, or nothing if no candidate is close.
  ///
  /// @param name the unknown name
  /// @param candidates the known ones
  /// @return the end of a message
  public static String hint(String name, Iterable<String> candidates) {
    String best = "";
    int least = name.length() / 3 + 1;
    for (String candidate : candidates) {
      int distance = distance(name, candidate, least);
      if (distance < least || distance == least && best.isEmpty()) {
        least = distance;
        best = candidate;
      }
    }
    return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
  }

  /// The number of letters to change, insert or omit; a number above `limit` if it exceeds that.
  private static int distance(String a, String b, int limit) {
    boolean far = Math.abs(a.length() - b.length()) > limit;
    if (far || a.length() > LONGEST || b.length() > LONGEST || limit >= a.length()) {
      return Integer.MAX_VALUE;
    }
    return distance(a.toLowerCase(Locale.ROOT), b.toLowerCase(Locale.ROOT));
  }

  /// Swapping two neighbors counts as one change: `uint8_t` and `unit8_t`.
  private static int distance(String a, String b) {
    int[][] rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        rows[i][j] = i == 0 || j == 0 ? i + j : cell(rows, a, b, i, j);
      }
    }
    return rows[a.length()][b.length()];
  }

  private static int cell(int[][] rows, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = Math.min(rows[i - 1][j - 1] + change, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
    boolean exchanged =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return exchanged ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
  }
}
