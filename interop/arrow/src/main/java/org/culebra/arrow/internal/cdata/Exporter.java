package org.culebra.arrow.internal.cdata;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.array.internal.Releases;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.FormatString;

/// Exports columns. The consumer's struct is overwritten without reading it, because it may be
/// uninitialized.
public final class Exporter {
  private static final List<Buffer> NO_BITMAP = List.of(Buffer.ABSENT);

  private Exporter() {}

  public static void schema(FieldType field, MemorySegment schema) {
    long self = StructAddress.schema(schema);
    Readiness.check();
    SchemaWriter.counted(field).fill(self);
  }

  public static void array(StructKind kind, ArrayData column, MemorySegment array) {
    long self = kind.arrayAddress(array);
    Readiness.check();
    ArrayWriter.Node values = ArrayWriter.counted(trimmed(column));
    DeviceArrays.fill(kind, self);
    values.fill(self);
  }

  /// Both or neither.
  public static void both(
      StructKind kind, ArrayData column, MemorySegment schema, MemorySegment array) {
    long schemaSelf = StructAddress.schema(schema);
    long arraySelf = kind.arrayAddress(array);
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
    DeviceArrays.fill(kind, arraySelf);
    values.fill(arraySelf);
  }

  /// A batch with offset 0 and columns of its own length: consumers that treat a struct as a batch
  /// rely on its columns' lengths, and may reject an offset (Arrow's C++ does both). A struct's
  /// children may begin before it and end after it: after a slice, or in a producer's layout.
  static ArrayData trimmed(ArrayData column) {
    if (column.format().kind() != FormatString.Kind.STRUCT || fits(column)) {
      return column;
    }
    if (column.buffer(0).isAbsent()) {
      return new ArrayData(
          column.field(), column.length(), 0, 0, column.buffers(), column.children(), null);
    }
    return column.offset() != 0 && column.nullCount() == 0
        ? new ArrayData(column.field(), column.length(), 0, 0, NO_BITMAP, column.children(), null)
        : cut(column);
  }

  private static boolean fits(ArrayData column) {
    List<ArrayData> children = column.storedChildren();
    for (int i = 0; i < children.size(); i++) {
      if (children.get(i).length() != column.length()) {
        return false;
      }
    }
    return column.offset() == 0;
  }

  /// Missing elements keep their positions: only what comes after the column is cut off.
  private static ArrayData cut(ArrayData column) {
    long end = column.offset() + column.length();
    return new ArrayData(
        column.field(),
        column.length(),
        column.offset(),
        column.knownNullCount(),
        column.buffers(),
        column.storedChildren().stream().map(child -> child.slice(0, end)).toList(),
        null);
  }

  public static void releaseSchema(MemorySegment schema) {
    Readiness.check();
    StructTree.SCHEMA.releaseAny(StructAddress.schema(schema));
  }

  public static void releaseArray(MemorySegment array) {
    Readiness.check();
    StructTree.ARRAY.releaseAny(StructKind.HOST.arrayAddress(array));
  }
}
