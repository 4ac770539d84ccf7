package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.StructTree;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.BlockLease;
import org.culebra.ffi.internal.memory.RetainedMemory;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who releases exports, when, from which thread, how often; by C, on the real structs.
class ReleaseTest {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment schema = Arrow.newSchema(arena);
  private final MemorySegment array = Arrow.newArray(arena);
  private final long exports = ExportTracker.count();
  private final AtomicInteger leased = new AtomicInteger();
  private final AtomicInteger released = new AtomicInteger();

  @AfterEach
  void item54_countReturnsToItsStart() {
    arena.close();
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(exports);
    assertThat(released).as("releases").hasValue(leased.get());
  }

  /// Memory whose owner counts.
  private NDArray counted(double... values) {
    NDArray plain = NDArray.copyOf(values, values.length);
    MemoryOwner owner =
        segment -> {
          leased.incrementAndGet();
          Lease inner = Retention.GC_MANAGED.leaseFor(segment);
          return () -> {
            inner.release();
            released.incrementAndGet();
          };
        };
    return owned(plain, owner);
  }

  private static NDArray owned(NDArray plain, MemoryOwner owner) {
    return NDArray.of(
        plain.segment(), owner, DType.FLOAT64, StridedLayout.cOrder(8, plain.shape()));
  }

  private Column batch() {
    return Column.ofBatch(
        Column.of("a", counted(1, 2)),
        Column.of("b", counted(4, 8)),
        Column.ofStruct("c", Column.of("d", counted(16, 32)), Column.of("e", counted(64, 128))));
  }

  @Test
  @DisplayName("item 43: released once, release is NULL, the memory goes")
  void item43_once() {
    Arrow.export(Column.of("x", counted(1, 2)), schema, array);
    assertThat(leased).hasValue(1);
    assertThat(ExportTracker.count()).isEqualTo(exports + 2);
    assertThat(CSide.C.sum_of(array)).isEqualTo(3);
    CSide.C.release_array(array);
    assertThat(released).hasValue(1);
    CSide.C.release_schema(schema);
    assertThat(CSide.C.is_released(schema, array)).isEqualTo(1);
    Arrow.releaseArray(array);
    assertThat(released).hasValue(1);
  }

  @Test
  @DisplayName("item 44: released where it has been moved to")
  void item44_moved() {
    Arrow.export(batch(), schema, array);
    assertThat(CSide.C.move_and_consume(array)).isEqualTo(255);
    assertThat(released).hasValue(4);
    assertThat(CSide.C.move_and_release_schema(schema)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @DisplayName("item 45: a child that was taken out survives its parent")
  void item45_childTakenOut(int child) {
    double[] sums = {3, 12, 240};
    int[] parts = {1, 1, 2};
    Arrow.exportArray(batch(), array);
    long taken = CSide.C.take_out(array, child);

    assertThat(released).hasValue(4 - parts[child]);
    assertThat(ExportTracker.count()).as("the child").isEqualTo(exports + 1);
    assertThat(CSide.C.consume_taken(taken)).isEqualTo(sums[child]);
    assertThat(released).hasValue(4);
  }

  @Test
  @DisplayName("item 45: a child of a child, out of what was taken out")
  void item45_grandchild() {
    Arrow.exportArray(batch(), array);
    long struct = CSide.C.take_out(array, 2);
    long inner = CSide.C.take_out(MemorySegment.ofAddress(struct), 0);
    assertThat(released).hasValue(3);
    assertThat(ExportTracker.count()).isEqualTo(exports + 1);
    assertThat(CSide.C.consume_taken(inner)).isEqualTo(48);
    CSide.C.free_struct(struct);
  }

  @Test
  @DisplayName("item 45: a dictionary, taken out; a schema's child")
  void item45_dictionary() {
    NDArray indices = NDArray.copyOf(new int[] {0, 1, 1}, 3);
    Column column = Column.ofDictionary("d", indices, Column.of("", counted(1, 2)));
    Arrow.export(Column.ofBatch(column), schema, array);
    assertThat(CSide.C.take_schema_out(schema)).isEqualTo(101); // "i", "d"
    long child = CSide.C.take_out(array, 0);
    long dictionary = CSide.C.take_out(MemorySegment.ofAddress(child), -1);
    assertThat(released).hasValue(0);
    assertThat(CSide.C.consume_taken(dictionary)).isEqualTo(3);
    CSide.C.free_struct(child);
  }

  @Test
  @DisplayName("items 46, 48: another Java thread; the array first, the schema later")
  void item46_javaThread() throws InterruptedException {
    Column column = batch();
    Arena shared = Arena.ofShared();
    MemorySegment one = Arrow.newSchema(shared);
    MemorySegment other = Arrow.newArray(shared);
    Arrow.export(column, one, other);
    Thread thread = new Thread(() -> Arrow.releaseArray(other));
    thread.start();
    thread.join();
    assertThat(released).hasValue(4);
    Arrow.releaseSchema(one);
    shared.close();
  }

  @Test
  @DisplayName("items 46, 48: threads that the JVM does not know, inside a downcall")
  void item46_nativeThread() {
    for (int i = 1; i <= 20; i++) {
      Arrow.export(batch(), schema, array);
      CSide.C.release_on_thread(schema, array);
      assertThat(released).hasValue(4 * i);
      assertThat(CSide.C.is_released(schema, array)).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("item 46: four native threads at once")
  void item46_nativeThreads() {
    int n = 400;
    for (int round = 0; round < 5; round++) {
      MemorySegment arrays = arena.allocate((long) n * ArrowArray.BYTES, 8);
      Column column = batch();
      for (int i = 0; i < n; i++) {
        Arrow.exportArray(column, arrays.asSlice((long) i * ArrowArray.BYTES, ArrowArray.BYTES));
      }
      assertThat(ExportTracker.count()).isEqualTo(exports + n);
      CSide.C.release_on_threads(arrays, n);
      assertThat(ExportTracker.count()).isEqualTo(exports);
    }
  }

  @Test
  @DisplayName("item 47: an owner that throws does not end the VM, nor stop the rest")
  void item47_throwingOwner() {
    Lease failing =
        () -> {
          released.incrementAndGet();
          throw new IllegalStateException("on purpose");
        };
    MemoryOwner owner =
        segment -> {
          leased.incrementAndGet();
          return failing;
        };
    NDArray plain = NDArray.copyOf(new double[] {1}, 1);
    Column bad = Column.of("bad", owned(plain, owner));
    Column all = Column.ofBatch(bad, Column.of("good", counted(2)), bad.withName("again"));

    Arrow.export(all, schema, array);
    CSide.C.release_array(array);
    assertThat(released).hasValue(3);
    CSide.C.release_schema(schema);

    Arrow.export(all, schema, array);
    CSide.C.release_on_thread(schema, array);
    assertThat(released).hasValue(6);

    Arrow.exportArray(all, array);
    assertThatIllegalStateException()
        .isThrownBy(() -> Arrow.releaseArray(array))
        .withMessage("on purpose")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(released).hasValue(9);
    assertThat(CSide.C.is_released(schema, array)).isEqualTo(1);
  }

  @Test
  @DisplayName("an owner that rejects: what was held before goes back, the struct is untouched")
  void rejectingOwner_releasesAll() {
    MemoryOwner rejecting =
        segment -> {
          throw new IllegalStateException("not this one");
        };
    Column bad = Column.of("bad", owned(NDArray.copyOf(new double[] {1, 2}, 2), rejecting));
    Column all = Column.ofBatch(Column.of("a", counted(1, 2)), Column.of("b", counted(1, 2)), bad);
    array.fill((byte) 7);
    assertThatIllegalStateException()
        .isThrownBy(() -> Arrow.export(all, schema, array))
        .withMessage("not this one");
    assertThat(leased).hasValue(2);
    assertThat(released).hasValue(2);
    assertThat(array.toArray(JAVA_BYTE)).containsOnly(7);
  }

  @Test
  @DisplayName("one block that has all of a column's buffers is held once")
  void oneBlock_isRetainedOnce() {
    ExchangeArena memory = ExchangeArena.ofConfined();
    MemorySegment block = memory.allocate(1024, 64);
    MemorySegment other = memory.allocate(64, 64);
    List<Buffer> buffers =
        List.of(
            new Buffer(block.asSlice(0, 64), memory),
            new Buffer(other, memory),
            new Buffer(block.asSlice(64, 64), memory));
    Arrow.exportArray(
        TestColumns.of(ArrowField.of("", "u"), 2, 0, 0, buffers, List.of(), null), array);
    long node = CMemory.longAt(array.address() + ArrowArray.PRIVATE_DATA);
    assertThat(CMemory.longAt(node + StructTree.COUNT)).isEqualTo(2);
    memory.close();
    Arrow.releaseArray(array);
  }

  private static long leases(MemorySegment array) {
    long node = CMemory.longAt(array.address() + ArrowArray.PRIVATE_DATA);
    return CMemory.longAt(node + StructTree.COUNT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"of the global arena", "stated", "by a lease"})
  @DisplayName("memory that is never freed: a struct without a lease, whose release frees nothing")
  void permanentMemory_hasNoLease(String kind) {
    NDArray plain = NDArray.copyOf(Arena.global(), new double[] {1, 2}, 2);
    BlockLease lease = BlockLease.of(Retention.PERMANENT, plain.segment());
    NDArray values =
        switch (kind) {
          case "stated" -> owned(plain, Retention.PERMANENT);
          case "by a lease" -> owned(plain, new RetainedMemory(lease));
          default -> plain;
        };
    Column column = Column.of("x", values);
    long before = ExportTracker.count();

    Arrow.export(column, schema, array);
    assertThat(leases(array)).isZero();
    assertThat(ExportTracker.count()).isEqualTo(before + 2);
    CSide.C.release_on_thread(schema, array);
    assertThat(CSide.C.is_released(schema, array)).isEqualTo(1);
    Arrow.exportArray(column, array);
    assertThat(CSide.C.move_and_consume(array)).isEqualTo(3);
    Arrow.exportArray(column, array);
    Arrow.releaseArray(array);
    Arrow.releaseArray(array);
    column.lease().release();
    assertThat(ExportTracker.count()).isEqualTo(before);

    lease.release();
    if (kind.equals("by a lease")) {
      array.fill((byte) 7);
      assertThatIllegalStateException().isThrownBy(() -> Arrow.exportArray(column, array));
      assertThat(array.toArray(JAVA_BYTE)).containsOnly(7);
    }
    assertThat(plain.toDoubleArray()).containsExactly(1, 2);
  }

  private static Column nullable(String name, NDArray bits, NDArray values) {
    List<Buffer> buffers =
        List.of(
            new Buffer(bits.segment(), bits.owner()), new Buffer(values.segment(), values.owner()));
    return TestColumns.of(ArrowField.of(name, "g"), 2, 0, 0, buffers, List.of(), null);
  }

  @Test
  @DisplayName("memory that is never freed beside leased memory, in one struct and in parts")
  void permanentMemory_besideOther() {
    NDArray permanent = NDArray.copyOf(Arena.global(), new double[] {1, 2}, 2);
    NDArray bits = NDArray.copyOf(Arena.global(), new byte[] {3}, 1);
    Column batch =
        Column.ofBatch(
            Column.of("permanent", permanent),
            nullable("permanent bits", bits, counted(4, 8)),
            nullable("permanent values", counted(Double.longBitsToDouble(3)), permanent));
    double[] sums = {3, 12, 3};
    for (int child = 0; child < 3; child++) {
      Arrow.exportArray(batch, array);
      long children = CMemory.longAt(array.address() + ArrowArray.CHILDREN);
      long struct = CMemory.longAt(children + 8L * child);
      assertThat(leases(MemorySegment.ofAddress(struct))).isEqualTo(child == 0 ? 0 : 1);
      long taken = CSide.C.take_out(array, child);
      assertThat(CSide.C.consume_taken(taken)).isEqualTo(sums[child]);
      assertThat(released).hasValue(leased.get());
    }
    Arrow.export(batch, schema, array);
    try (Arena own = Arena.ofConfined()) {
      Column back = Arrow.adopt(own, schema, array);
      assertThat(back.child(0).values().address()).isEqualTo(permanent.address());
      Arrow.exportArray(back.child(0), array);
      assertThat(leases(array)).as("of what was imported").isEqualTo(1);
    }
    assertThat(released).hasValue(leased.get() - 2);
    assertThat(CSide.C.move_and_consume(array)).isEqualTo(3);
    assertThat(released).hasValue(leased.get());
  }

  @Test
  @DisplayName("item 50: memory stays beyond its arena's close and its collection")
  void item50_staysUntilRelease() throws InterruptedException {
    MemorySegment second = Arrow.newArray(arena);
    try (ExchangeArena memory = ExchangeArena.ofConfined()) {
      NDArray x = NDArray.copyOf(memory, new double[] {1, 2, 3}, 3);
      Arrow.exportArray(Column.of("x", x).slice(1, 3), array);
    }
    List<MemorySegment> many = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      many.add(Arrow.newArray(arena));
      Arrow.exportArray(
          Column.of("y", NDArray.zeros(DType.FLOAT64, 20_000).fill(1.0)), many.getLast());
    }
    Arrow.exportArray(Column.of("z", counted(7)), second);
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(CSide.C.move_and_consume(array)).isEqualTo(5);
    assertThat(CSide.C.move_and_consume(second)).isEqualTo(7);
    for (MemorySegment one : many) {
      assertThat(CSide.C.move_and_consume(one)).isEqualTo(20_000);
    }
  }

  @Test
  @DisplayName("all exports of a kind have one and the same release")
  void exports_shareTheRelease() {
    MemorySegment second = Arrow.newArray(arena);
    Arrow.export(batch(), schema, array);
    Arrow.exportArray(Column.of("x", NDArray.copyOf(Arena.global(), new int[] {1}, 1)), second);
    long release = CMemory.longAt(array.address() + ArrowArray.RELEASE);
    assertThat(CMemory.longAt(second.address() + ArrowArray.RELEASE)).isEqualTo(release);
    long child = CMemory.longAt(CMemory.longAt(array.address() + ArrowArray.CHILDREN));
    assertThat(CMemory.longAt(child + ArrowArray.RELEASE)).isEqualTo(release);
    Arrow.releaseArray(array);
    Arrow.releaseArray(second);
    Arrow.releaseSchema(schema);
  }

  @ParameterizedTest
  @CsvSource({"return, 7", "exit, 7", "hook, 14"})
  @DisplayName("item 69: the JVM ends; C releases from atexit what it has moved and taken out")
  void item69_late(String end, int structs) {
    ChildJvm.Result result =
        ChildJvm.of(ExitMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .arguments(end, "late")
            .run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .isEqualTo("released %d of %d at exit\n".formatted(structs, structs));
    assertThat(result.stderr()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"return", "exit"})
  @DisplayName("item 69: without machine code, what is left at the JVM's end is warned of")
  void item69_warning(String end) {
    ChildJvm.Result result =
        ChildJvm.of(ExitMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Dculebra.machineCode=off")
            .arguments(end, "left")
            .run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stderr())
        .contains("the JVM ends with live exports")
        .contains("1 ArrowSchema, 2 ArrowArray, 1 ArrowArrayStream;");
  }

  @Test
  @DisplayName("item 69: nothing left, nothing said")
  void item69_silence() {
    ChildJvm.Result result =
        ChildJvm.of(ExitMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .arguments("return", "released")
            .run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stderr()).isEmpty();
  }

  @Test
  @DisplayName("item 70: no flag but native access, which one module has; Unsafe is denied")
  void item70_flags() {
    ChildJvm.Result result =
        ChildJvm.of(ExitMain.class)
            .onModulePath()
            .flags("--enable-native-access=org.culebra.ffi", "--illegal-native-access=deny")
            .flags("--sun-misc-unsafe-memory-access=deny")
            .arguments("return", "released")
            .run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stderr()).isEmpty();
  }

  @Test
  @DisplayName("item 69: without machine code, a release after the JVM's end ends the process")
  void item69_tooLate() {
    ChildJvm.Result result =
        ChildJvm.of(ExitMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Dculebra.machineCode=off")
            .arguments("return", "late")
            .run();
    assertThat(result.exitCode()).as(result.toString()).isNotZero();
    assertThat(result.stderr()).contains("releasing them later ends the process");
  }

  @Test
  @DisplayName("items 46, 54: rounds from four threads leave nothing behind")
  void item54_rounds() {
    int rounds = Boolean.getBoolean("culebra.long") ? 1_000_000 : 100_000;
    ChildJvm.Result result =
        ChildJvm.of(RoundsMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .flags("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch")
            .arguments(String.valueOf(rounds))
            .within(Duration.ofMinutes(5))
            .run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).startsWith("live exports +0, grown ");
  }

  @Test
  @DisplayName("items 45, 46: parts moved out, all released at once by several threads")
  void item45_pieces_onAllThreads() {
    int trees = Boolean.getBoolean("culebra.long") ? 200_000 : 3000;
    ChildJvm.Result result =
        ChildJvm.of(SharedBlockMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .environment("MALLOC_PERTURB_", "165") // glibc then overwrites freed memory
            .arguments(String.valueOf(trees))
            .within(Duration.ofMinutes(5))
            .run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).endsWith("survived\n");
  }
}
