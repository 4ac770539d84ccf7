package org.culebra.dlpack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.culebra.array.NDArray;

/// Exchanges arrays with other libraries through DLPack, without a copy.
///
/// ```java
/// NDArray a = NDArray.zeros(DType.FLOAT64, 3, 4);
/// consumer.call(DLPack.export(a));                  // the consumer calls the deleter
///
/// try (Arena arena = Arena.ofConfined()) {
///   MemorySegment made = (MemorySegment) producer.call();
///   NDArray b = DLPack.adopt(arena, made);          // close() calls the deleter
/// }
/// ```
///
/// **Two structs.** `DLManagedTensorVersioned` is DLPack's struct since 1.0 and the default here;
/// the *legacy* one, `DLManagedTensor`, has no flags. The pointer alone does not identify the
/// struct; the producer must specify which one it is, and the [ImportOptions] must match.
///
/// **Exports.** Strides are always written; an array of rank 0 has NULL `shape` and `strides`; one
/// without elements has NULL `data`. `data` is element `(0, …, 0)` and `byte_offset` is 0, also
/// with negative strides. Overlapping and repeated elements are flagged read-only, as their arrays
/// are. For axes of length 1, and for arrays without elements, the strides of a packed array are
/// written. The version written is 1.3.
///
/// **Imports.** NULL strides mean C order; `byte_offset` is added; any alignment is accepted;
/// strides of axes of length 1 and of empty arrays are ignored. Major version 0 in a versioned
/// struct is accepted, as in NumPy and PyTorch, and unknown flags are ignored. Rejected are a
/// greater major version, types that [org.culebra.array.DType] does not have (other codes or
/// widths, several lanes, less than a byte), more than 64 axes, and structs that do not describe an
/// array. The array is read-only if the struct or the [ImportOptions] say so, or if elements
/// overlap: if they repeat (stride 0), or share bytes as windows do (PyTorch's `unfold`).
///
/// **When an import fails:** a NULL or impossible address, a closed arena and another thread's
/// arena are detected first; the caller then still owns the struct. After that the import owns it:
/// if the struct is invalid, it has been released exactly once when the exception is thrown, as the
/// message and [org.culebra.ffi.Imports#hasReleased] report.
///
/// **Deleters.** Deleters of exports may be called from any thread, including threads unknown to
/// the JVM, and after the JVM has ended. A producer's deleter is called on the thread of the last
/// release, and takes the locks that it needs. Deleters of exports run Java (except those of copies
/// and of borrowed memory, which are C's `free`), so they must not be called:
///
/// - by a function that was called as [critical][org.culebra.ffi.CFunction#critical()];
/// - after the JVM's end, if it ended without its shutdown hooks, by [Runtime#halt(int)], or on a
///   host without a page for machine code (other than Linux on x86-64 and aarch64, hosts that
///   forbid it, or with `-Dculebra.machineCode=off`): that ends the process;
/// - by a C thread that survives [System#exit(int)] and is then waited for, from `atexit` for
///   example: a thread that has run Java does not end after the JVM, so the wait never returns.
///
/// **With little stack left**, an export, import or release happens completely or not at all. Each
/// checks the stack first, an export for 24 KiB, the others for 64 KiB: the [StackOverflowError] is
/// thrown before anything has happened, and what was not released still must be. The same holds for
/// a call of a [org.culebra.ffi.CFunction], before C runs and may call a deleter. A deleter cannot
/// throw, and neither can the close of a JDK arena: with less than 64 KiB left, the release is
/// postponed until the next export or count, or the next release by Java. If C has filled the stack
/// almost completely, a deleter ends the process in the JDK's own frames; so does one on a C thread
/// whose whole stack is smaller than about 256 KiB, to which the JVM cannot attach.
///
/// The first export keeps this library's class loader loaded until the JVM ends, see
/// [org.culebra.ffi.ExportTracker].
///
/// **Not supported here:** the table `DLPackExchangeAPI`. Two of its mandatory functions take and
/// create Python objects; `interop/python` offers the table on its arrays, and uses those of
/// others.
///
/// In hot paths import into confined arenas: closing a shared one stops all threads for a moment.
public final class DLPack {
  /// The major version of DLPack that is written, and the highest that is accepted.
  public static final int MAJOR = 1;

  /// The minor version of DLPack that is written.
  public static final int MINOR = 3;

  private DLPack() {}

  /// Shares an array as a versioned struct: [#export(NDArray, ExportOptions)] with
  /// [ExportOptions#LEASED]. The receiver owns the struct and calls its deleter exactly once, on
  /// any thread; the memory stays until then, even if its arena is closed first.
  ///
  /// @param array the array
  /// @return the address of a `DLManagedTensorVersioned`
  /// @throws UnsupportedOperationException if DLPack has no such type
  /// @throws IllegalArgumentException if DLPack cannot express the byte order or a stride
  /// @throws IllegalStateException if the array's memory cannot be kept alive, see
  ///   [NDArray#owner()], or its arena is closed
  /// @throws WrongThreadException if the memory's [org.culebra.ffi.ExchangeArena] belongs to
  ///   another thread
  public static MemorySegment export(NDArray array) {
    Objects.requireNonNull(array, "array");
    Readiness.toExport(); // first, or the class of the options would be initialized without stack
    return Exporter.export(array, ExportOptions.LEASED);
  }

  /// Shares or copies an array. The receiver owns the struct and calls its deleter exactly once, on
  /// any thread; until then the options' [Ownership] keeps shared memory alive, and a copy is part
  /// of the struct's own block.
  ///
  /// [#release(MemorySegment)] releases a struct that no consumer has taken.
  ///
  /// @param array the array
  /// @param options shared or copied, and which struct
  /// @return the address of a `DLManagedTensorVersioned`, or of a `DLManagedTensor` if the options
  ///   are legacy
  /// @throws UnsupportedOperationException if DLPack has no such type
  /// @throws IllegalArgumentException if the array cannot be shared, and the options do not allow a
  ///   copy
  /// @throws IllegalStateException if the array's memory cannot be kept alive, and the options do
  ///   not allow a copy, or if its arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread, and it must keep the
  ///   memory alive or its memory is copied
  public static MemorySegment export(NDArray array, ExportOptions options) {
    Objects.requireNonNull(array, "array");
    Objects.requireNonNull(options, "options");
    Readiness.toExport();
    return Exporter.export(array, options);
  }

  /// Trusts the pointer and all pointers in the struct: adopts a versioned struct, see
  /// [#adopt(Arena, MemorySegment, ImportOptions)] with [ImportOptions#VERSIONED].
  ///
  /// @param arena ends Java's access
  /// @param tensor the address of a `DLManagedTensorVersioned`; the length of the segment is
  ///   ignored
  /// @return the array, read-only if the struct says so or elements overlap
  /// @throws IllegalArgumentException if the pointer is NULL; or if the struct does not describe an
  ///   array (it has then been released)
  /// @throws UnsupportedOperationException if Culebra does not support such an array, or it is in
  ///   memory of a device (the struct has then been released)
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray adopt(Arena arena, MemorySegment tensor) {
    Readiness.toImport();
    return Importer.array(arena, tensor, ImportOptions.VERSIONED);
  }

  /// Trusts the pointer, all pointers in the struct, and the options: adopts a struct in memory
  /// that the CPU can read. Java owns the struct and calls its deleter exactly once, on the thread
  /// that closes the arena, or that releases the last struct that the array was exported into after
  /// that.
  ///
  /// @param arena ends Java's access
  /// @param tensor the address of the struct; the length of the segment is ignored
  /// @param options which struct it is, and whether Java may write the memory
  /// @return the array, read-only if the struct or the options say so or elements overlap
  /// @throws IllegalArgumentException if the pointer is NULL; or if the struct does not describe an
  ///   array (it has then been released)
  /// @throws UnsupportedOperationException if Culebra does not support such an array, or it is in
  ///   memory of a device (the struct has then been released)
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray adopt(Arena arena, MemorySegment tensor, ImportOptions options) {
    Objects.requireNonNull(options, "options");
    Readiness.toImport();
    return Importer.array(arena, tensor, options);
  }

  /// Trusts the pointer and all pointers in the struct: adopts a versioned struct on any device,
  /// see [#adoptOpaque(Arena, MemorySegment, ImportOptions)] with [ImportOptions#VERSIONED].
  ///
  /// @param arena ends Java's access
  /// @param tensor the address of a `DLManagedTensorVersioned`
  /// @return the tensor, which reports its device and its flags
  /// @throws IllegalArgumentException as for [#adopt(Arena, MemorySegment)]
  /// @throws UnsupportedOperationException as there, except for the device
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static OpaqueTensor adoptOpaque(Arena arena, MemorySegment tensor) {
    Readiness.toImport();
    return Importer.opaque(arena, tensor, ImportOptions.VERSIONED);
  }

  /// Trusts the pointer, all pointers in the struct, and the options: adopts a struct on any
  /// device. Java owns the struct as with [#adopt(Arena, MemorySegment, ImportOptions)].
  ///
  /// @param arena ends Java's access
  /// @param tensor the address of the struct
  /// @param options which struct it is, and whether Java may write the memory
  /// @return the tensor, which reports its device and its flags
  /// @throws IllegalArgumentException as for [#adopt(Arena, MemorySegment, ImportOptions)]
  /// @throws UnsupportedOperationException as there, except for the device
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static OpaqueTensor adoptOpaque(Arena arena, MemorySegment tensor, ImportOptions options) {
    Objects.requireNonNull(options, "options");
    Readiness.toImport();
    return Importer.opaque(arena, tensor, options);
  }

  /// Trusts the pointer and all pointers in the struct: views the array of a plain `DLTensor`, such
  /// as a function's argument. Ownership does not change: the memory stays its owner's, the struct
  /// is not needed after the call, and there is nothing to release.
  ///
  /// @param arena ends Java's access; use one that is closed before the memory is freed
  /// @param tensor the address of a `DLTensor`
  /// @return the array, writable unless elements overlap
  /// @throws IllegalArgumentException if the pointer is NULL, or the struct does not describe an
  ///   array
  /// @throws UnsupportedOperationException if Culebra does not support such an array, or it is in
  ///   memory of a device
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray view(Arena arena, MemorySegment tensor) {
    Readiness.toImport();
    return Importer.view(arena, tensor);
  }

  /// Trusts the pointer, all pointers in the struct, and the options: views the array of a struct
  /// that its owner keeps, such as one in a capsule that is never consumed. Nothing is released;
  /// the struct is not needed after the call, and the memory lives as long as its owner keeps it.
  ///
  /// @param arena ends Java's access; use one that is closed before the memory is freed
  /// @param tensor the address of a `DLManagedTensorVersioned`, or of a `DLManagedTensor` if the
  ///   options are legacy
  /// @param options which struct it is, and whether Java may write the memory
  /// @return the array, and what the struct's flags say
  /// @throws IllegalArgumentException if the pointer is NULL, or the struct does not describe an
  ///   array
  /// @throws UnsupportedOperationException if Culebra does not have such an array, or it is in
  ///   memory of a device
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static TensorView view(Arena arena, MemorySegment tensor, ImportOptions options) {
    Objects.requireNonNull(options, "options");
    Readiness.toImport();
    return Importer.view(arena, tensor, options);
  }

  /// Trusts the pointer: releases a versioned struct that was never adopted, see
  /// [#release(MemorySegment, ImportOptions)] with [ImportOptions#VERSIONED].
  ///
  /// @param tensor the address of a `DLManagedTensorVersioned`
  /// @throws IllegalArgumentException if the pointer is NULL
  public static void release(MemorySegment tensor) {
    Importer.release(tensor, TensorStruct.VERSIONED);
  }

  /// Trusts the pointer and the options: releases a struct that was never adopted, by calling its
  /// deleter, if it has one, on this thread. The struct is freed.
  ///
  /// @param tensor the address of the struct
  /// @param options which struct it is
  /// @throws IllegalArgumentException if the pointer is NULL
  public static void release(MemorySegment tensor, ImportOptions options) {
    Objects.requireNonNull(options, "options");
    Importer.release(tensor, options.struct());
  }
}
