package org.culebra.duckdb;

import org.culebra.array.DType;
import org.culebra.arrow.Column;

/// Half floats as floats: DuckDB has no such type.
final class HalfFloats {
  private HalfFloats() {}

  /// Copies columns of half floats; the others stay.
  static Column widened(Column batch) {
    if (batch.children().stream().noneMatch(HalfFloats::isHalf)) {
      return batch;
    }
    return Column.ofBatch(
        batch.children().stream()
            .map(column -> isHalf(column) ? floats(column) : column)
            .toArray(Column[]::new));
  }

  private static boolean isHalf(Column column) {
    return column.field().format().equals("e");
  }

  private static Column floats(Column column) {
    Column floats = Column.of(column.name(), column.values().copy(DType.FLOAT32));
    return column.nullCount() == 0 ? floats : floats.withValidity(column.validity());
  }
}
