package org.culebra.ffi;

import org.jspecify.annotations.Nullable;

/// What a function-pointer parameter expects of a callback: the same signature as the ABI sees it.
/// `const` does not matter, and `void *` agrees with a pointer to anything.
final class FunctionRule {
  private final CType.Function expected;

  /// The type that passed last: comparing trees once per callback is enough. A race costs one more
  /// comparison.
  private CType.@Nullable Function accepted;

  FunctionRule(CType.Function expected) {
    this.expected = expected;
  }

  @SuppressWarnings("ReferenceEquality") // a cache of one
  boolean accepts(Callback callback) {
    CType.Function found = callback.type();
    if (found == accepted) {
      return true;
    }
    if (difference(found) != null) {
      return false;
    }
    accepted = found;
    return true;
  }

  /// The first difference in words, or `null`.
  @Nullable String difference(CType.Function found) {
    return CType.difference(expected, found, CType.Comparison.VOID_POINTERS).orElse(null);
  }

  CType.Function expected() {
    return expected;
  }
}
