package org.culebra.ffi.capsule;

import java.util.Objects;
import org.culebra.ffi.internal.memory.ExportRegistry;
import org.jspecify.annotations.Nullable;

/// The state of a capsule: open, possibly consumed, ended. It refers to no memory, so that an
/// automatic arena's cleanup may reference it.
final class CapsuleState {
  private final ExportRegistry.Ticket ticket;
  private @Nullable String name;
  private @Nullable Runnable destructor;

  /// Reachable until the end, for C only.
  @SuppressWarnings("UnusedVariable")
  private @Nullable Object owner;

  private boolean consumed;
  private boolean debugged;
  private volatile boolean ended;
  private @Nullable Throwable endedAt;

  CapsuleState(@Nullable String name, @Nullable Runnable destructor, @Nullable Object owner) {
    this.name = name;
    this.destructor = destructor;
    this.owner = owner;
    this.ticket = ExportRegistry.open("capsule " + quoted(name));
  }

  static String quoted(@Nullable String name) {
    return name == null ? "NULL" : '"' + name + '"';
  }

  synchronized @Nullable String name() {
    return name;
  }

  synchronized boolean isConsumed() {
    return consumed;
  }

  boolean isEnded() {
    return ended;
  }

  /// From now on the stack trace of the end is recorded.
  synchronized void debug() {
    debugged = true;
  }

  /// The stack trace of the end, if it has ended and the trace was recorded.
  synchronized @Nullable Throwable endedAt() {
    return endedAt;
  }

  /// Transfers ownership; the destructor is dropped.
  ///
  /// @return false if it is no longer called `seen`
  synchronized boolean consume(@Nullable String seen, @Nullable String newName) {
    checkOpen();
    if (consumed || !Objects.equals(name, seen)) {
      return false;
    }
    consumed = true;
    name = newName;
    destructor = null;
    owner = null;
    return true;
  }

  void checkOpen() {
    if (ended) {
      throw new IllegalStateException(
          "expected an open capsule but found " + quoted(name()) + ", which is closed", endedAt());
    }
  }

  /// It was never created completely: nothing is run.
  void abandon() {
    ticket.close();
  }

  /// Ends it, once. If the memory cannot be closed, nothing changes.
  ///
  /// @param memory closes the capsule's memory
  void end(Runnable memory) {
    Runnable destroy;
    synchronized (this) {
      if (ended) {
        return;
      }
      memory.run();
      ended = true;
      endedAt = debugged ? CapsuleLeaks.stack("closed") : null;
      destroy = destructor;
      destructor = null;
    }
    ticket.close();
    try {
      if (destroy != null) {
        destroy.run();
      }
    } finally {
      synchronized (this) {
        owner = null;
      }
    }
  }
}
