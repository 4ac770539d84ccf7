package org.culebra.dlpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.testsupport.ChildJvm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who releases what, when, from which thread, how often.
///
/// The Python half of the checklist, items 59 to 70 (capsules, their names and their destructor,
/// `max_version`, `stream`, `dl_device`, `copy`, NumPy and PyTorch as peers), is tested where the
/// capsules are: in `interop/python`.
class LifetimeTest {
  private static final int ROUNDS = Boolean.getBoolean("culebra.long") ? 1_000_000 : 100_000;

  private static NDArray six(Arena arena) {
    return NDArray.copyOf(arena, new double[] {0, 1, 2, 3, 4, 5}, 2, 3);
  }

  @Test
  @DisplayName("item 46: the deleter runs at the close, once; access afterwards throws")
  void deleter_runsAtTheClose() {
    long before = CSide.C.released_count();
    NDArray array;
    NDArray view;
    try (Arena arena = Arena.ofConfined()) {
      array = DLPack.adopt(arena, Raw.produced().pointer());
      view = array.slice("1:, ::-1");
      assertThat(CSide.C.released_count()).isEqualTo(before);
    }
    assertThat(CSide.C.released_count()).isEqualTo(before + 1);
    assertThatIllegalStateException().isThrownBy(() -> array.getDouble(0, 0));
    assertThatIllegalStateException().isThrownBy(() -> view.getDouble(0, 0));
    assertThatIllegalStateException().isThrownBy(() -> DLPack.export(view));
    assertThat(CSide.C.released_count()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("item 48: closes by several threads at once are one release")
  void closes_atOnce_areOneRelease() throws Exception {
    for (int i = 0; i < 20; i++) {
      long before = CSide.C.released_count();
      Arena arena = Arena.ofShared();
      DLPack.adopt(arena, Raw.produced().pointer());
      AtomicInteger closed = new AtomicInteger();
      onFourThreads(() -> {
        try {
          arena.close();
          closed.incrementAndGet();
        } catch (IllegalStateException e) {
          return null; // another was faster
        }
        return null;
      });
      assertThat(closed).hasValue(1);
      assertThat(CSide.C.released_count()).isEqualTo(before + 1);
    }
  }

  private static void onFourThreads(Callable<?> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int k = 0; k < 4; k++) {
        done.add(threads.submit(work));
      }
      for (Future<?> one : done) {
        one.get();
      }
    }
  }

  @Test
  @DisplayName("item 49: an import dropped in an automatic arena is released by the collector")
  void dropped_isReleasedByTheCollector() throws InterruptedException {
    long before = CSide.C.released_count();
    DLPack.adopt(Arena.ofAuto(), Raw.produced().pointer());
    ExchangeArena auto = ExchangeArena.ofAuto();
    DLPack.adopt(auto, Raw.produced().pointer());
    auto = ExchangeArena.ofAuto();
    for (int i = 0; i < 200 && CSide.C.released_count() < before + 2; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(CSide.C.released_count()).isEqualTo(before + 2);
    assertThat(auto.scope().isAlive()).isTrue();
  }

  @Test
  @DisplayName("item 50: exported memory stays after the arena's close, until the deleter")
  void exported_outlivesItsArena() {
    long exports = ExportTracker.count();
    long self;
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      self = DLPack.export(six(arena)).address();
    }
    assertThat(ExportTracker.count()).isEqualTo(exports + 1);
    assertThat(CSide.C.consume(self)).isEqualTo(15);
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  @Test
  @DisplayName("item 50: exported memory of the collector stays until the deleter")
  void exported_outlivesItsCollection() throws InterruptedException {
    List<Long> selves = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      NDArray array = NDArray.zeros(DType.FLOAT64, 20_000).fill(1.0);
      selves.add(DLPack.export(array).address());
    }
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(10);
    }
    for (long self : selves) {
      assertThat(CSide.C.consume(self)).isEqualTo(20_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Retention.class)
  @DisplayName("items 51, 58: released by a thread that the JVM does not know")
  void foreignThread_releases(Retention memory) {
    long exports = ExportTracker.count();
    for (int legacy = 0; legacy < 2; legacy++) {
      for (int i = 0; i < 20; i++) {
        CSide.C.release_on_thread(export(memory, legacy == 1).address(), legacy);
      }
    }
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  private static MemorySegment export(Retention memory, boolean legacy) {
    ExportOptions options = legacy ? ExportOptions.LEASED.legacy() : ExportOptions.LEASED;
    return switch (memory) {
      case GC_MANAGED -> DLPack.export(six(Arena.ofAuto()).copy(), options);
      case PERMANENT -> DLPack.export(six(Arena.global()), options);
      case ARENA -> {
        try (ExchangeArena arena = ExchangeArena.ofConfined()) {
          yield DLPack.export(six(arena), options);
        }
      }
    };
  }

  @Test
  @DisplayName("item 52: released by four foreign threads at once")
  void foreignThreads_releaseAtOnce() {
    long exports = ExportTracker.count();
    int n = 4000;
    try (Arena scratch = Arena.ofConfined();
        ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray leased = six(arena);
      NDArray collected = NDArray.zeros(DType.FLOAT64, 3);
      MemorySegment selves = scratch.allocate(8L * n);
      for (int i = 0; i < n; i++) {
        NDArray array = i % 2 == 0 ? leased : collected;
        selves.setAtIndex(ValueLayout.JAVA_LONG, i, DLPack.export(array).address());
      }
      CSide.C.release_on_threads(selves.address(), n);
    }
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  /// Memory whose owner is the test.
  private static NDArray owned(MemoryOwner owner) {
    return NDArray.of(Arena.ofAuto().allocate(8), owner, DType.INT8, StridedLayout.cOrder(1, 8));
  }

  @Test
  @DisplayName("item 54: what a release throws stays out of C")
  void throwingRelease_staysInJava() {
    long exports = ExportTracker.count();
    Lease failing =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    CSide.C.release(DLPack.export(owned(segment -> failing)).address());
    CSide.C.release_on_thread(DLPack.export(owned(segment -> failing)).address(), 0);
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  @Test
  @DisplayName("a deleter called twice in a row is reported and does no harm")
  void twice_isReported() {
    ChildJvm.Result result =
        ChildJvm.of(TwiceMain.class).flags("--enable-native-access=ALL-UNNAMED").run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).isEqualTo("live exports 1\nsum 15.0, again 15.0\n");
    assertThat(result.stderr())
        .contains("expected a live struct but found one whose deleter has already been called");
  }

  @Test
  @DisplayName("an owner of the user's own is asked once and released once")
  void ownOwner_isReleasedOnce() {
    AtomicInteger leased = new AtomicInteger();
    AtomicInteger released = new AtomicInteger();
    NDArray array =
        owned(segment -> {
          leased.incrementAndGet();
          return released::incrementAndGet;
        });
    MemorySegment first = DLPack.export(array);
    MemorySegment second = DLPack.export(array, ExportOptions.LEASED.legacy());

    assertThat(leased).hasValue(2);
    CSide.C.release(first.address());
    assertThat(released).hasValue(1);
    DLPack.release(second, ImportOptions.LEGACY);
    assertThat(released).hasValue(2);
  }

  @Test
  @DisplayName("an owner that returns no lease is rejected")
  @SuppressWarnings("NullAway") // an owner that breaks its promise
  void ownOwner_withoutLease_isRejected() {
    long exports = ExportTracker.count();
    NDArray array = owned(segment -> null);

    assertThatNullPointerException()
        .isThrownBy(() -> DLPack.export(array))
        .withMessage("the owner's lease");
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  @Test
  @DisplayName(
      "item 50: exports, releases by C and a close at once: each export whole, or rejected")
  void exports_againstTheClose() throws Exception {
    long exports = ExportTracker.count();
    for (int i = 0; i < 50; i++) {
      ExchangeArena arena = ExchangeArena.ofShared();
      NDArray array = six(arena);
      CountDownLatch exporting = new CountDownLatch(4);
      AtomicInteger last = new AtomicInteger();
      onFourThreads(() -> exportUntilClosed(array, arena, exporting, last));
      assertThat(last).hasValue(4);
    }
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  /// Three of four threads export and release; the fourth closes after a while.
  private static @Nullable Object exportUntilClosed(
      NDArray array, ExchangeArena arena, CountDownLatch exporting, AtomicInteger last)
      throws InterruptedException {
    exporting.countDown();
    exporting.await();
    if (last.incrementAndGet() == 1) {
      Thread.sleep(1);
      arena.close();
      return null;
    }
    while (true) {
      long first;
      try {
        first = DLPack.export(array).address();
      } catch (IllegalStateException e) {
        return null; // closed
      }
      try {
        CSide.C.release_legacy(DLPack.export(array, ExportOptions.LEASED.legacy()).address());
      } catch (IllegalStateException e) {
        // closed between the two; the first is whole all the same
      }
      if (CSide.C.consume(first) != 15) {
        throw new AssertionError("a wrong sum");
      }
    }
  }

  @Test
  @DisplayName("item 55: memory of an arena that may be closed is rejected, borrowed or copied")
  void confinedMemory_isRejected() {
    try (Arena arena = Arena.ofConfined()) {
      NDArray array = six(arena);
      assertThatIllegalStateException()
          .isThrownBy(() -> DLPack.export(array))
          .withMessageContaining("export a copy");
      assertThat(CSide.C.consume(DLPack.export(array, ExportOptions.BORROWED).address()))
          .isEqualTo(15);
      assertThat(CSide.C.consume(DLPack.export(array, ExportOptions.COPIED).address()))
          .isEqualTo(15);
      assertThat(CSide.C.consume(DLPack.export(array, ExportOptions.COMPATIBLE).address()))
          .isEqualTo(15);
    }
  }

  @Test
  @DisplayName("item 56: rounds from four threads leave nothing behind")
  void rounds_leaveNothing() {
    ChildJvm.Result result =
        ChildJvm.of(RoundsMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .flags("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch")
            .arguments(String.valueOf(ROUNDS))
            .within(Duration.ofMinutes(5))
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).startsWith("live exports +0, released " + ROUNDS + ", grown ");
  }

  @Test
  @DisplayName("items 56, 58: all exports of a kind have one and the same deleter")
  void exports_shareTheDeleter() {
    Raw first = Raw.versioned(DLPack.export(NDArray.zeros(DType.INT8, 1)));
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      Raw second = Raw.versioned(DLPack.export(six(arena)));
      Raw legacy = Raw.legacy(DLPack.export(six(arena), ExportOptions.LEASED.legacy()).address());
      Raw permanent = Raw.versioned(DLPack.export(six(Arena.global())));

      assertThat(second.deleterPointer()).isEqualTo(first.deleterPointer());
      assertThat(legacy.deleterPointer()).isNotEqualTo(first.deleterPointer());
      assertThat(permanent.deleterPointer()).isEqualTo(CMemory.FREE_FUNCTION.address());
      for (Raw raw : List.of(first, second, permanent)) {
        DLPack.release(raw.pointer());
      }
      DLPack.release(legacy.pointer(), ImportOptions.LEGACY);
    }
  }

  @Test
  @DisplayName("item 57: a re-export keeps the import alive: outer deleter first, then the inner")
  void reexport_keepsTheImport() {
    long before = CSide.C.released_count();
    long exports = ExportTracker.count();
    MemorySegment outer;
    MemorySegment second;
    try (Arena arena = Arena.ofConfined()) {
      NDArray array = DLPack.adopt(arena, Raw.produced().pointer());
      outer = DLPack.export(array.flip(1));
      second = DLPack.export(array, ExportOptions.LEASED.legacy());
    }
    assertThat(CSide.C.released_count()).isEqualTo(before);
    assertThat(CSide.C.sum_of_legacy(second.address())).isEqualTo(15);
    DLPack.release(second, ImportOptions.LEGACY);
    assertThat(CSide.C.released_count()).isEqualTo(before);
    assertThat(CSide.C.consume(outer.address())).isEqualTo(15);
    assertThat(CSide.C.released_count()).isEqualTo(before + 1);
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  @Test
  @DisplayName("item 57: an array that went to and fro many times is released in one go")
  void reexports_ofReexports_areReleased() {
    long before = CSide.C.released_count();
    long exports = ExportTracker.count();
    MemorySegment struct = Raw.produced().pointer();
    for (int i = 0; i < 100_000; i++) {
      try (Arena arena = Arena.ofConfined()) {
        struct = DLPack.export(DLPack.adopt(arena, struct));
      }
    }
    assertThat(CSide.C.released_count()).isEqualTo(before);
    assertThat(CSide.C.consume(struct.address())).isEqualTo(15);
    assertThat(CSide.C.released_count()).isEqualTo(before + 1);
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  @Test
  @DisplayName("random structs whose pointers are valid never end the process")
  void randomStructs_areRejectedOrAdopted() {
    ChildJvm.Result result =
        ChildJvm.of(RandomStructsMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .within(Duration.ofMinutes(2))
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).contains("each released once");
  }
}
