package org.culebra.arrow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.TypeMatch;
import org.jspecify.annotations.Nullable;

/// A source of existing columns.
final class ColumnBatches implements BatchSource {
  private final ArrowField schema;
  private final Deque<Column> left;

  ColumnBatches(ArrowField schema, List<Column> columns) {
    this.schema = Objects.requireNonNull(schema, "schema");
    columns.forEach(column -> TypeMatch.require(schema.type(), column.data().field()));
    this.left = new ArrayDeque<>(columns);
  }

  List<ArrayData> left() {
    return left.stream().map(Column::data).toList();
  }

  void clear() {
    left.clear();
  }

  @Override
  public ArrowField schema() {
    return schema;
  }

  @Override
  public synchronized @Nullable Column next() {
    return left.poll();
  }

  @Override
  public void close() {}
}
