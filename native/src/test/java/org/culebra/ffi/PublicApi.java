package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import org.culebra.array.NDArray;

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

  /// Functions of [KeptLibrary].
  public interface Readers {
    MemorySegment over(NDArray x, int n);

    void close_reader(MemorySegment r);
  }

  /// A callback with user data.
  @FunctionalInterface
  public interface Scaled {
    double at(double x, MemorySegment params);
  }
}
