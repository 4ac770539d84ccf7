package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.ffi.ExportTracker;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.FilledStruct;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Parts taken out of a struct in any number and released in any order; exports that fail at any
/// hold.
class MovedPartsTest {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment array = Arrow.newArray(arena);
  private final long exports = ExportTracker.count();
  private final AtomicInteger leased = new AtomicInteger();
  private final AtomicInteger released = new AtomicInteger();
  private int failAt = Integer.MAX_VALUE;

  @AfterEach
  void item54_countReturnsToItsStart() {
    arena.close();
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(exports);
    assertThat(released).as("releases").hasValue(leased.get());
  }

  private NDArray counted(double... values) {
    NDArray plain = NDArray.copyOf(values, values.length);
    MemoryOwner owner =
        segment -> {
          if (leased.get() == failAt) {
            throw new IllegalStateException("not this one");
          }
          leased.incrementAndGet();
          Lease inner = Retention.GC_MANAGED.leaseFor(segment); // the memory stays reachable
          return () -> {
            inner.release();
            released.incrementAndGet();
          };
        };
    return NDArray.of(
        plain.segment(), owner, DType.FLOAT64, StridedLayout.cOrder(8, plain.shape()));
  }

  /// Nine leases: three columns, a struct of two with a struct of two, a dictionary and its own
  /// struct's two.
  private Column tree() {
    NDArray indices = NDArray.copyOf(new int[] {0, 1}, 2);
    Column values =
        Column.ofStruct("", Column.of("v", counted(1, 2)), Column.of("w", counted(4, 8)));
    Column inner =
        Column.ofStruct("i", Column.of("a", counted(1, 1)), Column.of("b", counted(2, 2)));
    return Column.ofBatch(
        Column.of("x", counted(1, 2)),
        Column.of("y", counted(3, 4)),
        Column.ofStruct("s", Column.of("c", counted(5, 6)), inner, Column.of("d", counted(7, 8))),
        Column.ofDictionary("k", indices, values),
        Column.of("z", counted(9, 10)));
  }

  // --- structs, moved as C does

  private long move(long from) {
    MemorySegment to = arena.allocate(ArrowArray.BYTES, 8);
    for (int at = 0; at < ArrowArray.BYTES; at += 8) {
      CMemory.put(to.address() + at, CMemory.longAt(from + at));
    }
    CMemory.put(from + ArrowArray.RELEASE, 0);
    return to.address();
  }

  private static List<Long> parts(long self) {
    List<Long> parts = new ArrayList<>();
    for (long i = 0; i < CMemory.longAt(self + ArrowArray.N_CHILDREN); i++) {
      parts.add(CMemory.longAt(CMemory.longAt(self + ArrowArray.CHILDREN) + 8 * i));
    }
    long dictionary = CMemory.longAt(self + ArrowArray.DICTIONARY);
    if (dictionary != 0) {
      parts.add(dictionary);
    }
    return parts;
  }

  private void takeOut(long self, Random random, List<Long> taken) {
    for (long part : parts(self)) {
      takeOut(part, random, taken);
      if (random.nextBoolean()) {
        taken.add(move(part));
      }
    }
  }

  @RepeatedTest(50)
  @DisplayName("item 45: any parts taken out, all released in any order, on Java's and C's threads")
  void item45_anyPartsInAnyOrder(RepetitionInfo info) {
    Random random = Seeds.random("MovedPartsTest." + info.getCurrentRepetition());
    Arrow.exportArray(tree(), array);
    assertThat(leased).hasValue(9);
    List<Long> taken = new ArrayList<>();
    takeOut(array.address(), random, taken);
    taken.add(move(array.address()));
    Collections.shuffle(taken, random);
    for (int i = 0; i < taken.size(); i++) {
      MemorySegment one = MemorySegment.ofAddress(taken.get(i));
      switch (random.nextInt(3)) {
        case 0 -> Arrow.releaseArray(one);
        case 1 -> CSide.C.release_array(one);
        default -> {
          MemorySegment schema = Arrow.newSchema(arena);
          Arrow.exportSchema(ArrowField.of("x", "g"), schema);
          CSide.C.release_on_thread(schema, one);
        }
      }
      assertThat(CMemory.longAt(one.address() + ArrowArray.RELEASE)).isZero();
      assertThat(released).hasValueLessThanOrEqualTo(9);
    }
    assertThat(released).hasValue(9);
  }

  @Test
  @DisplayName("parts have no ticket of a live export, whatever was in their memory before")
  void parts_haveNoTicket() {
    for (int i = 0; i < 20; i++) {
      Arrow.exportArray(tree(), array);
      for (long part : parts(array.address())) {
        long node = CMemory.longAt(part + ArrowArray.PRIVATE_DATA);
        assertThat(CMemory.longAt(node + FilledStruct.LINK)).isEqualTo(-1);
      }
      Arrow.releaseArray(array);
    }
    assertThat(released).hasValue(180);
  }

  @Test
  @DisplayName("whichever lease fails: all earlier ones are released, no struct is touched")
  void failingLease_releasesAll() {
    Column column = tree();
    MemorySegment schema = Arrow.newSchema(arena);
    MemorySegment stream = Arrow.newStream(arena);
    MemorySegment device = Arrow.newArray(arena, CInterface.DEVICE);
    for (MemorySegment struct : List.of(schema, array, stream, device)) {
      struct.fill((byte) 7);
    }
    BatchSource twice = BatchSource.of(column, column);
    for (int k = 0; k < 9; k++) {
      assertFails(k, () -> Arrow.export(column, schema, array));
      assertFails(k, () -> Arrow.exportArray(column, device, CInterface.DEVICE));
      assertFails(9 + k, () -> Arrow.exportStream(twice, stream));
    }
    for (MemorySegment struct : List.of(schema, array, stream, device)) {
      assertThat(struct.toArray(JAVA_BYTE)).containsOnly(7);
    }
    assertThat(twice.next()).as("the source stays the caller's").isSameAs(column);
  }

  private void assertFails(int hold, Runnable export) {
    int before = leased.get();
    failAt = before + hold;
    assertThatIllegalStateException().isThrownBy(export::run).withMessage("not this one");
    failAt = Integer.MAX_VALUE;
    assertThat(leased).hasValue(before + hold);
    assertThat(released).hasValue(before + hold);
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }
}
