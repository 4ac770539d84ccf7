package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Hands columns to others through the [Arrow C data
/// interface](https://arrow.apache.org/docs/format/CDataInterface.html) and takes theirs, without a
/// copy.
///
/// ```java
/// try (Arena arena = Arena.ofConfined()) {
///   MemorySegment schema = Arrow.newSchema(arena);
///   MemorySegment array = Arrow.newArray(arena);
///   Arrow.export(Column.of("x", x), schema, array);
///   consumer.call(schema, array);                    // the consumer releases both
///
///   producer.call(schema, array);
///   NDArray y = Arrow.adopt(arena, schema, array).array(); // close() releases it
/// }
/// ```
///
/// The memory of a struct is the consumer's, what it points to the producer's. A struct is
/// *released* when its `release` is NULL; new ones are.
public final class Arrow {
  private Arrow() {}

  // --- memory for structs

  /// A released `struct ArrowSchema` (72 bytes), to be filled.
  ///
  /// @param arena has the struct's memory; it must outlive the consumer's use of it
  /// @return the struct
  public static MemorySegment newSchema(Arena arena) {
    return arena.allocate(ArrowSchema.BYTES, Long.BYTES);
  }

  /// A released `struct ArrowArray` (80 bytes), to be filled.
  ///
  /// @param arena has the struct's memory; it must outlive the consumer's use of it
  /// @return the struct
  public static MemorySegment newArray(Arena arena) {
    return arena.allocate(ArrowArray.BYTES, Long.BYTES);
  }

  // --- out

  /// Trusts both pointers: shares a column, its type in one struct, its values in the other. The
  /// receiver releases each exactly once, in any order, on any thread; the memory stays until then,
  /// also beyond the close of its arena.
  ///
  /// @param column the column
  /// @param schema the address of an `ArrowSchema`, overwritten
  /// @param array the address of an `ArrowArray`, overwritten
  /// @throws IllegalStateException if the memory cannot be kept alive; the structs are untouched
  public static void export(Column column, MemorySegment schema, MemorySegment array) {
    Exporter.both(column, schema, array);
  }

  /// Trusts the pointer: describes a column. The receiver releases the struct exactly once, on any
  /// thread.
  ///
  /// @param field the column's name and type
  /// @param schema the address of an `ArrowSchema`, overwritten
  public static void exportSchema(ArrowField field, MemorySegment schema) {
    Exporter.schema(field, schema);
  }

  /// Trusts the pointer: shares a column's values. The receiver releases the struct exactly once,
  /// on any thread.
  ///
  /// @param column the column
  /// @param array the address of an `ArrowArray`, overwritten
  /// @throws IllegalStateException if the memory cannot be kept alive; the struct is untouched
  public static void exportArray(Column column, MemorySegment array) {
    Exporter.array(column, array);
  }

  // --- in

  /// Trusts both pointers and all pointers in the structs: takes a column over. The schema is
  /// released at once, the array when the arena closes.
  ///
  /// @param arena ends Java's access
  /// @param schema the address of an `ArrowSchema`; released afterwards
  /// @param array the address of an `ArrowArray`; moved, so released afterwards
  /// @return the column, read-only
  public static Column adopt(Arena arena, MemorySegment schema, MemorySegment array) {
    return Importer.both(arena, schema, array, false);
  }

  /// Trusts the pointer and all pointers in the struct: reads a type and releases the struct.
  ///
  /// @param schema the address of an `ArrowSchema`; released afterwards
  /// @return the type
  public static ArrowField adoptSchema(MemorySegment schema) {
    return SchemaReader.adopt(schema);
  }

  /// Trusts the pointer and all pointers in the struct: takes values over. They are released when
  /// the arena closes.
  ///
  /// @param arena ends Java's access
  /// @param field the column's type
  /// @param array the address of an `ArrowArray`; moved, so released afterwards
  /// @return the column, read-only
  public static Column adoptArray(Arena arena, ArrowField field, MemorySegment array) {
    return Importer.array(arena, field, array, false);
  }

  /// Trusts the pointer: releases a schema that nobody has taken over. Does nothing if it is
  /// released.
  ///
  /// @param schema the address of an `ArrowSchema`
  public static void releaseSchema(MemorySegment schema) {
    Exporter.releaseSchema(schema);
  }

  /// Trusts the pointer: releases an array that nobody has taken over. Does nothing if it is
  /// released.
  ///
  /// @param array the address of an `ArrowArray`
  public static void releaseArray(MemorySegment array) {
    Exporter.releaseArray(array);
  }
}
