package org.culebra.arrow.internal.print;

import java.util.regex.Pattern;

/// A text that is cut where it becomes too long for a table.
final class BoundedText {
  /// The characters that are shown.
  static final int LIMIT = 40;

  private static final String DOTS = "...";
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final StringBuilder text = new StringBuilder();

  /// Appends as much of a text as can be shown, on one line.
  BoundedText append(String more) {
    if (!isFull()) {
      String start = more.substring(0, Math.min(more.length(), LIMIT + 1));
      text.append(CONTROL.matcher(start).replaceAll("?"));
    }
    return this;
  }

  /// Whether what follows is not shown.
  boolean isFull() {
    return text.length() > LIMIT;
  }

  /// The text, which ends in dots if it was cut; never between the two halves of a character.
  @Override
  public String toString() {
    if (!isFull()) {
      return text.toString();
    }
    int end = LIMIT - DOTS.length();
    boolean splits = Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, splits ? end - 1 : end) + DOTS;
  }
}
