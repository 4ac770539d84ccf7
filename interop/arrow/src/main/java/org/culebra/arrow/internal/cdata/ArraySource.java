package org.culebra.arrow.internal.cdata;

import java.lang.foreign.Arena;
import java.util.List;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.FieldType;
import org.jspecify.annotations.Nullable;

/// What a [StreamWriter] writes: [BatchSource][org.culebra.arrow.BatchSource] without its face.
public interface ArraySource {
  FieldType schema();

  /// The columns that are there before anybody asks; they come first.
  List<ArrayData> available();

  /// Takes those out: the stream has them.
  void takeAvailable();

  /// The next column.
  ///
  /// @param arena for a column that nobody else uses: closed when it has been written
  /// @return null at the end, and ever after
  @Nullable ArrayData next(Arena arena);

  void close();
}
