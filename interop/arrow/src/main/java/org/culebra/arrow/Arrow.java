package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArrayStream;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArrayStream;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.arrow.internal.cdata.Exporter;
import org.culebra.arrow.internal.cdata.Importer;
import org.culebra.arrow.internal.cdata.OpaqueReader;
import org.culebra.arrow.internal.cdata.SchemaReader;
import org.culebra.arrow.internal.cdata.StreamReader;
import org.culebra.arrow.internal.cdata.StreamWriter;
import org.culebra.arrow.internal.cdata.StructKind;

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
///
/// **Out.** A struct of the consumer is overwritten without a look at what it has, since it may be
/// memory that nobody has written to: releasing what was in it is the caller's affair. Either all
/// memory of a column is held and the struct written, or neither. A part of a batch is written with
/// offset 0, as parts of its columns, since consumers of batches refuse others.
///
/// **Releases** of exports may come from any thread, also one that the JVM has never seen, and also
/// after the JVM has ended: then a struct is marked as released, and its memory goes with the
/// process. (Not after [Runtime#halt(int)], nor on hosts without a page for machine code, others
/// than Linux on x86-64 and aarch64, or with `-Dculebra.machineCode=off`: what is left is then
/// named on the error stream, and its release ends the process. Asking a stream for more after the
/// end ends it everywhere.) They may not come out of a function that was called with
/// [critical][org.culebra.ffi.CFunction#critical()]. Where a stack ends, an export or a release
/// happens whole or not at all.
public final class Arrow {
  private Arrow() {}

  // --- memory for structs

  /// A released `struct ArrowSchema` (72 bytes), to be filled.
  ///
  /// @param arena has the struct's memory; it must outlive the consumer's use of it
  /// @return the struct
  public static MemorySegment newSchema(Arena arena) {
    Objects.requireNonNull(arena, "arena");
    return ArenaMemory.zeros(arena, ArrowSchema.BYTES, Long.BYTES);
  }

  /// A released `struct ArrowArray` (80 bytes), to be filled.
  ///
  /// @param arena has the struct's memory; it must outlive the consumer's use of it
  /// @return the struct
  public static MemorySegment newArray(Arena arena) {
    Objects.requireNonNull(arena, "arena");
    return ArenaMemory.zeros(arena, ArrowArray.BYTES, Long.BYTES);
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
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(array, "array");
    Exporter.both(StructKind.HOST, column.data(), schema, array);
  }

  /// Trusts the pointer: describes a column. The receiver releases the struct exactly once, on any
  /// thread.
  ///
  /// @param field the column's name and type
  /// @param schema the address of an `ArrowSchema`, overwritten
  public static void exportSchema(ArrowField field, MemorySegment schema) {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(schema, "schema");
    Exporter.schema(field.type(), schema);
  }

  /// Trusts the pointer: shares a column's values. The receiver releases the struct exactly once,
  /// on any thread.
  ///
  /// @param column the column
  /// @param array the address of an `ArrowArray`, overwritten
  /// @throws IllegalStateException if the memory cannot be kept alive; the struct is untouched
  public static void exportArray(Column column, MemorySegment array) {
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(array, "array");
    Exporter.array(StructKind.HOST, column.data(), array);
  }

  // --- in

  /// Trusts both pointers and all pointers in the structs: takes a column over, read-only. See
  /// [#adopt(Arena, MemorySegment, MemorySegment, boolean)].
  ///
  /// @param arena ends Java's access
  /// @param schema the address of an `ArrowSchema`; released afterwards
  /// @param array the address of an `ArrowArray`; moved, so released afterwards
  /// @return the column, read-only
  /// @throws IllegalArgumentException if a pointer is NULL; or, with both structs released, if they
  ///   describe no column
  /// @throws IllegalStateException if a struct is released already, or the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static Column adopt(Arena arena, MemorySegment schema, MemorySegment array) {
    return adopt(arena, schema, array, false);
  }

  /// Trusts both pointers, all pointers in the structs, and the caller's word on writing: takes a
  /// column over. The schema is released at once. The array is moved; its release is called exactly
  /// once, on the thread that closes the arena, or that releases the last struct into which the
  /// column was exported after that; in an automatic arena, on a thread of the JDK's when the
  /// column and all its arrays have become unreachable; in the global one, never.
  ///
  /// What is checked: everything that the structs say, sizes and pointers before anything is read
  /// through them, and the first and the last offset of lists and texts; offsets between those are
  /// checked where they are used.
  ///
  /// When it fails: NULL, a released struct, a closed arena and another thread's arena are found
  /// first, and leave both structs with the caller. From then on both are released exactly once,
  /// and the message says so.
  ///
  /// @param arena ends Java's access
  /// @param schema the address of an `ArrowSchema`; released afterwards
  /// @param array the address of an `ArrowArray`; moved, so released afterwards
  /// @param writable whether the memory may be written; Arrow means it to be left as it is
  /// @return the column, read-only unless `writable`
  /// @throws IllegalArgumentException if a pointer is NULL; or, with both structs released, if they
  ///   describe no column
  /// @throws IllegalStateException if a struct is released already, or the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static Column adopt(
      Arena arena, MemorySegment schema, MemorySegment array, boolean writable) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(array, "array");
    return new Column(Importer.both(StructKind.HOST, arena, schema, array, writable));
  }

  /// Trusts the pointer and all pointers in the struct: reads a type and releases the struct.
  ///
  /// @param schema the address of an `ArrowSchema`; released afterwards
  /// @return the type
  /// @throws IllegalArgumentException if the pointer is NULL; or, with the struct released, if it
  ///   describes no type
  /// @throws IllegalStateException if the struct is released already
  public static ArrowField adoptSchema(MemorySegment schema) {
    Objects.requireNonNull(schema, "schema");
    return new ArrowField(SchemaReader.adopt(schema));
  }

  /// Trusts the pointer and all pointers in the struct: takes values over, read-only. See
  /// [#adoptArray(Arena, ArrowField, MemorySegment, boolean)].
  ///
  /// @param arena ends Java's access
  /// @param field the column's type
  /// @param array the address of an `ArrowArray`; moved, so released afterwards
  /// @return the column, read-only
  /// @throws IllegalArgumentException if the pointer is NULL; or, with the struct released, if its
  ///   content is not of that type
  /// @throws IllegalStateException if the struct is released already, or the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static Column adoptArray(Arena arena, ArrowField field, MemorySegment array) {
    return adoptArray(arena, field, array, false);
  }

  /// Trusts the pointer, all pointers in the struct, and the caller's word on writing: takes values
  /// over, as [#adopt(Arena, MemorySegment, MemorySegment, boolean)] does.
  ///
  /// @param arena ends Java's access
  /// @param field the column's type
  /// @param array the address of an `ArrowArray`; moved, so released afterwards
  /// @param writable whether the memory may be written
  /// @return the column, read-only unless `writable`
  /// @throws IllegalArgumentException if the pointer is NULL; or, with the struct released, if its
  ///   content is not of that type
  /// @throws IllegalStateException if the struct is released already, or the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static Column adoptArray(
      Arena arena, ArrowField field, MemorySegment array, boolean writable) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(array, "array");
    return new Column(Importer.array(StructKind.HOST, arena, field.type(), array, writable));
  }

  /// Trusts the pointer: releases a schema that nobody has taken over. Does nothing if it is
  /// released.
  ///
  /// @param schema the address of an `ArrowSchema`
  public static void releaseSchema(MemorySegment schema) {
    Objects.requireNonNull(schema, "schema");
    Exporter.releaseSchema(schema);
  }

  /// Trusts the pointer: releases an array that nobody has taken over. Does nothing if it is
  /// released.
  ///
  /// @param array the address of an `ArrowArray`
  public static void releaseArray(MemorySegment array) {
    Objects.requireNonNull(array, "array");
    Exporter.releaseArray(array);
  }

  // --- streams

  /// A released `struct ArrowArrayStream` (40 bytes), to be filled.
  ///
  /// @param arena has the struct's memory; it must outlive the consumer's use of it
  /// @return the struct
  public static MemorySegment newStream(Arena arena) {
    Objects.requireNonNull(arena, "arena");
    return ArenaMemory.zeros(arena, ArrowArrayStream.BYTES, Long.BYTES);
  }

  /// Trusts the pointer: shares columns one by one, as the receiver asks for them, on its threads.
  /// The receiver releases the struct exactly once, which closes the source; the columns that it
  /// has, it releases by themselves.
  ///
  /// The memory of a source from [BatchSource#of] is kept alive from now on; that of another
  /// source's columns, from the moment that each is asked for.
  ///
  /// Whatever the source throws becomes error 5 (`EIO`) with the exception's class and message; a
  /// column that is not of the source's type is refused with error 22 (`EINVAL`).
  ///
  /// @param source becomes the stream's; stays the caller's if this throws
  /// @param stream the address of an `ArrowArrayStream`, overwritten
  public static void exportStream(BatchSource source, MemorySegment stream) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(stream, "stream");
    StreamWriter.write(StructKind.HOST, new StreamedBatches(source), stream);
  }

  /// Trusts the pointer and all pointers that the stream gives: takes a stream over. It is released
  /// when it is closed, or the arena.
  ///
  /// @param arena ends Java's access to the columns, unless they are asked for with another
  /// @param stream the address of an `ArrowArrayStream`; moved, so released afterwards
  /// @return the stream, whose schema has been read
  /// @throws ArrowStreamException with the stream released, if the producer could not give a schema
  /// @throws IllegalArgumentException if the pointer is NULL; or, with the stream released, if its
  ///   schema describes no type
  /// @throws IllegalStateException if the struct is released or the arena closed
  /// @throws WrongThreadException if the arena is another thread's
  public static ArrowStream adoptStream(Arena arena, MemorySegment stream) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(stream, "stream");
    return new ArrowStream(StreamReader.adopt(StructKind.HOST, arena, stream, false));
  }

  /// Trusts the pointer: releases a stream that nobody has taken over. Does nothing if it is
  /// released.
  ///
  /// @param stream the address of an `ArrowArrayStream`
  public static void releaseStream(MemorySegment stream) {
    Objects.requireNonNull(stream, "stream");
    StructKind.HOST.release(stream);
  }

  // --- devices

  /// A released `struct ArrowDeviceArray` (128 bytes), to be filled.
  ///
  /// @param arena has the struct's memory; it must outlive the consumer's use of it
  /// @return the struct
  public static MemorySegment newDeviceArray(Arena arena) {
    Objects.requireNonNull(arena, "arena");
    return ArenaMemory.zeros(arena, ArrowDeviceArray.BYTES, Long.BYTES);
  }

  /// A released `struct ArrowDeviceArrayStream` (48 bytes), to be filled.
  ///
  /// @param arena has the struct's memory; it must outlive the consumer's use of it
  /// @return the struct
  public static MemorySegment newDeviceStream(Arena arena) {
    Objects.requireNonNull(arena, "arena");
    return ArenaMemory.zeros(arena, ArrowDeviceArrayStream.BYTES, Long.BYTES);
  }

  /// Trusts the pointer: shares a column's values as [#exportArray] does, for consumers that take
  /// memory of devices, too. It is the CPU's (device type 1, id -1), and ready.
  ///
  /// @param column the column
  /// @param array the address of an `ArrowDeviceArray`, overwritten
  /// @throws IllegalStateException if the memory cannot be kept alive; the struct is untouched
  public static void exportDevice(Column column, MemorySegment array) {
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(array, "array");
    Exporter.array(StructKind.DEVICE, column.data(), array);
  }

  /// Trusts the pointer and all pointers in the struct: takes values over that are in memory that
  /// the CPU can read (device types 1, 3, 11 and 13) and that nobody has to wait for. They are
  /// released when the arena closes.
  ///
  /// @param arena ends Java's access
  /// @param field the column's type
  /// @param array the address of an `ArrowDeviceArray`; moved, so released afterwards
  /// @return the column, read-only
  /// @throws UnsupportedOperationException with the array released, if it is in memory of a device,
  ///   or has a `sync_event`; no buffer has been touched
  public static Column adoptDevice(Arena arena, ArrowField field, MemorySegment array) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(array, "array");
    return new Column(Importer.array(StructKind.DEVICE, arena, field.type(), array, false));
  }

  /// Trusts both pointers and all pointers in the structs: [#adoptDevice(Arena, ArrowField,
  /// MemorySegment)] with the type in a struct. The schema is released at once, in any case that
  /// releases the array.
  ///
  /// @param arena ends Java's access
  /// @param schema the address of an `ArrowSchema`; released afterwards
  /// @param array the address of an `ArrowDeviceArray`; moved, so released afterwards
  /// @return the column, read-only
  /// @throws UnsupportedOperationException with both released, if it is in memory of a device, or
  ///   has a `sync_event`; no buffer has been touched
  public static Column adoptDevice(Arena arena, MemorySegment schema, MemorySegment array) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(array, "array");
    return new Column(Importer.both(StructKind.DEVICE, arena, schema, array, false));
  }

  /// Trusts the pointer and all pointers in the struct but those to buffers: takes values over
  /// wherever they are. They are released when the arena closes.
  ///
  /// @param arena ends the hold on the values
  /// @param field their type
  /// @param array the address of an `ArrowDeviceArray`; moved, so released afterwards
  /// @return the array, which says where it lives
  /// @throws IllegalArgumentException if the pointer is NULL; or, with the array released, if it
  ///   does not fit the type
  /// @throws UnsupportedOperationException with the array released, if it has a meaning that is not
  ///   known here: reserved words, or buffers of a view type
  public static OpaqueArray adoptOpaque(Arena arena, ArrowField field, MemorySegment array) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(array, "array");
    return new OpaqueArray(OpaqueReader.adopt(arena, field.type(), array));
  }

  /// Trusts the pointer: releases an array that nobody has taken over. Does nothing if it is
  /// released.
  ///
  /// @param array the address of an `ArrowDeviceArray`
  public static void releaseDeviceArray(MemorySegment array) {
    Objects.requireNonNull(array, "array");
    Exporter.releaseArray(array);
  }

  /// Trusts the pointer: [#exportStream] for consumers that take memory of devices, too. All
  /// columns are the CPU's.
  ///
  /// @param source becomes the stream's; stays the caller's if this throws
  /// @param stream the address of an `ArrowDeviceArrayStream`, overwritten
  public static void exportDeviceStream(BatchSource source, MemorySegment stream) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(stream, "stream");
    StreamWriter.write(StructKind.DEVICE, new StreamedBatches(source), stream);
  }

  /// Trusts the pointer and all pointers that the stream gives: [#adoptStream] of a stream whose
  /// arrays are in memory that the CPU can read.
  ///
  /// @param arena ends Java's access to the columns, unless they are asked for with another
  /// @param stream the address of an `ArrowDeviceArrayStream`; moved, so released afterwards
  /// @return the stream
  /// @throws UnsupportedOperationException with the stream released, if its arrays are in memory of
  ///   a device
  public static ArrowStream adoptDeviceStream(Arena arena, MemorySegment stream) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(stream, "stream");
    return new ArrowStream(StreamReader.adopt(StructKind.DEVICE, arena, stream, false));
  }

  /// Trusts the pointer: releases a stream that nobody has taken over. Does nothing if it is
  /// released.
  ///
  /// @param stream the address of an `ArrowDeviceArrayStream`
  public static void releaseDeviceStream(MemorySegment stream) {
    Objects.requireNonNull(stream, "stream");
    StructKind.DEVICE.release(stream);
  }
}
