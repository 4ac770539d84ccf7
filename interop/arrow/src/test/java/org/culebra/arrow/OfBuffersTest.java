package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Columns of a binding's own buffers: the same rules as for structs of C, with sizes that are
/// known.
class OfBuffersTest {
  private final Arena arena = Arena.ofAuto();

  private MemorySegment doubles(double... values) {
    return arena.allocateFrom(ValueLayout.JAVA_DOUBLE, values);
  }

  private static Column flat(
      String format, long length, long offset, long nulls, MemorySegment... buffers) {
    return Column.ofBuffers(
        ArrowField.of("x", format),
        length,
        offset,
        nulls,
        List.of(buffers),
        Retention.GC_MANAGED,
        List.of(),
        null);
  }

  @Test
  void buffers_areViewed() {
    MemorySegment data = doubles(1, 2, 3);
    Column column = flat("g", 2, 1, 0, MemorySegment.NULL, data);
    NDArray array = column.array();
    assertThat(array.toDoubleArray()).containsExactly(2, 3);
    assertThat(array.address()).isEqualTo(data.address() + 8);
    assertThat(array.isReadOnly()).isFalse();
    try (Lease lease = array.owner().leaseFor(array.segment())) {
      assertThat(lease).isNotNull();
    }
    assertThat(flat("g", 0, 0, -1, MemorySegment.NULL, MemorySegment.NULL).array().size()).isZero();
    assertThat(
            flat("g", 3, 0, 1, arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) 5), data)
                .nullCount())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "g, 3, 1, 0, expected 32 bytes in buffer 1 of format \"g\" but found 24",
    "g, 2, 0, 1, expected a validity buffer for null_count 1 but found NULL",
    "g, 2, 0, 3, 'expected null_count in [-1, 2] but found 3'",
    "g, -2, 0, 0, 'expected a length and an offset >= 0 that end below 2^63 but found length -2,"
        + " offset 0'",
    "u, 1, 0, 0, expected 3 buffers for format \"u\" but found 2",
    "c, 25, 0, 0, expected 25 bytes in buffer 1 of format \"c\" but found 24",
    "b, 193, 0, 0, expected 25 bytes in buffer 1 of format \"b\" but found 24",
    "n, 1, 0, 0, expected 0 buffers for format \"n\" but found 2",
    "vu, 2, 0, 0, expected 32 bytes in buffer 1 of format \"vu\" but found 24",
    "tin, 2, 0, 0, expected 32 bytes in buffer 1 of format \"tin\" but found 24"
  })
  @DisplayName("items 27, 31: what does not fit is rejected")
  void misfits_areRejected(String format, long length, long offset, long nulls, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> flat(format, length, offset, nulls, MemorySegment.NULL, doubles(1, 2, 3)))
        .withMessage("field x: " + message);
  }

  @Test
  void texts_needTheBytesOfTheLastOffset() {
    MemorySegment offsets = arena.allocateFrom(ValueLayout.JAVA_INT, 0, 1, 3);
    MemorySegment text =
        arena.allocate(3).copyFrom(MemorySegment.ofArray("abc".getBytes(StandardCharsets.UTF_8)));
    assertThat(flat("u", 2, 0, 0, MemorySegment.NULL, offsets, text).getString(1)).isEqualTo("bc");
    assertThat(flat("u", 1, 0, 0, MemorySegment.NULL, offsets, text.asSlice(0, 1)).getString(0))
        .isEqualTo("a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> flat("u", 2, 0, 0, MemorySegment.NULL, offsets, text.asSlice(0, 2)))
        .withMessage("field x: expected 3 bytes in buffer 2 of format \"u\" but found 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> flat("u", 2, 0, 0, MemorySegment.NULL, offsets.asSlice(0, 8), text))
        .withMessage("field x: expected 12 bytes in buffer 1 of format \"u\" but found 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> flat("u", 2, 0, 0, MemorySegment.NULL, MemorySegment.NULL, text))
        .withMessage("field x: expected 12 bytes in buffer 1 of format \"u\" but found 0");
  }

  @Test
  void heap_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> flat("g", 1, 0, 0, MemorySegment.NULL, MemorySegment.ofArray(new double[1])))
        .withMessage("field x: expected native memory but found a segment on the heap");
  }

  private static Column nested(ArrowField field, long length, MemorySegment buffer, Column child) {
    return Column.ofBuffers(
        field, length, 0, 0, List.of(buffer), Retention.GC_MANAGED, List.of(child), null);
  }

  @Test
  void children_mustBeThoseOfTheField() {
    Column child = flat("g", 4, 0, 0, MemorySegment.NULL, doubles(1, 2, 3, 4));
    ArrowField pairs = ArrowField.of("p", "+w:2", child.field());
    assertThat(nested(pairs, 2, MemorySegment.NULL, child).array().shape()).containsExactly(2, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> nested(pairs, 3, MemorySegment.NULL, child))
        .withMessage("field p: expected at least 6 elements in the child \"x\" but found 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> nested(pairs, 2, MemorySegment.NULL, child.withName("y")))
        .withMessage("field p: expected children [x: float64] but found [y: float64]");
    assertThatThrownBy(() -> flat("+w:2", 2, 0, 0, MemorySegment.NULL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void dictionaries_mustBeThoseOfTheField() {
    Column values = flat("g", 2, 0, 0, MemorySegment.NULL, doubles(1, 2));
    ArrowField field = ArrowField.of("d", "c").withDictionary(values.field());
    List<MemorySegment> buffers = List.of(MemorySegment.NULL, arena.allocate(3));
    Column column =
        Column.ofBuffers(field, 3, 0, 0, buffers, Retention.GC_MANAGED, List.of(), values);
    assertThat(Objects.requireNonNull(column.dictionary()).array().sum()).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Column.ofBuffers(field, 3, 0, 0, buffers, Retention.GC_MANAGED, List.of(), null))
        .withMessage("field d: expected a dictionary for c but found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Column.ofBuffers(
                field, 3, 0, 0, buffers, Retention.GC_MANAGED, List.of(), values.withName("z")))
        .withMessage("field d: expected a dictionary x: float64 but found z: float64");
  }
}
