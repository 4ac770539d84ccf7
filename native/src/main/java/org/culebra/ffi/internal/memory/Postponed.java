package org.culebra.ffi.internal.memory;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A release that was postponed, since the stack was at its end and there was nobody to throw at: a
/// later export, release or count does it. Any thread.
///
/// The classes of this are loaded by [StackRoom], while there is stack for it.
public abstract class Postponed {
  private static final AtomicReference<@Nullable Postponed> FIRST = new AtomicReference<>();

  private @Nullable Postponed next;

  Postponed() {}

  /// Does something now, or later where the stack is at its end. For clean-ups of arenas, which
  /// nobody repeats.
  ///
  /// @param work done once
  public static void orNow(Runnable work) {
    if (StackRoom.hasDeep()) {
      work.run();
    } else {
      new Work(work).add();
    }
  }

  /// Does what was postponed.
  abstract void run();

  /// Postpones it. Needs little stack.
  final void add() {
    Postponed first;
    do {
      first = FIRST.get();
      next = first;
    } while (!FIRST.compareAndSet(first, this));
  }

  /// Does all that was postponed by now.
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

  /// What a caller wants done.
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
