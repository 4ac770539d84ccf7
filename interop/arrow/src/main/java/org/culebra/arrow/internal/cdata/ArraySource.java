package org.culebra.arrow.internal.cdata;

import java.lang.foreign.Arena;
import java.util.List;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.FieldType;
import org.jspecify.annotations.Nullable;

/// The source of a [StreamWriter]: the implementation side of
/// [BatchSource][org.culebra.arrow.BatchSource].
public interface ArraySource {
  FieldType schema();

  /// The columns that exist beforehand; they come first.
  List<ArrayData> available();

  /// Removes them: the stream owns them.
  void takeAvailable();

  /// The next column.
  ///
  /// @param arena for a column that is used only here: closed when it has been written
  /// @return null at the end, and on all later calls
  @Nullable ArrayData next(Arena arena);

  void close();
}
