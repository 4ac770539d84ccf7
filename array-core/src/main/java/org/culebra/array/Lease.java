package org.culebra.array;

/// Keeps memory alive until it is released. The caller of the method that returned it releases it
/// exactly once, on any thread.
public interface Lease extends AutoCloseable {

  /// Ends the lease. Calling it twice is an error, which reveals a wrong count.
  ///
  /// @throws IllegalStateException if the lease was already released
  void release();

  /// Ends the lease, for try-with-resources; does nothing if it was already released.
  ///
  /// The default calls [#release()]; an implementation whose `release` throws on a second call must
  /// override this method.
  @Override
  default void close() {
    release();
  }
}
