package org.culebra.array;

/// A promise that memory stays alive until it is released. Whoever holds it releases it exactly
/// once, on any thread; a second release is refused.
public interface Lease extends AutoCloseable {

  /// Gives the memory back.
  ///
  /// @throws IllegalStateException if the lease was released before
  void release();

  /// The same as [#release()], for try-with-resources.
  @Override
  default void close() {
    release();
  }
}
