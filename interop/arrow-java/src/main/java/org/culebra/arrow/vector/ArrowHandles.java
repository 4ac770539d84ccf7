package org.culebra.arrow.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.Column;

/// Converts columns to and from the C structs that arrow-java's `arrow-c-data` wraps, for libraries
/// that exchange those. Requires that library; [Vectors] does not.
public final class ArrowHandles {
  private ArrowHandles() {}

  /// Exports a column to two structs. Their importer releases each exactly once, on any thread; the
  /// memory stays valid until then.
  ///
  /// An offset is applied first, because arrow-java's import ignores it; types without a vector in
  /// arrow-java are rejected.
  ///
  /// @param column the column
  /// @param schema overwritten
  /// @param array overwritten
  /// @throws IllegalStateException if the memory cannot be leased; the structs are untouched
  /// @throws UnsupportedOperationException if arrow-java has no such type, or no vector of that
  ///   length; the structs are untouched
  public static void export(Column column, ArrowSchema schema, ArrowArray array) {
    MissingFeatures.reject(column, true);
    Arrow.export(
        column.withoutOffset(), pointer(schema.memoryAddress()), pointer(array.memoryAddress()));
  }

  /// Adopts a column: the schema is released at once, the array when the arena closes. The caller
  /// closes the structs themselves.
  ///
  /// @param arena ends Java's access
  /// @param schema released afterwards
  /// @param array moved, so released afterwards
  /// @return the column, read-only
  /// @throws IllegalArgumentException if the structs do not describe a column (both have then been
  ///   released)
  /// @throws IllegalStateException if a struct has been released, or the arena is closed
  public static Column adopt(Arena arena, ArrowSchema schema, ArrowArray array) {
    Objects.requireNonNull(arena, "arena");
    return Arrow.adopt(arena, pointer(schema.memoryAddress()), pointer(array.memoryAddress()));
  }

  private static MemorySegment pointer(long address) {
    return MemorySegment.ofAddress(address);
  }
}
