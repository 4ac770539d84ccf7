package org.culebra.dlpack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;

/// Exports arrays to C, which releases them when the process ends. The argument selects how Java
/// ends: `return`, `exit` or `hook` (the export happens while the JVM is ending); with the prefix
/// `pool-`, C releases one on a separate thread, for which it waits at the end of the process.
public final class ExitMain {
  private ExitMain() {}

  public static void main(String[] arguments) {
    String end = arguments[0];
    if (end.equals("hook")) {
      handOver(); // so that the hook of the library comes first, or at the same time
      Runtime.getRuntime().addShutdownHook(new Thread(ExitMain::handOver));
      return;
    }
    if (end.startsWith("pool-")) {
      CSide.C.release_in_pool(DLPack.export(NDArray.zeros(DType.FLOAT64, 5)).address());
    } else {
      handOver();
    }
    if (end.endsWith("exit")) {
      System.exit(0);
    }
  }

  /// Six arrays that sum to 15 each, in every kind of memory and both structs.
  private static void handOver() {
    ExportOptions legacy = ExportOptions.LEASED.legacy();
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      late(DLPack.export(six(arena)), 0);
      late(DLPack.export(six(arena), legacy), 1);
    }
    NDArray collected = NDArray.zeros(DType.FLOAT64, 5).fill(3.0);
    late(DLPack.export(collected), 0);
    late(DLPack.export(six(Arena.global()), legacy), 1);
    late(DLPack.export(collected, ExportOptions.COPIED), 0);
    ExchangeArena open = ExchangeArena.ofAuto();
    late(DLPack.export(six(open)), 0);
    // some have come back before the end
    CSide.C.release(DLPack.export(collected).address());
  }

  private static NDArray six(Arena arena) {
    return NDArray.copyOf(arena, new double[] {0, 1, 2, 3, 4, 5}, 2, 3);
  }

  private static void late(MemorySegment self, int legacy) {
    CSide.C.release_at_exit(self.address(), legacy);
  }
}
