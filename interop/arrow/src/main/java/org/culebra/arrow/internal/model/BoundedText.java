package org.culebra.arrow.internal.model;

import java.util.regex.Pattern;

/// A text on one line that is cut where it becomes too long.
public final class BoundedText {
  private static final String DOTS = "...";
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final StringBuilder text = new StringBuilder();
  private final int limit;

  /// @param limit the characters that are shown, more than three
  public BoundedText(int limit) {
    this.limit = limit;
  }

  /// Appends as much of a text as can be shown.
  public BoundedText append(String more) {
    if (!isFull()) {
      String start = more.length() > limit ? more.substring(0, limit + 1) : more;
      text.append(CONTROL.matcher(start).replaceAll("?"));
    }
    return this;
  }

  /// Whether what follows is not shown.
  public boolean isFull() {
    return text.length() > limit;
  }

  /// The text, which ends in dots if it was cut; never between the two halves of a character.
  @Override
  public String toString() {
    if (!isFull()) {
      return text.toString();
    }
    int end = limit - DOTS.length();
    boolean splits = Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, splits ? end - 1 : end) + DOTS;
  }
}
