package org.culebra.ffi.internal.call;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the written code of a [Callback] tells it: the calls in progress and the failures.
///
/// The JDK's function pointer keeps the written code and all its constants for as long as the arena
/// lives. This is one of them and the callback is not: its pointer reaches the arena, so that an
/// automatic arena would keep itself.
final class CallbackFailures extends UpcallGuard.Failures {
  private static final System.Logger LOG = System.getLogger("org.culebra");

  private final @Nullable Function<Throwable, @Nullable Object> onError;
  private final @Nullable Consumer<? super Throwable> uncaught;
  private final CallsInProgress calls = new CallsInProgress();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicBoolean handled = new AtomicBoolean();
  private volatile @Nullable Throwable failure;

  /// @param onError from a failure to what C gets, in the linker's type
  /// @param uncaught for failures that no call throws; `null` for the thread's handler
  CallbackFailures(
      @Nullable Function<Throwable, @Nullable Object> onError,
      @Nullable Consumer<? super Throwable> uncaught) {
    this.onError = onError;
    this.uncaught = uncaught;
  }

  /// How often the target has failed.
  long failures() {
    return failures.get();
  }

  /// The first failure of all.
  @Nullable Throwable failure() {
    return failure;
  }

  /// A call that was given the callback begins.
  void enter() {
    calls.enter();
  }

  /// It ends, and takes the failure that happened during it.
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

  /// Whether the call in progress has failed: the target is not run again.
  boolean hasFailed() {
    return calls.hasFailed();
  }

  @Override
  protected void failed(Throwable thrown) {
    try {
      if (failures.getAndIncrement() == 0) {
        failure = thrown;
      }
      if (!calls.failed(thrown)) {
        handle(thrown);
      }
    } catch (Throwable e) {
      logQuietly(e);
    }
  }

  private void handle(Throwable thrown) {
    Consumer<? super Throwable> handler = uncaught;
    if (handler != null) {
      handler.accept(thrown);
    } else if (handled.compareAndSet(false, true)) {
      // C may go on for millions of calls, and each fail
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
