package org.culebra.dlpack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.testsupport.Seeds;
import org.culebra.testsupport.StackDive;
import org.jspecify.annotations.Nullable;

/// A child JVM that exports and releases at every depth of a stack, in every way, and goes on
/// working afterwards. Arguments: how many exports at random depths; how it ends, by `return`,
/// `exit` or `term`.
final class DeepMain {
  private static final long[] STACKS = {200 << 10, 320 << 10};
  private static final int MOST = 1 << 20;

  /// A way of handing memory out and getting it back.
  private interface Way {
    MemorySegment export();

    void release(MemorySegment self);
  }

  private DeepMain() {}

  /// What has been exported and not come back; nothing is called to note it.
  private static final @Nullable MemorySegment[] LIVE = new MemorySegment[MOST];

  private static int count;

  public static void main(String[] arguments) throws Exception {
    try (Arena arena = Arena.ofShared();
        ExchangeArena exchange = ExchangeArena.ofShared();
        Arena imports = Arena.ofShared()) {
      Map<String, Way> ways = ways(arena, exchange, imports);
      ways.forEach(DeepMain::everyDepth);
      atRandom(ways, Long.parseLong(arguments[0]));
      goOn(ways);
    }
    check("imports", CSide.C.released_count() - 3);
    DeepArenas.run(STACKS);
    check("everything", ExportTracker.count());
    System.out.println("survived");
    System.out.flush();
    switch (arguments[1]) {
      case "exit" -> System.exit(0);
      case "term" -> {
        CLibrary.process().function("int raise(int signal)").call(15);
        Thread.sleep(60_000);
      }
      default -> {
        return;
      }
    }
  }

  private static Map<String, Way> ways(Arena arena, ExchangeArena exchange, Arena imports) {
    NDArray collected = NDArray.zeros(DType.FLOAT64, 2, 3);
    NDArray permanent = NDArray.zeros(Arena.global(), DType.FLOAT64, 2, 3);
    NDArray wrapped = NDArray.of(arena.allocate(48, 8), Retention.GC_MANAGED, DType.FLOAT64);
    NDArray imported = DLPack.adopt(imports, CSide.pointer(CSide.C.produce()));
    NDArray legacyImport =
        DLPack.adopt(imports, CSide.pointer(CSide.C.produce_legacy()), ImportOptions.LEGACY);
    OpaqueTensor opaque = DLPack.adoptOpaque(imports, CSide.pointer(CSide.C.produce()));
    NDArray owned = NDArray.zeros(exchange, DType.FLOAT64, 2, 3);
    NDArray automatic = NDArray.zeros(ExchangeArena.ofAuto(), DType.FLOAT64, 2, 3);
    ExportOptions legacy = ExportOptions.LEASED.legacy();
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("collected", versioned(collected, ExportOptions.LEASED));
    ways.put("wrapped", versioned(wrapped, ExportOptions.LEASED));
    ways.put("permanent", versioned(permanent, ExportOptions.LEASED));
    ways.put("copied", versioned(collected, ExportOptions.COPIED));
    ways.put("exchange", versioned(owned, ExportOptions.LEASED));
    ways.put("automatic", versioned(automatic, ExportOptions.LEASED));
    ways.put("imported", versioned(imported, ExportOptions.LEASED));
    ways.put("legacy import", versioned(legacyImport, ExportOptions.LEASED));
    ways.put("legacy", legacy(collected, legacy));
    ways.put("legacy exchange", legacy(owned, legacy));
    ways.put("opaque", byC(opaque::export));
    ways.put("by C", byC(() -> DLPack.export(collected)));
    ways.put("by C, exchange", byC(() -> DLPack.export(owned)));
    return ways;
  }

  private interface Export {
    MemorySegment make();
  }

  private static Way versioned(NDArray array, ExportOptions options) {
    return new Way() {
      @Override
      public MemorySegment export() {
        return DLPack.export(array, options);
      }

      @Override
      public void release(MemorySegment self) {
        DLPack.release(self);
      }
    };
  }

  private static Way legacy(NDArray array, ExportOptions options) {
    return new Way() {
      @Override
      public MemorySegment export() {
        return DLPack.export(array, options);
      }

      @Override
      public void release(MemorySegment self) {
        DLPack.release(self, ImportOptions.LEGACY);
      }
    };
  }

  private static Way byC(Export export) {
    return new Way() {
      @Override
      public MemorySegment export() {
        return export.make();
      }

      @Override
      public void release(MemorySegment self) {
        CSide.C.release(self.address());
      }
    };
  }

  /// Whether an export and its release happen is another matter at each depth; but a struct that
  /// was got is live until its release has returned.
  private static void step(Way way) {
    MemorySegment got = way.export();
    LIVE[count] = got;
    count++;
    way.release(got);
    count--;
  }

  /// What was left, with a stack that is long enough.
  private static void releaseRest(Way way) {
    while (count > 0) {
      way.release(Objects.requireNonNull(LIVE[--count]));
    }
  }

  private static void everyDepth(String name, Way way) {
    long overflows = 0;
    count = 0;
    for (long stack : STACKS) {
      overflows += StackDive.everyDepth(stack, () -> step(way), () -> releaseRest(way));
    }
    check(name, ExportTracker.count());
    if (overflows == 0) {
      System.out.println(name + " has never met the end of the stack");
    }
  }

  private static void atRandom(Map<String, Way> ways, long exports) {
    List<Way> all = new ArrayList<>(ways.values());
    Random random = Seeds.random("DeepMain");
    long done = 0;
    while (done < exports) {
      Way way = all.get(random.nextInt(all.size()));
      long stack = STACKS[random.nextInt(STACKS.length)];
      int bound = 1 + random.nextInt(8);
      done += StackDive.randomDepths(stack, random, bound, () -> step(way), () -> releaseRest(way));
    }
    check("random depths", ExportTracker.count());
  }

  /// Sixteen threads, so that each of the lists that threads share has some.
  private static void goOn(Map<String, Way> ways) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(() -> ways.values().forEach(way -> way.release(way.export()))));
    }
    for (Thread thread : threads) {
      thread.join(20_000);
      check(thread.getName() + " alive", thread.isAlive() ? 1 : 0);
    }
  }

  static void check(String what, long found) {
    if (found != 0) {
      System.out.println(what + ": expected 0 but found " + found);
    }
  }
}
