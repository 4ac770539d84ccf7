package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Elements that take a copy to be an array's, where some of them are missing.
class BitsInBulkTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = CopyPolicy.class,
      names = {"IF_NEEDED", "ALWAYS"})
  @DisplayName("packed bits with missing ones are booleans beside a mask, wherever they begin")
  void packedBits_withNulls_areUnpackedBesideTheMask(CopyPolicy copy) {
    String bits = "0110100110010110";
    String valid = "1101110111010111";
    for (int offset = 0; offset < 16; offset++) {
      Column column =
          ProducedArray.of("b", 16 - offset, offset).nulls(-1).bits(valid).bits(bits).adopt(arena);
      NDArray values = column.values(copy);
      NDArray there = column.validity();
      assertThat(values.dtype()).isEqualTo(DType.BOOL);
      assertThat(values.shape()).containsExactly(16 - offset);
      for (int i = 0; i < 16 - offset; i++) {
        assertThat(there.getBoolean(i)).isEqualTo(valid.charAt(offset + i) == '1');
        assertThat(values.getBoolean(i)).isEqualTo(bits.charAt(offset + i) == '1');
      }
    }
  }

  @Test
  @DisplayName("lists of packed bits, of which a list and a bit are missing")
  void listsOfBits_withNulls_areUnpacked() {
    Column lists =
        ProducedArray.of("+w:3", 2, 1)
            .nulls(1)
            .bits("101")
            .child(ProducedArray.of("b", 9, 1).nulls(-1).bits("1110111111").bits("0110100110"))
            .adopt(arena);
    NDArray values = lists.values(CopyPolicy.IF_NEEDED);
    assertThat(values.shape()).containsExactly(2, 3);
    assertThat(values.rawBytes()).containsExactly(1, 0, 0, 1, 1, 0);
    assertThat(lists.validity().rawBytes()).containsExactly(0, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lists.array(CopyPolicy.IF_NEEDED))
        .withMessageStartingWith("expected no missing values but found 1 of 2");
  }

  @Test
  @DisplayName("the advice of a column that takes a copy leads to one, missing values or not")
  void advice_leadsToTheValues() {
    Column bits = ProducedArray.of("b", 3).nulls(1).bits("101").bits("011").adopt(arena);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bits.array(CopyPolicy.IF_NEEDED))
        .withMessageContaining("values() returns all elements");
    assertThatIllegalArgumentException()
        .isThrownBy(bits::values)
        .withMessageEndingWith("CopyPolicy.IF_NEEDED unpacks them");
    assertThat(bits.values(CopyPolicy.IF_NEEDED).rawBytes()).containsExactly(0, 1, 1);
  }

  @Test
  @DisplayName("dates and times of day with missing ones are NumPy's, beside a mask")
  void times_withNulls_areConverted() {
    Column days = ProducedArray.of("tdD", 3).nulls(1).bits("101").ints(1, 2, -3).adopt(arena);
    NDArray values = days.values(CopyPolicy.IF_NEEDED);
    assertThat(values.dtype()).isEqualTo(DType.datetime64("D"));
    assertThat(values.getLong(0)).isEqualTo(1);
    assertThat(values.getLong(2)).isEqualTo(-3);
    assertThat(days.values(CopyPolicy.NEVER).dtype()).isEqualTo(DType.INT32);
  }

  @Test
  @DisplayName("values that need no copy are the same memory")
  void values_areShared_whereTheyCanBe() {
    Column column = ProducedArray.of("g", 2).nulls(1).bits("10").doubles(1.0, 2.0).adopt(arena);
    NDArray shared = column.values(CopyPolicy.IF_NEEDED);
    assertThat(shared.address()).isEqualTo(column.buffers().get(1).address());
    assertThat(column.values(CopyPolicy.ALWAYS).address()).isNotEqualTo(shared.address());
  }

  // --- columns of any length, whose types need no memory

  @ParameterizedTest
  @ValueSource(longs = {1L << 60, 1L << 50, Long.MAX_VALUE})
  @DisplayName("a mask that no process can have is rejected before memory is touched")
  void hugeColumns_haveNoMask(long length) {
    ProducedArray none = ProducedArray.of("n", length).nulls(length);
    ProducedArray lists =
        ProducedArray.of("+w:0", length).absent().child(ProducedArray.doubles(0, 0));
    ProducedArray empty = ProducedArray.of("w:0", length).absent().absent();
    ProducedArray struct = ProducedArray.of("+s", length).absent();
    for (ProducedArray made : new ProducedArray[] {none, lists, empty, struct}) {
      Column column = made.adopt(arena);
      assertThat(column.length()).isEqualTo(length);
      assertThatIllegalArgumentException()
          .isThrownBy(column::validity)
          .withMessage(
              "expected at most %d bytes of new memory, the most that a process can address, but"
                  + " found %d; a slice needs less",
              Buffer.ADDRESS_LIMIT - 1, length);
      assertThat(column.slice(length - 3, length).validity().size()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 59, (1L << 59) + 1})
  @DisplayName("nor do arrays that repeat what they have become columns that no process can have")
  void hugeArrays_areNotCopied(long length) {
    NDArray flags = NDArray.zeros(DType.BOOL, 1).broadcastTo(length);
    NDArray days = NDArray.zeros(DType.datetime64("D"), 1).broadcastTo(length);
    NDArray rows = NDArray.zeros(DType.INT8, 1, 2).broadcastTo(length, 2);
    Column lists =
        ProducedArray.of("+w:0", length).absent().child(ProducedArray.doubles(0, 0)).adopt(arena);
    assertThatIllegalArgumentException().isThrownBy(() -> Column.ofBits("x", flags));
    assertThatIllegalArgumentException().isThrownBy(() -> lists.withValidity(flags));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.of("x", flags, CopyPolicy.IF_NEEDED));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.of("x", days, CopyPolicy.IF_NEEDED));
    assertThatIllegalArgumentException().isThrownBy(() -> Column.ofListViews("x", rows));
  }
}
