package org.culebra.ffi.internal.memory;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.ffi.internal.host.OwnStack;
import org.jspecify.annotations.Nullable;

/// What could not be released when it came back, since the stack was at its end and nobody could be
/// told: a later export, release or count does it. Any thread.
public abstract class Later {
  private static final AtomicReference<@Nullable Later> FIRST = new AtomicReference<>();

  private @Nullable Later next;

  Later() {}

  /// Loads the classes of this, while there is stack for it.
  static void load() {
    OwnStack.initialize(
        MethodHandles.lookup(), Later.class, Struct.class, Block.class, Table.class, Work.class);
  }

  /// Does something now, or later where the stack is at its end. For clean-ups of arenas, which
  /// nobody repeats.
  ///
  /// @param work done once
  public static void orNow(Runnable work) {
    try {
      StackRoom.deep();
    } catch (StackOverflowError e) {
      new Work(work).add();
      return;
    }
    work.run();
  }

  /// Does what was put off.
  abstract void run();

  /// Puts it off. Needs little stack.
  final void add() {
    Later first;
    do {
      first = FIRST.get();
      next = first;
    } while (!FIRST.compareAndSet(first, this));
  }

  /// Does all that was put off by now.
  static void runAll() {
    if (FIRST.getPlain() == null) {
      return;
    }
    try {
      StackRoom.deep();
    } catch (StackOverflowError e) {
      return; // later still
    }
    for (Later later = FIRST.getAndSet(null); later != null; later = later.next) {
      try {
        later.run();
      } catch (Throwable e) {
        System.getLogger("org.culebra").log(Level.ERROR, "a release that was put off failed", e);
      }
    }
  }

  /// A struct, by the function that releases it.
  static final class Struct extends Later {
    private final long function;
    private final long self;

    Struct(long function, long self) {
      this.function = function;
      this.self = self;
    }

    @Override
    void run() {
      ReleaseRoute.release(function, self, 0, 0);
    }
  }

  /// Java's hold of a block whose arena is closed.
  static final class Block extends Later {
    private final NativeBlock block;

    Block(NativeBlock block) {
      this.block = block;
    }

    @Override
    void run() {
      block.ended();
    }
  }

  /// The blocks of an arena that is closed.
  static final class Table extends Later {
    private final BlockTable table;

    Table(BlockTable table) {
      this.table = table;
    }

    @Override
    void run() {
      table.dropAll();
    }
  }

  /// Anything else.
  private static final class Work extends Later {
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
