package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.host.TextDecoder;
import org.jspecify.annotations.Nullable;

/// Text for a `const char *`, and texts for a `const char *v[n]`, copied to memory of the call: in
/// UTF-8 with a terminating NUL. An array of texts has a terminating NULL, as `argv` does.
///
/// The methods return `null` if the text must be rejected.
public final class CopiedText {
  private CopiedText() {}

  /// Whether C may use a type for text.
  public static boolean isText(@Nullable CType type) {
    return type instanceof CType.Scalar scalar && scalar.isText();
  }

  /// Whether a rule accepts a `String`: for `const char *`.
  public static boolean isAccepted(PointerRule rule) {
    return isText(rule.element()) && rule.isConst() && rule.dims().size() < 2;
  }

  /// Whether a rule accepts a `String[]`: for pointers to `char`, if C does not modify the text, as
  /// in `const char **`, or at least not the pointers, as in `char *const argv[]`.
  static boolean areAccepted(PointerRule rule) {
    return rule.what() == PointerRule.What.POINTERS
        && rule.dims().size() < 2
        && rule.target() instanceof CType.Pointer text
        && isText(text.target())
        && (rule.isConst() || text.targetConst());
  }

  /// A string.
  public static @Nullable MemorySegment of(
      @Nullable String text, PointerRule rule, long needed, CallMemory memory) {
    if (text == null) {
      return ArgumentMarshaller.absent(rule);
    }
    if (textProblem(text) != null) {
      return null;
    }
    MemorySegment bytes = memory.allocateFrom(text);
    return needed >= 0 && bytes.byteSize() >= needed ? bytes : null;
  }

  /// Strings.
  public static @Nullable MemorySegment of(
      String @Nullable [] texts, PointerRule rule, long needed, CallMemory memory) {
    if (texts == null) {
      return ArgumentMarshaller.absent(rule);
    }
    if (needed < 0 || needed > count(texts, rule)) {
      return null;
    }
    MemorySegment pointers = memory.allocate(ValueLayout.ADDRESS, texts.length + 1L);
    for (int i = 0; i < texts.length; i++) {
      String text = texts[i];
      if (text == null || textProblem(text) != null) {
        return null;
      }
      pointers.setAtIndex(ValueLayout.ADDRESS, i, memory.allocateFrom(text));
    }
    pointers.setAtIndex(ValueLayout.ADDRESS, texts.length, MemorySegment.NULL);
    return pointers;
  }

  /// The elements that count for the length: a declared one is that of the texts alone, since C may
  /// read as many.
  private static long count(@Nullable String[] texts, PointerRule rule) {
    return rule.dims().isEmpty() ? texts.length + 1L : texts.length;
  }

  /// Text that C returned: trusts the pointer.
  ///
  /// @return `null` for NULL
  public static @Nullable String read(MemorySegment pointer) {
    return pointer.address() == 0 ? null : TextDecoder.at(pointer.address());
  }

  /// Why a string does not match; `null` if it does.
  ///
  /// @param length the declared length for the message
  static @Nullable String problem(String text, long needed, String length) {
    String problem = textProblem(text);
    if (problem != null) {
      return problem;
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length + 1;
    return bytes >= needed
        ? null
        : "expected text of at least %s bytes with its NUL but found %d".formatted(length, bytes);
  }

  /// Why strings do not match; `null` if they do.
  ///
  /// @param length the declared length for the message
  static @Nullable String problem(
      @Nullable String[] texts, PointerRule rule, long needed, String length) {
    for (int i = 0; i < texts.length; i++) {
      String text = texts[i];
      String problem = text == null ? "expected text but found null" : textProblem(text);
      if (problem != null) {
        return "element " + i + ": " + problem;
      }
    }
    return needed <= count(texts, rule)
        ? null
        : "expected at least %s texts but found %d".formatted(length, texts.length);
  }

  /// Why a string cannot be passed to C, or `null`.
  public static @Nullable String textProblem(String text) {
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
          return "expected paired surrogates but found an unpaired one at index " + i;
        }
        i++;
      }
    }
    return null;
  }
}
