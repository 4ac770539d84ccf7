package org.culebra.ffi.internal.host;

/// A method handle declares `Throwable` although its target throws nothing checked.
public final class SneakyThrow {
  private SneakyThrow() {}

  /// Throws what it is given, unchanged. Declared to return, so that callers can write `throw`.
  ///
  /// @param thrown what a method handle threw
  /// @return never
  public static RuntimeException rethrow(Throwable thrown) {
    return SneakyThrow.<RuntimeException>as(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T as(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
