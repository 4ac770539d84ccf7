package org.culebra.arrowcases;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.array.Retention;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// What an [Encoder] has written, for a column in either of the two ways that there are.
public record Encoded(
    ArrowField field,
    long length,
    long offset,
    List<MemorySegment> buffers,
    List<Encoded> children,
    @Nullable Encoded dictionary) {

  /// As the producer says: -1 where it has not counted.
  long nullCount() {
    return field.format().equals("n") ? length : -1;
  }

  /// A column of the buffers.
  public Column column() {
    return Column.ofBuffers(
        field,
        length,
        offset,
        nullCount(),
        buffers,
        Retention.PERMANENT,
        children.stream().map(Encoded::column).toList(),
        dictionary == null ? null : dictionary.column());
  }

  /// A column that is adopted from structs of C.
  ///
  /// @param arena ends it
  public Column adopted(Arena arena) {
    return Foreign.adopt(arena, this);
  }
}
