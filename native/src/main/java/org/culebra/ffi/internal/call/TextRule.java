package org.culebra.ffi.internal.call;

import org.jspecify.annotations.Nullable;

/// What a Java text must be to go to C, whose texts end at their first NUL.
public final class TextRule {
  private TextRule() {}

  /// Why a text cannot go to C, or `null`.
  public static @Nullable String problem(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return "expected text without NUL but found one at index " + i;
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return "expected text in whole characters but found half a surrogate pair at index " + i;
        }
        i++;
      }
    }
    return null;
  }
}
