package org.culebra.ffi.internal.call;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.jspecify.annotations.Nullable;

/// Failures of callbacks that C has kept, until the call during which they happened returns and
/// throws them.
///
/// Calls are not counted for this, which would cost every call something: the stack is walked
/// instead, but only when a callback has failed. A failure belongs to the innermost call of its
/// thread, so to the frame at its depth.
public final class PendingFailures {
  /// One failure.
  ///
  /// @param callback identifies the callback
  /// @param depth the number of calls to C on the stack
  private record Pending(CallsInProgress callback, Throwable thrown, int depth) {}

  /// The classes that [DowncallSpinner] generates, without their number.
  static final String GENERATED = "Downcall";

  /// How the names of generated classes end whose methods are those of an interface.
  static final String IMPLEMENTATION = "InC";

  private static final String PACKAGE = PendingFailures.class.getPackageName() + ".";

  /// By name, because neither class may be known here: both know this one.
  private static final String BOXED = PACKAGE + "DynamicCall";

  private static final ThreadLocal<@Nullable List<Pending>> OF_THREAD = new ThreadLocal<>();
  private static int count;

  /// Whether there are any, on whichever thread. Read after each call, so not volatile: the thread
  /// that threw is the one that reads.
  static boolean any;

  private PendingFailures() {}

  /// Keeps a failure for the call in progress.
  ///
  /// @return false if this thread is in no call to C
  static boolean add(CallsInProgress callback, Throwable thrown) {
    int depth = depth();
    if (depth == 0) {
      return false;
    }
    List<Pending> pending = OF_THREAD.get();
    if (pending == null) {
      pending = new ArrayList<>();
      OF_THREAD.set(pending);
    }
    pending.add(new Pending(callback, thrown, depth));
    count(1);
    callback.pending(1);
    return true;
  }

  /// Whether a callback has failed on this thread, in a call that has not returned.
  static boolean has(CallsInProgress callback) {
    List<Pending> pending = OF_THREAD.get();
    return pending != null && pending.stream().anyMatch(one -> one.callback().equals(callback));
  }

  /// Called after each call during which there are any: throws what belongs to it.
  public static void rethrow() {
    Throwable first = take(null);
    if (first != null) {
      throw SneakyThrow.rethrow(first);
    }
  }

  /// What belongs to the call that has just returned.
  ///
  /// @param earlier another failure of it
  /// @return the first failure, with the others suppressed
  static @Nullable Throwable take(@Nullable Throwable earlier) {
    List<Pending> pending = OF_THREAD.get();
    if (pending == null) {
      return earlier;
    }
    int depth = depth();
    Throwable first = earlier;
    for (Iterator<Pending> each = pending.iterator(); each.hasNext(); ) {
      Pending one = each.next();
      if (one.depth() >= depth) {
        first = CallsInProgress.first(first, one.thrown());
        each.remove();
        one.callback().pending(-1);
        count(-1);
      }
    }
    if (pending.isEmpty()) {
      OF_THREAD.remove();
    }
    return first;
  }

  private static synchronized void count(int change) {
    count += change;
    any = count > 0;
  }

  /// The calls to C on this thread's stack: generated methods, and calls with boxed arguments.
  private static int depth() {
    return StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES)
        .walk(frames -> (int) frames.filter(PendingFailures::isCall).count());
  }

  private static boolean isCall(StackWalker.StackFrame frame) {
    String name = frame.getClassName();
    return name.equals(BOXED)
        ? frame.getMethodName().equals("invoke")
        : name.startsWith(PACKAGE)
            && (name.startsWith(GENERATED + "/", PACKAGE.length())
                || name.contains(IMPLEMENTATION + "/"));
  }
}
