package org.culebra.duckdb;

/// What is to happen when a connection is closed, see [AnchorFunction]. Thread-safe.
final class Anchor {
  private final Runnable action;
  private int bound;
  private boolean isSet;

  /// @param action runs once; must not throw, nor use the connection
  Anchor(Runnable action) {
    this.action = action;
  }

  /// Counts what DuckDB has bound: while it prepares a statement, that may be several things.
  synchronized long bind() {
    bound++;
    return Handles.add(this);
  }

  /// Makes the end of the last binding the connection's, from now on.
  ///
  /// @return whether anything is bound
  synchronized boolean set() {
    isSet = bound > 0;
    return isSet;
  }

  void unbind() {
    if (isLast()) {
      action.run();
    }
  }

  private synchronized boolean isLast() {
    return --bound == 0 && isSet;
  }
}
