package org.culebra.arrow;

import java.util.List;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.jspecify.annotations.Nullable;

/// Columns from the inside: made without checks, and their children as they are in memory.
final class TestColumns {
  private TestColumns() {}

  static Column of(
      ArrowField field,
      long length,
      long offset,
      long nullCount,
      List<Buffer> buffers,
      List<Column> children,
      @Nullable Column dictionary) {
    return new Column(
        new ArrayData(
            field.type(),
            length,
            offset,
            nullCount,
            buffers,
            children.stream().map(Column::data).toList(),
            dictionary == null ? null : dictionary.data()));
  }

  /// The children, to which the column's offset is not applied.
  static List<Column> storedChildren(Column column) {
    return column.data().storedChildren().stream().map(Column::new).toList();
  }
}
