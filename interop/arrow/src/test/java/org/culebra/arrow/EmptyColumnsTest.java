package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArray;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.ffi.internal.host.CMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What nothing looks like when it goes out: with one offset of 0, and from the first element on.
class EmptyColumnsTest {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment array = Arrow.newArray(arena);

  @AfterEach
  void close() {
    arena.close();
  }

  private static ArrowField field(String format) {
    ArrowField item = ArrowField.of("item", "u");
    return switch (format) {
      case "+m" ->
          ArrowField.of("x", "+m", ArrowField.of("entries", "+s", ArrowField.of("key", "u"), item));
      case "+l", "+L" -> ArrowField.of("x", format, item);
      default -> ArrowField.of("x", format);
    };
  }

  private void assertOffsets(Column column, int index, long struct) {
    assertThat(ProducedArray.longAt(struct + ArrowArray.OFFSET)).isZero();
    boolean has = "uUzZ+l+L+m".contains(column.field().format());
    if (has && column.length() == 0) {
      long offsets = ProducedArray.longAt(ProducedArray.longAt(struct + ArrowArray.BUFFERS) + 8);
      assertThat(offsets).as("%s, %d", column, index).isNotZero();
      assertThat(ProducedArray.longAt(offsets)).isZero();
    }
    for (int i = 0; i < TestColumns.storedChildren(column).size(); i++) {
      long children = ProducedArray.longAt(struct + ArrowArray.CHILDREN);
      assertOffsets(
          TestColumns.storedChildren(column).get(i), i, ProducedArray.longAt(children + 8L * i));
    }
  }

  private void assertExported(Column column) {
    Arrow.exportArray(column, array);
    assertOffsets(column, 0, array.address());
    Arrow.releaseArray(array);
    MemorySegment device = Arrow.newArray(arena, CInterface.DEVICE);
    Arrow.exportArray(column, device, CInterface.DEVICE);
    assertOffsets(column, 0, device.address());
    Arrow.releaseArray(device);
  }

  @ParameterizedTest
  @ValueSource(strings = {"u", "U", "z", "Z", "+l", "+L", "+m"})
  void emptyColumn_hasOneOffset(String format) {
    Column empty = Column.empty(field(format));
    assertExported(empty);
    assertExported(empty.copy());
    assertExported(empty.withoutOffset());
    assertExported(Column.ofBatch(empty, Column.ofStrings("y", List.of())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"u", "Z", "vu", "g", "b", "n"})
  @DisplayName("a producer's empty array with an offset and NULL for what it does not need")
  void adoptedWithoutBuffers_hasOneOffset(String format) {
    ProducedArray made = ProducedArray.of(format, 0, 3);
    for (int i = 0; i < FormatString.of(format).kind().parts().size(); i++) {
      made = made.absent();
    }
    made = format.equals("vu") ? made.absent() : made;
    Column empty = made.adopt(arena);
    assertExported(empty);
    assertExported(empty.copy());
    assertExported(empty.withoutOffset());
  }

  @Test
  @DisplayName("the empty part of something has none of its offsets")
  void emptySlice_hasOneOffset() {
    Column texts = Column.ofStrings("s", List.of("a", "bc"));
    assertExported(texts.slice(1, 1));
    assertExported(texts.slice(2, 2).copy());
    Column lists = Column.ofLists("l", NDArray.copyOf(new int[] {0, 1, 2}), texts);
    assertExported(lists.slice(1, 1));
    assertExported(Column.ofBatch(texts, lists).slice(1, 1));
  }

  @Test
  @DisplayName("a list column of two empty lists, whose texts have one offset")
  void emptyLists_haveValuesOfOneOffset() {
    Column none = Column.ofStrings("item", List.of("a")).slice(1, 1);
    Column lists = Column.ofLists("l", NDArray.copyOf(new int[] {0, 0, 0}), none);
    assertExported(lists);
    assertExported(lists.copy());
  }

  @Test
  @DisplayName("of device memory the pointers stay as the producer gave them")
  void opaque_isLeftAlone() {
    ProducedArray texts = ProducedArray.of("u", 0).absent().absent().absent();
    MemorySegment device = Arrow.newArray(arena, CInterface.DEVICE);
    MemorySegment.copy(CMemory.ALL, texts.array().address(), device, 0, ArrowArray.BYTES);
    ProducedArray.put(device.address() + ArrowDeviceArray.DEVICE_TYPE, 2);
    ArrowField field = ArrowField.of("x", "u");
    MemorySegment out = Arrow.newArray(arena, CInterface.DEVICE);
    Arrow.adoptOpaque(arena, field, device).export(out);
    long offsets =
        ProducedArray.longAt(ProducedArray.longAt(out.address() + ArrowArray.BUFFERS) + 8);
    assertThat(offsets).isZero();
    Arrow.releaseArray(out);
  }
}
