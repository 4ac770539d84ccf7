package org.culebra.ffi.internal.memory;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A release that was postponed because too little stack was left and no exception could be thrown:
/// a later export, release or count runs it. Thread-safe.
///
/// Its classes are loaded by [StackRoom] while there is enough stack.
public abstract class Postponed {
  private static final AtomicReference<@Nullable Postponed> FIRST = new AtomicReference<>();

  private @Nullable Postponed next;

  Postponed() {}

  /// Runs something now, or later if too little stack is left. For cleanups of arenas, which are
  /// not repeated.
  ///
  /// @param work run once
  public static void orNow(Runnable work) {
    if (StackRoom.hasDeep()) {
      work.run();
    } else {
      new Work(work).add();
    }
  }

  /// Runs the postponed work.
  abstract void run();

  /// Postpones it. Needs little stack.
  final void add() {
    Postponed first;
    do {
      first = FIRST.get();
      next = first;
    } while (!FIRST.compareAndSet(first, this));
  }

  /// Runs everything that was postponed so far.
  static void runAll() {
    if (FIRST.getPlain() == null || !StackRoom.hasDeep()) {
      return; // or later still
    }
    for (Postponed each = FIRST.getAndSet(null); each != null; each = each.next) {
      try {
        each.run();
      } catch (Throwable e) {
        System.getLogger("org.culebra").log(Level.ERROR, "a postponed release failed", e);
      }
    }
  }

  /// Work of a caller.
  static final class Work extends Postponed {
    private final Runnable work;

    Work(Runnable work) {
      this.work = work;
    }

    @Override
    void run() {
      work.run();
    }
  }
}
