package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.arrow.internal.cdata.Exporter;
import org.culebra.arrow.internal.cdata.Importer;
import org.culebra.arrow.internal.cdata.OpaqueReader;
import org.culebra.arrow.internal.cdata.SchemaReader;
import org.culebra.arrow.internal.cdata.StreamReader;
import org.culebra.arrow.internal.cdata.StreamWriter;
import org.culebra.arrow.internal.cdata.StructKind;

/// Exports columns through the [Arrow C data
/// interface](https://arrow.apache.org/docs/format/CDataInterface.html) and imports those of other
/// libraries, without a copy.
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
/// The consumer owns the memory of a struct, the producer what the struct points to. A struct is
/// *released* when its `release` is NULL; new ones are.
///
/// **Exports** overwrite the consumer's struct without reading it, because it may be uninitialized:
/// if it has content, the caller releases that first. Either all memory of a column is leased and
/// the struct is written, or neither happens. A slice of a batch is exported as a batch of sliced
/// columns with offset 0, because consumers of batches reject other offsets.
///
/// **Releases** of exports may come from any thread, including threads unknown to the JVM, and
/// after the JVM has ended: the struct is then marked as released, and its memory is freed with the
/// process. (Exceptions: after [Runtime#halt(int)], on hosts without a page for machine code, that
/// is, other than Linux on x86-64 and aarch64, and with `-Dculebra.machineCode=off`, the live
/// exports are listed on the error stream, and their release ends the process. Asking a stream for
/// more after the JVM has ended ends the process everywhere.) They must not come from a function
/// that was called as [critical][org.culebra.ffi.CFunction#critical()]. If the stack overflows, an
/// export or a release happens completely or not at all.
public final class Arrow {
  private Arrow() {}

  private static StructKind kind(CInterface structs) {
    return structs == CInterface.DEVICE ? StructKind.DEVICE : StructKind.HOST;
  }

  // --- memory for structs

  /// Allocates a released `struct ArrowSchema` (72 bytes) for a producer to fill.
  ///
  /// @param arena owns the struct's memory; must outlive the consumer's use of it
  /// @return the struct
  /// @throws IllegalArgumentException if the arena does not return native memory of that size
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static MemorySegment newSchema(Arena arena) {
    return struct(arena, ArrowSchema.BYTES);
  }

  /// Allocates a released `struct ArrowArray` (80 bytes) for a producer to fill.
  ///
  /// @param arena owns the struct's memory; must outlive the consumer's use of it
  /// @return the struct
  /// @throws IllegalArgumentException if the arena does not return native memory of that size
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static MemorySegment newArray(Arena arena) {
    return newArray(arena, CInterface.DATA);
  }

  /// Allocates a released struct for values, for a producer to fill.
  ///
  /// @param arena owns the struct's memory; must outlive the consumer's use of it
  /// @param structs [CInterface#DATA] for an `ArrowArray` (80 bytes), [CInterface#DEVICE] for an
  ///   `ArrowDeviceArray` (128 bytes)
  /// @return the struct
  /// @throws IllegalArgumentException if the arena does not return native memory of that size
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static MemorySegment newArray(Arena arena, CInterface structs) {
    return struct(arena, kind(Objects.requireNonNull(structs, "structs")).arrayBytes());
  }

  /// Allocates a released `struct ArrowArrayStream` (40 bytes) for a producer to fill.
  ///
  /// @param arena owns the struct's memory; must outlive the consumer's use of it
  /// @return the struct
  /// @throws IllegalArgumentException if the arena does not return native memory of that size
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static MemorySegment newStream(Arena arena) {
    return newStream(arena, CInterface.DATA);
  }

  /// Allocates a released struct for a stream, for a producer to fill.
  ///
  /// @param arena owns the struct's memory; must outlive the consumer's use of it
  /// @param structs [CInterface#DATA] for an `ArrowArrayStream` (40 bytes), [CInterface#DEVICE] for
  ///   an `ArrowDeviceArrayStream` (48 bytes)
  /// @return the struct
  /// @throws IllegalArgumentException if the arena does not return native memory of that size
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static MemorySegment newStream(Arena arena, CInterface structs) {
    return struct(arena, kind(Objects.requireNonNull(structs, "structs")).bytes());
  }

  private static MemorySegment struct(Arena arena, int bytes) {
    Objects.requireNonNull(arena, "arena");
    return ArenaMemory.zeros(arena, bytes, Long.BYTES);
  }

  // --- export

  /// Trusts both pointers: exports a column.
  /// [#export(Column,MemorySegment,MemorySegment,CInterface)] with [CInterface#DATA].
  ///
  /// @param column the column
  /// @param schema the address of an `ArrowSchema`, overwritten
  /// @param array the address of an `ArrowArray`, overwritten
  /// @throws IllegalArgumentException if an address is invalid, or the column has more than 64
  ///   levels; the structs are untouched
  /// @throws IllegalStateException if the arena of an address is closed, or the memory cannot be
  ///   leased; the structs are untouched
  /// @throws WrongThreadException if the memory's [org.culebra.ffi.ExchangeArena] belongs to
  ///   another thread
  public static void export(Column column, MemorySegment schema, MemorySegment array) {
    export(column, schema, array, CInterface.DATA);
  }

  /// Trusts both pointers: exports a column, its type in one struct and its values in the other.
  /// The receiver releases each exactly once, in any order, on any thread; until then the memory
  /// stays valid, even if its arena is closed.
  ///
  /// @param column the column
  /// @param schema the address of an `ArrowSchema`, overwritten
  /// @param array the address of an `ArrowArray` or `ArrowDeviceArray`, overwritten
  /// @param structs which of the two
  /// @throws IllegalArgumentException if an address is invalid, or the column has more than 64
  ///   levels; the structs are untouched
  /// @throws IllegalStateException if the arena of an address is closed, or the memory cannot be
  ///   leased; the structs are untouched
  /// @throws WrongThreadException if the memory's [org.culebra.ffi.ExchangeArena] belongs to
  ///   another thread
  public static void export(
      Column column, MemorySegment schema, MemorySegment array, CInterface structs) {
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(array, "array");
    Objects.requireNonNull(structs, "structs");
    Exporter.both(kind(structs), column.data(), schema, array);
  }

  /// Trusts the pointer: exports a type. The receiver releases the struct exactly once, on any
  /// thread.
  ///
  /// @param field the name and the type
  /// @param schema the address of an `ArrowSchema`, overwritten
  /// @throws IllegalArgumentException if the address is invalid, or the type has more than 64
  ///   levels; the struct is untouched
  /// @throws IllegalStateException if the arena of the address is closed
  public static void exportSchema(ArrowField field, MemorySegment schema) {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(schema, "schema");
    Exporter.schema(field.type(), schema);
  }

  /// Trusts the pointer: exports a column's values. [#exportArray(Column,MemorySegment,CInterface)]
  /// with [CInterface#DATA].
  ///
  /// @param column the column
  /// @param array the address of an `ArrowArray`, overwritten
  /// @throws IllegalArgumentException if the address is invalid, or the column has more than 64
  ///   levels; the struct is untouched
  /// @throws IllegalStateException if the arena of the address is closed, or the memory cannot be
  ///   leased; the struct is untouched
  /// @throws WrongThreadException if the memory's [org.culebra.ffi.ExchangeArena] belongs to
  ///   another thread
  public static void exportArray(Column column, MemorySegment array) {
    exportArray(column, array, CInterface.DATA);
  }

  /// Trusts the pointer: exports a column's values without their type. The receiver releases the
  /// struct exactly once, on any thread.
  ///
  /// @param column the column
  /// @param array the address of an `ArrowArray` or `ArrowDeviceArray`, overwritten
  /// @param structs which of the two
  /// @throws IllegalArgumentException if the address is invalid, or the column has more than 64
  ///   levels; the struct is untouched
  /// @throws IllegalStateException if the arena of the address is closed, or the memory cannot be
  ///   leased; the struct is untouched
  /// @throws WrongThreadException if the memory's [org.culebra.ffi.ExchangeArena] belongs to
  ///   another thread
  public static void exportArray(Column column, MemorySegment array, CInterface structs) {
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(array, "array");
    Objects.requireNonNull(structs, "structs");
    Exporter.array(kind(structs), column.data(), array);
  }

  /// Trusts the pointer: exports a stream. [#exportStream(BatchSource, MemorySegment, CInterface)]
  /// with [CInterface#DATA].
  ///
  /// @param source belongs to the stream after the call; to the caller if this throws
  /// @param stream the address of an `ArrowArrayStream`, overwritten
  /// @throws IllegalArgumentException if the address is invalid, or a batch of [BatchSource#of] has
  ///   more than 64 levels
  /// @throws IllegalStateException if the arena of the address is closed, or the memory of a batch
  ///   of [BatchSource#of] cannot be leased
  /// @throws WrongThreadException if the [org.culebra.ffi.ExchangeArena] of such memory belongs to
  ///   another thread
  public static void exportStream(BatchSource source, MemorySegment stream) {
    exportStream(source, stream, CInterface.DATA);
  }

  /// Trusts the pointer: exports columns one by one, on request and on the threads of the receiver.
  /// The receiver releases the struct exactly once, which closes the source; it releases the
  /// columns that it has received separately.
  ///
  /// The memory of a source from [BatchSource#of] is leased immediately; the columns of any other
  /// source are leased on request.
  ///
  /// An exception of the source becomes error 5 (`EIO`) with the exception's class and message, or
  /// the error of an [ArrowStreamException]; a column whose type is not the source's is rejected
  /// with error 22 (`EINVAL`).
  ///
  /// @param source belongs to the stream after the call; to the caller if this throws
  /// @param stream the address of an `ArrowArrayStream` or `ArrowDeviceArrayStream`, overwritten
  /// @param structs which of the two
  /// @throws IllegalArgumentException if the address is invalid, or a batch of [BatchSource#of] has
  ///   more than 64 levels
  /// @throws IllegalStateException if the arena of the address is closed, or the memory of a batch
  ///   of [BatchSource#of] cannot be leased
  /// @throws WrongThreadException if the [org.culebra.ffi.ExchangeArena] of such memory belongs to
  ///   another thread
  public static void exportStream(BatchSource source, MemorySegment stream, CInterface structs) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(structs, "structs");
    StreamWriter.write(kind(structs), new StreamedBatches(source), stream);
  }

  // --- import

  /// Trusts both pointers and all pointers in the structs: adopts a column.
  /// [#adopt(Arena,MemorySegment,MemorySegment,ImportOptions)] with [ImportOptions#DATA].
  ///
  /// @param arena ends Java's access
  /// @param schema the address of an `ArrowSchema`; released afterwards
  /// @param array the address of an `ArrowArray`; moved, so released afterwards
  /// @return the column, read-only
  /// @throws IllegalArgumentException if a pointer is invalid; or if the structs do not describe a
  ///   column (both have then been released)
  /// @throws IllegalStateException if a struct has been released, or the arena, or the arena of a
  ///   pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static Column adopt(Arena arena, MemorySegment schema, MemorySegment array) {
    return adopt(arena, schema, array, ImportOptions.DATA);
  }

  /// Trusts both pointers, all pointers in the structs, and the options: adopts a column. The
  /// schema is released at once. The array is moved; its release function is called exactly once,
  /// on the thread that closes the arena, or later on the thread that releases the last struct into
  /// which the column was exported; for an automatic arena, on a JDK thread when the column and all
  /// its arrays have become unreachable; for the global arena, never.
  ///
  /// Everything in the structs is validated, sizes and pointers before anything is read through
  /// them, and the first and last offset of lists and strings. Offsets between those are checked
  /// when they are used.
  ///
  /// On failure: an invalid pointer, a released struct, a closed arena and another thread's arena
  /// are detected first; the caller then still owns both structs. If a later step fails, both have
  /// been released exactly once, as the message states.
  ///
  /// @param arena ends Java's access
  /// @param schema the address of an `ArrowSchema`; released afterwards
  /// @param array the address of an `ArrowArray` or `ArrowDeviceArray`; moved, so released
  ///   afterwards
  /// @param options which of the two, and whether the memory may be written
  /// @return the column, read-only unless the options say otherwise
  /// @throws IllegalArgumentException if a pointer is invalid; or if the structs do not describe a
  ///   column (both have then been released)
  /// @throws UnsupportedOperationException if the array is in memory of a device, or has a
  ///   `sync_event` (both have then been released, and no buffer has been touched)
  /// @throws IllegalStateException if a struct has been released, or the arena, or the arena of a
  ///   pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static Column adopt(
      Arena arena, MemorySegment schema, MemorySegment array, ImportOptions options) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(array, "array");
    Objects.requireNonNull(options, "options");
    StructKind kind = kind(options.structs());
    return new Column(Importer.both(kind, arena, schema, array, options.isWritable()));
  }

  /// Trusts the pointer and all pointers in the struct: reads a type and releases the struct.
  ///
  /// @param schema the address of an `ArrowSchema`; released afterwards
  /// @return the type
  /// @throws IllegalArgumentException if the pointer is invalid; or if the struct does not describe
  ///   a type (it has then been released)
  /// @throws IllegalStateException if the struct has been released, or the arena of the pointer is
  ///   closed
  public static ArrowField adoptSchema(MemorySegment schema) {
    Objects.requireNonNull(schema, "schema");
    return new ArrowField(SchemaReader.adopt(schema));
  }

  /// Trusts the pointer and all pointers in the struct: adopts values.
  /// [#adoptArray(Arena,ArrowField,MemorySegment,ImportOptions)] with [ImportOptions#DATA].
  ///
  /// @param arena ends Java's access
  /// @param field the type
  /// @param array the address of an `ArrowArray`; moved, so released afterwards
  /// @return the column, read-only
  /// @throws IllegalArgumentException if the pointer is invalid; or if the values are not of that
  ///   type (the struct has then been released)
  /// @throws IllegalStateException if the struct has been released, or the arena, or the arena of
  ///   the pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static Column adoptArray(Arena arena, ArrowField field, MemorySegment array) {
    return adoptArray(arena, field, array, ImportOptions.DATA);
  }

  /// Trusts the pointer, all pointers in the struct, and the options: adopts values, as
  /// [#adopt(Arena, MemorySegment, MemorySegment, ImportOptions)] does.
  ///
  /// @param arena ends Java's access
  /// @param field the type
  /// @param array the address of an `ArrowArray` or `ArrowDeviceArray`; moved, so released
  ///   afterwards
  /// @param options which of the two, and whether the memory may be written
  /// @return the column, read-only unless the options say otherwise
  /// @throws IllegalArgumentException if the pointer is invalid; or if the values are not of that
  ///   type (the struct has then been released)
  /// @throws UnsupportedOperationException if the array is in memory of a device, or has a
  ///   `sync_event` (it has then been released, and no buffer has been touched)
  /// @throws IllegalStateException if the struct has been released, or the arena, or the arena of
  ///   the pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static Column adoptArray(
      Arena arena, ArrowField field, MemorySegment array, ImportOptions options) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(array, "array");
    Objects.requireNonNull(options, "options");
    StructKind kind = kind(options.structs());
    return new Column(Importer.array(kind, arena, field.type(), array, options.isWritable()));
  }

  /// Trusts the pointer and all pointers that the stream returns: adopts a stream.
  /// [#adoptStream(Arena, MemorySegment, ImportOptions)] with [ImportOptions#DATA].
  ///
  /// @param arena ends Java's access to columns for which no other arena is given
  /// @param stream the address of an `ArrowArrayStream`; moved, so released afterwards
  /// @return the stream, whose schema has been read
  /// @throws ArrowStreamException if the producer could not provide a schema (the stream has then
  ///   been released)
  /// @throws IllegalArgumentException if the pointer is invalid; or if the schema does not describe
  ///   a type (the stream has then been released)
  /// @throws IllegalStateException if the struct has been released, or the arena, or the arena of
  ///   the pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static ArrowStream adoptStream(Arena arena, MemorySegment stream) {
    return adoptStream(arena, stream, ImportOptions.DATA);
  }

  /// Trusts the pointer, all pointers that the stream returns, and the options: adopts a stream. It
  /// is released when it is closed, or when the arena is.
  ///
  /// @param arena ends Java's access to columns for which no other arena is given
  /// @param stream the address of an `ArrowArrayStream` or `ArrowDeviceArrayStream`; moved, so
  ///   released afterwards
  /// @param options which of the two, and whether the memory of its columns may be written
  /// @return the stream, whose schema has been read
  /// @throws ArrowStreamException if the producer could not provide a schema (the stream has then
  ///   been released)
  /// @throws IllegalArgumentException if the pointer is invalid; or if the schema does not describe
  ///   a type (the stream has then been released)
  /// @throws UnsupportedOperationException if its columns are in memory of a device (the stream has
  ///   then been released)
  /// @throws IllegalStateException if the struct has been released, or the arena, or the arena of
  ///   the pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static ArrowStream adoptStream(Arena arena, MemorySegment stream, ImportOptions options) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(options, "options");
    StructKind kind = kind(options.structs());
    return new ArrowStream(StreamReader.adopt(kind, arena, stream, options.isWritable()));
  }

  /// Trusts the pointer and all pointers in the struct except those to buffers: adopts values of
  /// the C device interface on any device. They are released when the arena closes.
  ///
  /// @param arena ends Java's lease of the values
  /// @param field their type
  /// @param array the address of an `ArrowDeviceArray`; moved, so released afterwards
  /// @return the array, with its device
  /// @throws IllegalArgumentException if the pointer is invalid; or if the array does not match the
  ///   type (it has then been released)
  /// @throws UnsupportedOperationException if the array has reserved words that are not 0, or
  ///   buffers of a view type, whose sizes the CPU may be unable to read (it has then been
  ///   released)
  /// @throws IllegalStateException if the struct has been released, or the arena, or the arena of
  ///   the pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static OpaqueArray adoptOpaque(Arena arena, ArrowField field, MemorySegment array) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(array, "array");
    return new OpaqueArray(OpaqueReader.adopt(arena, field.type(), array));
  }

  // --- release

  /// Trusts the pointer: releases a schema that was never adopted. Does nothing if it has been
  /// released.
  ///
  /// @param schema the address of an `ArrowSchema`
  /// @throws IllegalArgumentException if the pointer is invalid
  /// @throws IllegalStateException if the arena of the pointer is closed
  public static void releaseSchema(MemorySegment schema) {
    Objects.requireNonNull(schema, "schema");
    Exporter.releaseSchema(schema);
  }

  /// Trusts the pointer: releases an array that was never adopted. Does nothing if it has been
  /// released.
  ///
  /// @param array the address of an `ArrowArray`, or of an `ArrowDeviceArray`, which begins with
  ///   one
  /// @throws IllegalArgumentException if the pointer is invalid
  /// @throws IllegalStateException if the arena of the pointer is closed
  public static void releaseArray(MemorySegment array) {
    Objects.requireNonNull(array, "array");
    Exporter.releaseArray(array);
  }

  /// Trusts the pointer: releases a stream that was never adopted. Does nothing if it has been
  /// released.
  ///
  /// @param stream the address of an `ArrowArrayStream`
  /// @throws IllegalArgumentException if the pointer is invalid
  /// @throws IllegalStateException if the arena of the pointer is closed
  public static void releaseStream(MemorySegment stream) {
    releaseStream(stream, CInterface.DATA);
  }

  /// Trusts the pointer: releases a stream that was never adopted. Does nothing if it has been
  /// released.
  ///
  /// @param stream the address of an `ArrowArrayStream` or `ArrowDeviceArrayStream`
  /// @param structs which of the two
  /// @throws IllegalArgumentException if the pointer is invalid
  /// @throws IllegalStateException if the arena of the pointer is closed
  public static void releaseStream(MemorySegment stream, CInterface structs) {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(structs, "structs");
    kind(structs).release(stream);
  }
}
