package org.culebra.arrow;

import java.lang.foreign.MemorySegment;

/// Hands columns out. The consumer's struct is overwritten without a look at what it has, since it
/// may be memory that nobody has ever written to.
final class Exporter {
  private Exporter() {}

  static void schema(ArrowField field, MemorySegment schema) {
    long self = schemaAddress(schema);
    SchemaWriter.counted(field).fill(self);
  }

  static void array(Column column, MemorySegment array) {
    long self = arrayAddress(array);
    ArrayWriter.counted(atOffsetZero(column)).fill(self);
  }

  /// Both or none.
  static void both(Column column, MemorySegment schema, MemorySegment array) {
    long schemaSelf = schemaAddress(schema);
    long arraySelf = arrayAddress(array);
    ArrayWriter.Node values = ArrayWriter.counted(atOffsetZero(column));
    SchemaWriter.Node type;
    try {
      type = SchemaWriter.counted(column.field());
    } catch (Throwable e) {
      values.discard();
      throw e;
    }
    type.fill(schemaSelf);
    values.fill(arraySelf);
  }

  static long schemaAddress(MemorySegment schema) {
    return Words.address(schema, "ArrowSchema", ArrowSchema.BYTES);
  }

  static long arrayAddress(MemorySegment array) {
    return Words.address(array, "ArrowArray", ArrowArray.BYTES);
  }

  /// A part of a batch as parts of its columns: who takes a struct for a batch may refuse one that
  /// has an offset (Arrow's C++ does).
  static Column atOffsetZero(Column column) {
    boolean batch =
        column.offset() != 0
            && column.format().kind() == Format.Kind.STRUCT
            && column.buffer(0).isAbsent();
    return batch
        ? new Column(
            column.field(), column.length(), 0, 0, column.stored(), column.children(), null)
        : column;
  }

  static void releaseSchema(MemorySegment schema) {
    Tree.SCHEMA.releaseAny(schemaAddress(schema));
  }

  static void releaseArray(MemorySegment array) {
    Tree.ARRAY.releaseAny(arrayAddress(array));
  }
}
