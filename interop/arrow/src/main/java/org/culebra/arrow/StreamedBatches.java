package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.util.List;
import org.culebra.arrow.internal.cdata.ArraySource;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.FieldType;
import org.jspecify.annotations.Nullable;

/// A source as seen by the writer of a stream.
///
/// @param source any implementation
record StreamedBatches(BatchSource source) implements ArraySource {
  @Override
  public FieldType schema() {
    return source.schema().type();
  }

  @Override
  public List<ArrayData> available() {
    return source instanceof ColumnBatches batches ? batches.left() : List.of();
  }

  @Override
  public void takeAvailable() {
    if (source instanceof ColumnBatches batches) {
      batches.clear();
    }
  }

  /// If a stream is passed on to another consumer, Java keeps no column: each lives as long as its
  /// receiver has it.
  @Override
  public @Nullable ArrayData next(Arena arena) {
    Column column = source instanceof ArrowStream relayed ? relayed.next(arena) : source.next();
    return column == null ? null : column.data();
  }

  @Override
  public void close() {
    source.close();
  }
}
