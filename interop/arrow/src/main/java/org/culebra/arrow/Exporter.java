package org.culebra.arrow;

import java.lang.foreign.MemorySegment;

/// Writes the structs.
final class Exporter {
  private Exporter() {}

  static void schema(ArrowField field, MemorySegment schema) {
    throw new UnsupportedOperationException("not written yet " + field + schema);
  }

  static void array(Column column, MemorySegment array) {
    throw new UnsupportedOperationException("not written yet " + column + array);
  }
}
