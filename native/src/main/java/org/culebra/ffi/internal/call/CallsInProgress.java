package org.culebra.ffi.internal.call;

import org.jspecify.annotations.Nullable;

/// The calls to C with callbacks that have not returned, by thread, and the failures that they must
/// throw.
///
/// A failure on a thread that is in such a call belongs to that call: to the innermost one, which
/// returns first. A failure on a thread created by C could belong to any call, so all of them get
/// it.
final class CallsInProgress {
  /// The calls of one thread.
  private static final class Calls {
    @Nullable Thread thread;
    int depth;
    @Nullable Throwable failure;
    @Nullable Calls next;

    void keep(Throwable thrown) {
      if (failure == null) {
        failure = thrown;
      }
    }
  }

  /// Reused, so that the usual single caller allocates nothing.
  private final Calls usual = new Calls();

  private @Nullable Calls first;
  private volatile boolean anyFailed;

  /// The failures in [PendingFailures].
  private int pending;

  /// A call begins.
  synchronized void enter() {
    Calls calls = ofThisThread();
    if (calls == null) {
      calls = usual.thread == null ? usual : new Calls();
      calls.thread = Thread.currentThread();
      calls.next = first;
      first = calls;
    }
    calls.depth++;
  }

  /// A call ends and returns the failure that happened during it.
  synchronized @Nullable Throwable leave() {
    Calls calls = ofThisThread();
    if (calls == null) {
      return null;
    }
    Throwable failure = calls.failure;
    calls.failure = null;
    if (--calls.depth == 0) {
      remove(calls);
    }
    anyFailed = pending > 0 || someFailed();
    return failure;
  }

  /// Stores a failure for the call of this thread; the first one wins.
  ///
  /// @return false if there is no call
  synchronized boolean failedHere(Throwable thrown) {
    Calls own = ofThisThread();
    if (own == null) {
      return false;
    }
    own.keep(thrown);
    anyFailed = true;
    return true;
  }

  /// Stores a failure for all calls.
  ///
  /// @return false if there are none
  synchronized boolean failedElsewhere(Throwable thrown) {
    for (Calls calls = first; calls != null; calls = calls.next) {
      calls.keep(thrown);
    }
    anyFailed |= first != null;
    return first != null;
  }

  /// The number of failures in [PendingFailures] changes.
  synchronized void pending(int change) {
    pending += change;
    anyFailed = pending > 0 || someFailed();
  }

  /// Whether the call in progress has failed, so that the target must not run again.
  boolean hasFailed() {
    return anyFailed && hasFailedHere();
  }

  private synchronized boolean hasFailedHere() {
    Calls own = ofThisThread();
    boolean failed = own == null ? someFailed() : own.failure != null;
    return failed || (pending > 0 && PendingFailures.has(this));
  }

  /// The earlier of two failures of a call, with the later one suppressed.
  @SuppressWarnings("ReferenceEquality") // a throwable cannot suppress itself
  static @Nullable Throwable first(@Nullable Throwable earlier, @Nullable Throwable later) {
    if (earlier != null && later != null && earlier != later) {
      earlier.addSuppressed(later);
    }
    return earlier == null ? later : earlier;
  }

  @SuppressWarnings("ReferenceEquality") // a thread is itself alone
  private @Nullable Calls ofThisThread() {
    Thread current = Thread.currentThread();
    Calls calls = first;
    while (calls != null && calls.thread != current) {
      calls = calls.next;
    }
    return calls;
  }

  private boolean someFailed() {
    for (Calls calls = first; calls != null; calls = calls.next) {
      if (calls.failure != null) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // a list of nodes
  private void remove(Calls gone) {
    if (first == gone) {
      first = gone.next;
    } else {
      Calls before = first;
      while (before != null && before.next != gone) {
        before = before.next;
      }
      if (before != null) {
        before.next = gone.next;
      }
    }
    gone.thread = null;
    gone.next = null;
  }
}
