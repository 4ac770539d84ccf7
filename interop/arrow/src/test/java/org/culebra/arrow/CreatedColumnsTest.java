package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.time.ZoneOffset;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrowcases.CreatedColumns;
import org.culebra.arrowcases.CreatedColumns.Created;
import org.culebra.arrowcases.ReadValues;
import org.culebra.arrowcases.Texts;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What [Columns] creates: read here, and exported and imported again. `interop/python` compares
/// the same columns with pyarrow's, `interop/arrow-java` with vectors.
class CreatedColumnsTest {
  private static List<Created> created() {
    return CreatedColumns.all();
  }

  @ParameterizedTest
  @MethodSource("created")
  @DisplayName("items 54, 71: what is created is what is read, also in parts and after an export")
  void created_isRead(Created it) {
    assertValues(it, it.column(), it.expected());
    int length = it.expected().size();
    for (int from = 0; from <= length && from < 4; from++) {
      Column part = it.column().slice(from, length);
      assertValues(it, part, it.expected().subList(from, length));
      assertValues(it, part.copy(), it.expected().subList(from, length));
      assertValues(it, part.withoutOffset(), it.expected().subList(from, length));
    }
    assertThat(it.column().offset()).isZero();
    long exports = ExportTracker.count();
    try (Arena arena = Arena.ofConfined()) {
      Column back = exchanged(arena, it.column());
      assertThat(back.field()).isEqualTo(it.column().field());
      assertValues(it, back, it.expected());
    }
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  private static Column exchanged(Arena arena, Column column) {
    var schema = Arrow.newSchema(arena);
    var array = Arrow.newArray(arena);
    Arrow.export(column, schema, array);
    return Arrow.adopt(arena, schema, array);
  }

  private static void assertValues(Created it, Column column, List<?> expected) {
    assertThat(Texts.of(ReadValues.of(column))).as(it.name()).isEqualTo(Texts.of(expected));
  }

  @Test
  @DisplayName("item 71: arrays and columns are not copied")
  void arrays_areNotCopied() {
    NDArray ints = NDArray.copyOf(new int[] {0, 1, 2});
    NDArray bytes = NDArray.copyOf(new byte[] {0, 1, 0});
    Column values = Column.of("v", NDArray.zeros(DType.FLOAT64, 3));
    assertShared(Columns.decimals("x", ints, 9, 2), 1, ints);
    NDArray times = NDArray.zeros(DType.datetime64("ms"), 3);
    assertShared(Columns.timestamps("x", times, ZoneOffset.UTC), 1, times);
    assertShared(Columns.intervals("x", ints), 1, ints);
    Column binary = Columns.binary("x", ints, bytes);
    assertShared(binary, 1, ints);
    assertShared(binary, 2, bytes);
    assertShared(Columns.strings("x", ints, bytes), 2, bytes);
    assertShared(Columns.maps("x", ints, values, values), 1, ints);
    assertShared(Columns.sparseUnion("x", bytes, values, values), 0, bytes);
    Column dense = Columns.denseUnion("x", bytes, ints, values, values);
    assertShared(dense, 0, bytes);
    assertShared(dense, 1, ints);
    assertThat(dense.typeIds().address()).isEqualTo(bytes.address());
    assertThat(dense.offsets().toIntArray()).containsExactly(0, 1, 2);
    NDArray ends = NDArray.copyOf(new long[] {1, 2, 9});
    Column runs = Columns.runs("x", ends, values);
    assertThat(runs.length()).isEqualTo(9);
    assertShared(runs.child(0), 1, ends);
    assertThat(runs.child(1).buffers()).isEqualTo(values.buffers());
    assertThat(Columns.fixedSizeLists("x", values, 3).child(0).buffers())
        .isEqualTo(values.buffers());
  }

  private static void assertShared(Column column, int buffer, NDArray array) {
    assertThat(column.buffers().get(buffer).address()).isEqualTo(array.address());
  }
}
