package org.culebra.arrow;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.array.internal.Releases;
import org.culebra.arrow.CDataStructs.ArrowArray;
import org.culebra.arrow.CDataStructs.ArrowSchema;

/// Hands columns out. The consumer's struct is overwritten without a look at what it has, since it
/// may be memory that nobody has ever written to.
final class Exporter {
  private static final List<Buffer> NO_BITMAP = List.of(Buffer.ABSENT);

  private Exporter() {}

  static void schema(ArrowField field, MemorySegment schema) {
    long self = schemaAddress(schema);
    Readiness.check();
    SchemaWriter.counted(field).fill(self);
  }

  static void array(Column column, MemorySegment array) {
    long self = arrayAddress(array);
    Readiness.check();
    ArrayWriter.counted(trimmed(column)).fill(self);
  }

  /// Both or none.
  static void both(Column column, MemorySegment schema, MemorySegment array) {
    long schemaSelf = schemaAddress(schema);
    long arraySelf = arrayAddress(array);
    Readiness.check();
    ArrayWriter.Node values = ArrayWriter.counted(trimmed(column));
    SchemaWriter.Node type;
    try {
      type = SchemaWriter.counted(column.field());
    } catch (Throwable e) {
      Releases.after(e, List.of(values), ArrayWriter.Node::discard);
      throw e;
    }
    type.fill(schemaSelf);
    values.fill(arraySelf);
  }

  static long schemaAddress(MemorySegment schema) {
    return StructAddress.address(schema, "ArrowSchema", ArrowSchema.BYTES);
  }

  static long arrayAddress(MemorySegment array) {
    return StructAddress.address(array, "ArrowArray", ArrowArray.BYTES);
  }

  /// A batch with offset 0 and columns of its own length: who takes a struct for a batch believes
  /// its columns' lengths, and may reject one that has an offset (Arrow's C++ does both). A
  /// struct's children may begin before it and end after it: after a slice, or as a producer made
  /// them.
  static Column trimmed(Column column) {
    if (column.format().kind() != Format.Kind.STRUCT || fits(column)) {
      return column;
    }
    if (column.buffer(0).isAbsent()) {
      return new Column(
          column.field(), column.length(), 0, 0, column.stored(), column.children(), null);
    }
    return column.offset() != 0 && column.nullCount() == 0
        ? new Column(column.field(), column.length(), 0, 0, NO_BITMAP, column.children(), null)
        : cut(column);
  }

  private static boolean fits(Column column) {
    List<Column> children = column.storedChildren();
    for (int i = 0; i < children.size(); i++) {
      if (children.get(i).length() != column.length()) {
        return false;
      }
    }
    return column.offset() == 0;
  }

  /// What is missing keeps its place: only what comes after the column goes.
  private static Column cut(Column column) {
    long end = column.offset() + column.length();
    return new Column(
        column.field(),
        column.length(),
        column.offset(),
        column.knownNullCount(),
        column.stored(),
        column.storedChildren().stream().map(child -> child.slice(0, end)).toList(),
        null);
  }

  static void releaseSchema(MemorySegment schema) {
    Readiness.check();
    StructTree.SCHEMA.releaseAny(schemaAddress(schema));
  }

  static void releaseArray(MemorySegment array) {
    Readiness.check();
    StructTree.ARRAY.releaseAny(arrayAddress(array));
  }
}
