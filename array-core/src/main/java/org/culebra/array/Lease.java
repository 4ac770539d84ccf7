package org.culebra.array;

/// Keeps memory alive until it is released. The caller of the method that returned it releases it
/// exactly once, on any thread.
public interface Lease extends AutoCloseable {

  /// Ends the lease. An error to call it twice, which shows who counts wrong.
  ///
  /// @throws IllegalStateException if the lease was released before
  void release();

  /// Ends the lease, for try-with-resources; does nothing if it was released before.
  ///
  /// The default calls [#release()]: an implementation whose `release` throws at a second call
  /// overrides this method.
  @Override
  default void close() {
    release();
  }
}
