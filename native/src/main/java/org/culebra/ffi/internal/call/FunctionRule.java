package org.culebra.ffi.internal.call;

import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// What a function-pointer parameter expects of a callback: the same signature as the ABI sees it.
/// `void *` agrees with a pointer to anything. A callback must not write what C passes as `const`,
/// nor give `const` memory where C would write.
public final class FunctionRule {
  private final CType.Function expected;

  /// The type that passed last: comparing trees once per callback is enough. A race costs one more
  /// comparison.
  private CType.@Nullable Function accepted;

  public FunctionRule(CType.Function expected) {
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
  public @Nullable String difference(CType.Function found) {
    return CType.difference(expected, found, CType.Comparison.VOID_POINTERS)
        .orElseGet(() -> constDifference(found));
  }

  private @Nullable String constDifference(CType.Function found) {
    for (int i = 0; i < expected.parameters().size(); i++) {
      CType c = expected.parameters().get(i).type();
      CType java = found.parameters().get(i).type();
      if (dropsConst(c, java)) {
        return "parameter %d: expected %s but found %s".formatted(i + 1, c, java);
      }
    }
    return dropsConst(found.returns(), expected.returns())
        ? "return type: expected %s but found %s".formatted(expected.returns(), found.returns())
        : null;
  }

  /// Whether memory could be written through the second pointer that the first may only read.
  private static boolean dropsConst(CType from, CType to) {
    return from instanceof CType.Pointer read
        && to instanceof CType.Pointer written
        && read.targetConst()
        && !written.targetConst()
        && !(read.target() instanceof CType.Void)
        && !(written.target() instanceof CType.Void);
  }

  public CType.Function expected() {
    return expected;
  }
}
