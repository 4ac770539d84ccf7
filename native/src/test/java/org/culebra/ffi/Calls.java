package org.culebra.ffi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Calls whose result is known not to be `void`.
final class Calls {
  private Calls() {}

  /// The result of a call, as the type that it has.
  static <T> T of(Class<T> type, CFunction function, @Nullable Object... arguments) {
    return type.cast(Objects.requireNonNull(function.call(arguments), "result"));
  }
}
