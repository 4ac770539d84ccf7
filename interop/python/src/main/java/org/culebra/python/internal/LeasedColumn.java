package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.ToLongFunction;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// A column whose memory is leased, by an exported struct, until this is closed, even if its arena
/// is closed before, and for all threads.
final class LeasedColumn implements AutoCloseable {
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment schema = Arrow.newSchema(arena);
  private final MemorySegment array = Arrow.newArray(arena);
  private final Column given;
  private @Nullable Arena ownArena;
  private @Nullable Column own;

  private LeasedColumn(Column given) {
    this.given = given;
    Arrow.export(given, schema, array);
  }

  static LeasedColumn of(Column column) {
    return new LeasedColumn(column);
  }

  /// Exports the column, or if its arena is closed, or confined to another thread, an import of the
  /// same memory.
  long export(ToLongFunction<Column> export) {
    Column known = own;
    if (known != null) {
      return export.applyAsLong(known);
    }
    try {
      return export.applyAsLong(given);
    } catch (IllegalStateException | WrongThreadException e) {
      ownArena = Arena.ofShared();
      own = Arrow.adopt(ownArena, schema, array);
      return export.applyAsLong(own);
    }
  }

  @Override
  public void close() {
    if (ownArena != null) {
      ownArena.close();
    }
    Arrow.releaseArray(array);
    Arrow.releaseSchema(schema);
  }
}
