package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.jspecify.annotations.Nullable;

/// A child JVM in which leases are taken by one thread and released by whichever comes.
final class OwnersStressMain {
  private static final int THREADS = 4;

  private OwnersStressMain() {}

  private interface Round {
    void run(int i, BlockingQueue<Lease> leases) throws InterruptedException;
  }

  public static void main(String[] arguments) throws InterruptedException {
    CLibrary lib = OwnersLibrary.open(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    CFunction make = lib.function("make");
    MemorySegment release = lib.function("release_memory").pointer();
    run(
        rounds,
        (i, leases) -> {
          try (Arena arena = i % 2 == 0 ? Arena.ofConfined() : ExchangeArena.ofConfined()) {
            MemorySegment memory = OwnersLibrary.pointer(make.call(16 + i % 100));
            NDArray array = Pointers.adopt(arena, memory, 16, release, DType.INT64, 2);
            lease(array, leases, i % 3);
          }
        });
    System.out.println("adopted " + rounds + ", freed " + lib.function("count_frees").call());
    run(
        rounds,
        (i, leases) -> {
          try (ExchangeArena arena = ExchangeArena.ofConfined()) {
            for (int k = 0; k < 1 + i % 3; k++) {
              lease(NDArray.zeros(arena, DType.INT64, i % 50).fill(1L), leases, i % 3);
            }
          }
        });
    System.out.println("exchanged " + rounds);
    raceAdoption(lib, 2000);
    raceSharedArenas(500);
    System.out.println("live exports " + ExportTracker.count());
  }

  /// An arena is closed while memory is adopted into it: freed by it, or else by the caller.
  private static void raceAdoption(CLibrary lib, int rounds) throws InterruptedException {
    CFunction make = lib.function("make");
    CFunction release = lib.function("release_memory");
    long before = OwnersLibrary.number(lib.function("count_frees").call());
    for (int i = 0; i < rounds; i++) {
      Arena arena = Arena.ofShared();
      MemorySegment pointer = OwnersLibrary.pointer(make.call(64));
      Thread closer = new Thread(arena::close);
      closer.start();
      try {
        Pointers.adopt(arena, pointer, 64, release, DType.INT64, 8);
      } catch (IllegalStateException e) {
        release.call(pointer);
      }
      closer.join();
    }
    long freed = OwnersLibrary.number(lib.function("count_frees").call()) - before;
    System.out.println("raced " + rounds + ", freed " + freed);
  }

  /// Shared arenas are closed while others allocate from them and lease.
  private static void raceSharedArenas(int rounds) throws InterruptedException {
    for (int i = 0; i < rounds; i++) {
      ExchangeArena arena = ExchangeArena.ofShared();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        Thread thread = new Thread(() -> useUntilClosed(arena));
        thread.start();
        threads.add(thread);
      }
      Thread.onSpinWait();
      arena.close();
      for (Thread thread : threads) {
        thread.join();
      }
    }
    System.out.println("shared arenas " + rounds);
  }

  private static void useUntilClosed(ExchangeArena arena) {
    List<Lease> leases = new ArrayList<>();
    try {
      for (int i = 0; i < 10_000; i++) {
        MemorySegment memory = arena.allocate(100, 8);
        leases.add(arena.leaseFor(memory));
        memory.fill((byte) 1);
      }
    } catch (IllegalStateException e) {
      // closed, as expected
    }
    leases.forEach(Lease::release);
  }

  private static void lease(NDArray array, BlockingQueue<Lease> leases, int count)
      throws InterruptedException {
    for (int k = 0; k < count; k++) {
      leases.put(array.owner().leaseFor(array.segment()));
      Lease other = leases.poll();
      if (other != null) {
        other.release();
      }
    }
  }

  private static void run(int rounds, Round round) throws InterruptedException {
    BlockingQueue<Lease> leases = new ArrayBlockingQueue<>(1000);
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      Thread thread =
          new Thread(() -> {
            try {
              for (int i = next.getAndIncrement(); i < rounds; i = next.getAndIncrement()) {
                round.run(i, leases);
              }
            } catch (Throwable e) {
              failure.set(e);
            }
          });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    leases.forEach(Lease::release);
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
  }
}
