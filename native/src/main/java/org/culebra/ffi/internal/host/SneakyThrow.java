package org.culebra.ffi.internal.host;

/// A method handle declares `Throwable` although its target throws no checked exception.
public final class SneakyThrow {
  private SneakyThrow() {}

  /// Throws its argument unchanged. Declares a return type, so that callers can write `throw`.
  ///
  /// @param thrown the exception of a method handle
  /// @return never
  public static RuntimeException rethrow(Throwable thrown) {
    return SneakyThrow.<RuntimeException>as(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T as(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
