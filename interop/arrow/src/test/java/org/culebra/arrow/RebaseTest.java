package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same column elsewhere: [Spec] says what it has, which knows nothing of these.
class RebaseTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  private Column read(String format, int offset, int length) {
    String bits = "1101110111010111";
    return switch (format) {
      case "g" -> ProducedArray.doubles(16, 0).adopt(arena).slice(offset, offset + length);
      case "c" -> {
        byte[] bytes = new byte[16];
        new Random(1).nextBytes(bytes);
        yield ProducedArray.of("c", length, offset).nulls(-1).bits(bits).bytes(bytes).adopt(arena);
      }
      case "b" ->
          ProducedArray.of("b", length, offset)
              .nulls(-1)
              .bits(bits)
              .bits("0110100110010110")
              .adopt(arena);
      case "u" ->
          ProducedArray.of("u", length, offset)
              .nulls(-1)
              .bits(bits)
              .ints(0, 0, 1, 2, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20)
              .text("the quick brown fox!")
              .adopt(arena);
      case "+l" ->
          ProducedArray.of("+l", length, offset)
              .nulls(-1)
              .bits(bits)
              .ints(0, 0, 1, 2, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20)
              .child(ProducedArray.doubles(20, 3))
              .adopt(arena);
      case "+vl" ->
          ProducedArray.of("+vl", length, offset)
              .nulls(-1)
              .bits(bits)
              .ints(9, 0, 8, 1, 7, 2, 6, 3, 5, 4, 0, 0, 1, 2, 3, 4)
              .ints(1, 2, 0, 2, 3, 1, 4, 1, 0, 1, 1, 1, 1, 1, 1, 1)
              .child(ProducedArray.doubles(10, 3))
              .adopt(arena);
      case "+s" ->
          ProducedArray.of("+s", length, offset)
              .nulls(-1)
              .bits(bits)
              .child(
                  ProducedArray.doubles(16, 2),
                  ProducedArray.of("b", 16, 1).absent().bits(bits + "1"))
              .adopt(arena);
      default ->
          ProducedArray.of("+w:2", length, offset)
              .nulls(-1)
              .bits(bits)
              .child(
                  ProducedArray.of("c", 32, 3)
                      .nulls(-1)
                      .bits(bits + bits + "101")
                      .bytes(new byte[35]))
              .adopt(arena);
    };
  }

  private static void assertNoOffset(Column column) {
    assertThat(column.offset()).isZero();
    TestColumns.storedChildren(column).forEach(RebaseTest::assertNoOffset);
  }

  @ParameterizedTest
  @ValueSource(strings = {"g", "c", "b", "u", "+l", "+vl", "+s", "+w:2"})
  @DisplayName("without offset, and copied: the same values, at 0")
  void withoutOffset_andCopy_haveTheSameValues(String format) {
    Random random = Seeds.random("rebase " + format);
    for (int i = 0; i < 40; i++) {
      int offset = random.nextInt(17);
      int length = random.nextInt(17 - offset);
      Column column = read(format, offset, length);
      List<?> expected = Spec.values(column);
      Column rebased = column.withoutOffset();
      Column copy = column.copy();
      assertThat(Spec.values(rebased)).as("%d + %d", offset, length).isEqualTo(expected);
      assertThat(Spec.values(copy)).as("%d + %d, copied", offset, length).isEqualTo(expected);
      assertNoOffset(rebased);
      assertNoOffset(copy);
      assertThat(rebased.nullCount()).isEqualTo(column.nullCount());
      assertThat(copy.nullCount()).isEqualTo(column.nullCount());
      assertThat(copy.field()).isEqualTo(column.field());
    }
  }

  @Test
  void withoutOffset_copiesNoBytes() {
    Column column = read("c", 8, 5);
    Column rebased = column.withoutOffset();
    assertThat(rebased.buffers().get(1).address()).isEqualTo(column.buffers().get(1).address() + 8);
    assertThat(rebased.buffers().get(0).address()).isEqualTo(column.buffers().get(0).address() + 1);
    Column inside = read("c", 9, 5);
    assertThat(inside.withoutOffset().buffers().get(0).address())
        .isNotEqualTo(inside.buffers().get(0).address() + 1);
    Column none = read("c", 0, 5);
    assertThat(none.withoutOffset()).isSameAs(none);
  }

  @Test
  @DisplayName("item 13: copies are aligned and padded to 64, writable, and outlive the arena")
  void copy_isIndependent() {
    Column copy;
    try (Arena mine = Arena.ofConfined()) {
      copy = ProducedArray.doubles(9, 1).adopt(mine).copy();
    }
    NDArray array = copy.array();
    assertThat(array.address() % 64).isZero();
    assertThat(array.getDouble(8)).isEqualTo(9);
    array.setDouble(0, 5);
    try (Lease lease = array.owner().leaseFor(array.segment())) {
      assertThat(lease).isNotNull();
    }
    Column list = read("+l", 3, 4).copy();
    assertThat(TestColumns.storedChildren(list).getFirst().length())
        .as("no more than its own")
        .isEqualTo(7);
    assertThat(list.offsets().toIntArray()).containsExactly(0, 1, 3, 6, 7);
  }

  @Test
  void borrowed_isVouchedFor() {
    MemorySegment memory = arena.allocate(64);
    Column column = Column.of("x", NDArray.of(memory, DType.FLOAT64, 8));
    Buffer data = column.data().buffer(1);
    assertThatIllegalStateException().isThrownBy(() -> data.owner().leaseFor(data.memory()));
    Buffer borrowed = column.borrowed().data().buffer(1);
    assertThat(borrowed.memory()).isEqualTo(data.memory());
    try (Lease lease = borrowed.owner().leaseFor(borrowed.memory())) {
      assertThat(lease).isNotNull();
    }
    Column batch = read("+s", 2, 3).borrowed();
    assertThat(batch.offset()).isEqualTo(2);
    assertThat(batch.child(0).data().buffer(1).owner()).isEqualTo(borrowed.owner());
  }
}
