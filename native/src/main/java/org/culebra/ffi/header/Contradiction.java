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
    CType.Function expected = header.type();
    CType.Function given = found.type();
    int count = expected.parameters().size();
    if (count != given.parameters().size() || expected.variadic() != given.variadic()) {
      return "expected %d parameters%s but found %d%s"
          .formatted(
              count,
              expected.variadic() ? " and '...'" : "",
              given.parameters().size(),
              given.variadic() ? " and '...'" : "");
    }
    for (int i = 0; i < count; i++) {
      String difference =
          between(expected.parameters().get(i).type(), given.parameters().get(i).type());
      if (difference != null) {
        return "parameter " + (i + 1) + ": " + difference;
      }
    }
    String difference = between(expected.returns(), given.returns());
    return difference == null ? null : "return type: " + difference;
  }

  private static @Nullable String between(CType header, CType found) {
    if (isOpaque(header, found)) {
      return null;
    }
    Optional<String> difference = CType.difference(header, found, CType.Comparison.VOID_POINTERS);
    return difference.orElse(losesConst(header, found) ? "expected " + header : null);
  }

  /// Whether a pointer to a struct without members stands for one to a struct of another name:
  /// `FILE` is known without a header.
  private static boolean isOpaque(CType header, CType found) {
    return header instanceof CType.Pointer expected
        && found instanceof CType.Pointer pointer
        && expected.target() instanceof CType.Struct
        && pointer.target() instanceof CType.Struct struct
        && !struct.isComplete()
        && !losesConst(header, found);
  }

  private static boolean losesConst(CType header, CType found) {
    return header instanceof CType.Pointer expected
        && found instanceof CType.Pointer pointer
        && expected.targetConst()
        && !pointer.targetConst();
  }
}
