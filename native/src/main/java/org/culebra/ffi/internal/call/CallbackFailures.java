package org.culebra.ffi.internal.call;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the generated code of a [Callback] reports to: the calls in progress and the failures.
///
/// The JDK's function pointer keeps the generated code and all its constants reachable as long as
/// the arena. This object is one of them; the callback is not, because its pointer reaches the
/// arena, so that an automatic arena would keep itself alive.
final class CallbackFailures extends UpcallGuard.Failures {
  private static final System.Logger LOG = System.getLogger("org.culebra");

  private final @Nullable Function<Throwable, @Nullable Object> onError;
  private final @Nullable Consumer<? super Throwable> uncaught;
  private final boolean thrownByCalls;
  private final CallsInProgress calls = new CallsInProgress();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicBoolean handled = new AtomicBoolean();
  private volatile @Nullable Throwable failure;

  /// @param onError converts a failure to the value for C, in the linker's type
  /// @param uncaught for failures that no call throws; `null` for the thread's handler
  /// @param thrownByCalls whether a call throws the failure even if it was not given the callback
  CallbackFailures(
      @Nullable Function<Throwable, @Nullable Object> onError,
      @Nullable Consumer<? super Throwable> uncaught,
      boolean thrownByCalls) {
    this.onError = onError;
    this.uncaught = uncaught;
    this.thrownByCalls = thrownByCalls;
  }

  /// The number of failures.
  long failures() {
    return failures.get();
  }

  /// The first failure.
  @Nullable Throwable failure() {
    return failure;
  }

  /// A call with the callback begins.
  void enter() {
    calls.enter();
  }

  /// It ends and returns the failure that happened during it.
  @Nullable Throwable leave() {
    Throwable thrown = calls.leave();
    if (!outOfStack) {
      return thrown;
    }
    outOfStack = false;
    return thrown == null
        ? new StackOverflowError("in a callback, after which C continued")
        : thrown;
  }

  /// Whether the call in progress has failed: then the target must not run again.
  boolean hasFailed() {
    return calls.hasFailed();
  }

  @Override
  protected void failed(Throwable thrown) {
    try {
      if (failures.getAndIncrement() == 0) {
        failure = thrown;
      }
      if (!belongsToACall(thrown)) {
        handle(thrown);
      }
    } catch (Throwable e) {
      logQuietly(e);
    }
  }

  private boolean belongsToACall(Throwable thrown) {
    return calls.failedHere(thrown)
        || (thrownByCalls && PendingFailures.add(calls, thrown))
        || calls.failedElsewhere(thrown);
  }

  private void handle(Throwable thrown) {
    Consumer<? super Throwable> handler = uncaught;
    if (handler != null) {
      handler.accept(thrown);
    } else if (handled.compareAndSet(false, true)) {
      // C may continue for millions of calls, and each may fail
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }
  }

  @Override
  protected boolean answers() {
    return onError != null;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a throwable cannot suppress itself
  protected @Nullable Object answer(Throwable thrown) {
    if (onError == null) {
      return null;
    }
    try {
      return onError.apply(thrown);
    } catch (Throwable e) {
      if (e != thrown) {
        thrown.addSuppressed(e);
      }
      return null;
    }
  }

  private static void logQuietly(Throwable thrown) {
    try {
      LOG.log(Level.ERROR, "the handler of a callback's failure failed", thrown);
    } catch (Throwable e) {
      // no further handler, and C must not be unwound
    }
  }
}
