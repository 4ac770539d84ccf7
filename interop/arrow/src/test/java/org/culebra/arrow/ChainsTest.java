package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Columns that went to and fro so often, or are so deep, that a release that calls itself for each
/// step would not come to an end.
class ChainsTest {
  private static final int LINKS = 100_000;

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

  private NDArray counted(double... values) {
    NDArray plain = NDArray.copyOf(values, values.length);
    return NDArray.of(
        plain.segment(),
        segment -> {
          leased.incrementAndGet();
          Lease inner = Retention.GC_MANAGED.leaseFor(segment); // the memory stays reachable
          return () -> {
            inner.release();
            released.incrementAndGet();
          };
        },
        DType.FLOAT64,
        StridedLayout.cOrder(8, plain.shape()));
  }

  /// Imports what is in the structs, exports it again and ends the import, many times.
  private void relay(boolean inBatches) {
    for (int i = 0; i < LINKS; i++) {
      try (Arena link = Arena.ofConfined()) {
        Column back = Arrow.adopt(link, schema, array);
        Column next =
            inBatches ? Column.ofBatch(back.child(0), Column.of("more", counted(i, i))) : back;
        Arrow.export(next, schema, array);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("items 48, 50, 68: a long chain of re-exports, released by Java or by a C thread")
  void chainOfOne_isReleasedByALoop(boolean byC) {
    Arrow.export(Column.of("x", counted(1, 2)), schema, array);
    relay(false);
    assertThat(released).hasValue(0);
    assertThat(CSide.C.sum_of(array)).isEqualTo(3);
    release(byC);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("item 50: a long chain of batches, each of the one before and something new")
  void chainOfBatches_isReleasedByALoop(boolean byC) {
    Arrow.export(Column.ofBatch(Column.of("x", counted(1, 2))), schema, array);
    relay(true);
    assertThat(leased).hasValue(LINKS + 1);
    assertThat(released).as("each batch keeps the one before").hasValue(0);
    release(byC);
  }

  private void release(boolean byC) {
    if (byC) {
      CSide.C.release_on_thread(schema, array);
    } else {
      Arrow.releaseSchema(schema);
      Arrow.releaseArray(array);
    }
  }

  private Column deep(int depth) {
    Column column = Column.of("x", counted(1));
    for (int i = 1; i < depth; i++) {
      column = Column.ofStruct("s", column);
    }
    return column;
  }

  @Test
  @DisplayName("item 34: 64 in each other, as many as consumers take")
  void deep_isShared() {
    Arrow.export(deep(64), schema, array);
    assertThat(CSide.C.sum_of(array)).isEqualTo(1);
    CSide.C.release_on_thread(schema, array);
  }

  @Test
  @DisplayName("item 34: more in each other than consumers take is rejected, and nothing stays")
  void tooDeep_isRejected() {
    schema.fill((byte) 7);
    array.fill((byte) 7);
    Column deep = deep(65);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.exportArray(deep, array))
        .withMessage("expected at most 64 nested columns but found more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.exportSchema(deep.field(), schema))
        .withMessage("expected at most 64 nested fields but found more");
    assertThat(array.toArray(JAVA_BYTE)).containsOnly(7);
    assertThat(schema.toArray(JAVA_BYTE)).containsOnly(7);
  }
}
