package org.culebra.dlpack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.testsupport.StackDive;
import org.jspecify.annotations.Nullable;

/// Arenas that are made, used and closed at every depth of a stack. Each step goes on where the one
/// before has met the end, and it is a fault if anything is lost or comes twice. Whatever is
/// reached is in a field: nothing is called to note it.
final class DeepArenas {
  private static final int STRUCTS = 1 << 14;

  private @Nullable Arena arena;
  private @Nullable NDArray array;
  private @Nullable MemorySegment export;

  private DeepArenas() {}

  static void run(long[] stacks) {
    for (long stack : stacks) {
      new DeepArenas().closing("confined", stack, ExchangeArena::ofConfined, true);
      new DeepArenas().closing("shared", stack, ExchangeArena::ofShared, true);
      new DeepArenas().closing("automatic", stack, ExchangeArena::ofAuto, false);
    }
    new DeepArenas().importing("imports", stacks[0], Arena::ofConfined);
    new DeepArenas().importing("imports, exchange", stacks[0], ExchangeArena::ofConfined);
    new DeepArenas().importing("imports, shared", stacks[0], Arena::ofShared);
  }

  private void closing(String name, long stack, Supplier<Arena> kind, boolean closes) {
    Runnable step =
        () -> {
          Arena into = arena;
          if (into == null) {
            into = kind.get();
            arena = into;
          }
          exportAndRelease(NDArray.zeros(into, DType.FLOAT64, 2, 3));
          if (closes) {
            into.close();
          }
          arena = null;
        };
    Runnable after =
        () -> {
          releaseExport();
          if (arena != null && closes) {
            arena.close(); // it is open: a close that met the end has not happened
          }
        };
    StackDive.everyDepth(stack, step, after);
    DeepMain.check(name, ExportTracker.count());
  }

  private void exportAndRelease(NDArray from) {
    if (export == null) {
      export = DLPack.export(from);
    }
    releaseExport();
  }

  private void releaseExport() {
    MemorySegment live = export;
    if (live != null) {
      DLPack.release(live);
      export = null;
    }
  }

  /// The close of a JDK's arena comes with all of the stack: where its own frames meet the end, the
  /// JDK leaves the arena's clean-up out.
  private void importing(String name, long stack, Supplier<Arena> kind) {
    long before = CSide.C.released_count();
    MemorySegment[] structs = new MemorySegment[STRUCTS];
    for (int i = 0; i < STRUCTS; i++) {
      structs[i] = CSide.pointer(i % 2 == 0 ? CSide.C.produce() : CSide.C.produce_legacy());
    }
    int[] next = {0};
    Runnable step =
        () -> {
          Arena into = arena;
          if (into == null) {
            into = kind.get();
            arena = into;
          }
          if (array == null && next[0] < STRUCTS) {
            array =
                next[0] % 2 == 0
                    ? DLPack.adopt(into, structs[next[0]])
                    : DLPack.adopt(into, structs[next[0]], ImportOptions.LEGACY);
            next[0]++;
          }
          NDArray taken = array;
          if (taken != null) {
            exportAndRelease(taken);
          }
          array = null;
        };
    Runnable after =
        () -> {
          releaseExport();
          if (arena != null) {
            arena.close();
          }
          for (int i = next[0]; i < STRUCTS; i++) {
            if (i % 2 == 0) {
              DLPack.release(structs[i]);
            } else {
              DLPack.release(structs[i], ImportOptions.LEGACY);
            }
          }
        };
    StackDive.everyDepth(stack, step, after);
    DeepMain.check(name, CSide.C.released_count() - before - STRUCTS);
    DeepMain.check(name + ", taken", next[0] == 0 ? 1 : 0);
  }
}
