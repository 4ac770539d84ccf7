package org.culebra.ffi;

/// Interfaces that need no lookup.
public final class PublicApi {
  private PublicApi() {}

  /// C's `abs` and `labs`.
  public interface Numbers {
    int abs(int value);

    long labs(long value);
  }

  /// One function.
  @FunctionalInterface
  public interface Abs {
    int of(int value);
  }
}
