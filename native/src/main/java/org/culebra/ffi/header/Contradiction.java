package org.culebra.ffi.header;

import java.util.Optional;
import org.culebra.ffi.ctype.CPrototype;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// Compares a prototype with the one of a header, to which it may add what C cannot say: lengths,
/// the elements behind a `void *`, a `const` that the header omits.
final class Contradiction {
  private Contradiction() {}

  /// The first contradiction; `null` if there is none.
  static @Nullable String between(CPrototype header, CPrototype found) {
    Optional<String> difference =
        CType.difference(header.type(), found.type(), CType.Comparison.VOID_POINTERS);
    if (difference.isPresent()) {
      return difference.get();
    }
    for (int i = 0; i < header.type().parameters().size(); i++) {
      CType expected = header.type().parameters().get(i).type();
      if (losesConst(expected, found.type().parameters().get(i).type())) {
        return "parameter %d: expected %s".formatted(i + 1, expected);
      }
    }
    return losesConst(header.type().returns(), found.type().returns())
        ? "return type: expected " + header.type().returns()
        : null;
  }

  private static boolean losesConst(CType header, CType found) {
    return header instanceof CType.Pointer expected
        && found instanceof CType.Pointer pointer
        && expected.targetConst()
        && !pointer.targetConst();
  }
}
