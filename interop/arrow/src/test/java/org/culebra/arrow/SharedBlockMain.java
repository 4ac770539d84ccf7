package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.culebra.array.DType;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.ffi.ExportTracker;
import org.culebra.testsupport.Seeds;

/// A child JVM: parts of random trees are moved out and released by several threads at once, the
/// rest by yet another one. C overwrites what it frees, so that a block that is freed too early
/// makes a wrong release, or a crash. Argument: how many trees.
public final class SharedBlockMain {
  private static final int THREADS = 4;

  private static final AtomicLong LEASED = new AtomicLong();
  private static final AtomicLong RELEASED = new AtomicLong();

  private SharedBlockMain() {}

  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    Random random = Seeds.random("arrow.SharedBlockMain");
    long exports = ExportTracker.count();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
        try (Arena arena = Arena.ofShared()) {
          tree(random, arena, threads);
        }
      }
    }
    check("live exports", exports, ExportTracker.count());
    System.out.println("survived");
  }

  private static void tree(Random random, Arena arena, ExecutorService threads)
      throws InterruptedException, ExecutionException {
    MemorySegment schema = Arrow.newSchema(arena);
    MemorySegment array = Arrow.newArray(arena);
    Arrow.export(column(random, 3), schema, array);
    List<Runnable> releases = new ArrayList<>();
    pieces(random, arena, schema, Struct.SCHEMA, releases);
    pieces(random, arena, array, Struct.ARRAY, releases);
    Collections.shuffle(releases, random);
    List<Future<?>> done = new ArrayList<>();
    for (Runnable release : releases) {
      done.add(threads.submit(release));
    }
    for (Future<?> one : done) {
      one.get();
    }
    check("releases", LEASED.get(), RELEASED.get());
  }

  private static Column column(Random random, int depth) {
    int count = depth == 0 ? 0 : random.nextInt(5);
    if (count == 0) {
      return Column.of("x" + "y".repeat(random.nextInt(40)), counted());
    }
    Column[] children = new Column[count];
    for (int i = 0; i < count; i++) {
      children[i] = column(random, depth - 1);
    }
    return Column.ofStruct("s", children);
  }

  private static NDArray counted() {
    NDArray plain = NDArray.zeros(DType.FLOAT64, 2);
    MemoryOwner owner =
        segment -> {
          LEASED.incrementAndGet();
          return RELEASED::incrementAndGet;
        };
    return NDArray.of(plain.segment(), owner, DType.FLOAT64, StridedLayout.cOrder(8, 2));
  }

  // --- the two structs

  private enum Struct {
    SCHEMA(ArrowSchema.BYTES, ArrowSchema.N_CHILDREN, ArrowSchema.CHILDREN, ArrowSchema.RELEASE),
    ARRAY(ArrowArray.BYTES, ArrowArray.N_CHILDREN, ArrowArray.CHILDREN, ArrowArray.RELEASE);

    final int bytes;
    final int count;
    final int children;
    final int release;

    Struct(int bytes, int count, int children, int release) {
      this.bytes = bytes;
      this.count = count;
      this.children = children;
      this.release = release;
    }

    void free(MemorySegment struct) {
      if (this == SCHEMA) {
        Arrow.releaseSchema(struct);
      } else {
        Arrow.releaseArray(struct);
      }
    }
  }

  /// Moves some parts out, as C does, innermost first.
  private static void pieces(
      Random random, Arena arena, MemorySegment struct, Struct kind, List<Runnable> releases) {
    long count = struct.get(JAVA_LONG, kind.count);
    MemorySegment children = struct.get(ADDRESS, kind.children).reinterpret(8 * count);
    for (long i = 0; i < count; i++) {
      MemorySegment child =
          MemorySegment.ofAddress(children.get(JAVA_LONG, 8 * i)).reinterpret(kind.bytes);
      List<Runnable> inner = new ArrayList<>();
      pieces(random, arena, child, kind, inner);
      releases.addAll(inner.subList(0, inner.size() - 1));
      if (random.nextBoolean()) {
        MemorySegment moved = arena.allocate(kind.bytes, 8).copyFrom(child);
        child.set(JAVA_LONG, kind.release, 0);
        releases.add(() -> kind.free(moved));
      }
    }
    releases.add(() -> kind.free(struct));
  }

  private static void check(String what, long expected, long found) {
    if (found != expected) {
      throw new AssertionError(what + ": expected " + expected + " but found " + found);
    }
  }
}
