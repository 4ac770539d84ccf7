package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Takes arrays over. A schema is read by [SchemaReader].
final class Importer {
  private Importer() {}

  static Column array(Arena arena, ArrowField field, MemorySegment array, boolean writable) {
    throw new UnsupportedOperationException("not written yet " + arena + field + array + writable);
  }
}
