package org.culebra.dlpack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.culebra.array.NDArray;

/// Hands arrays to others through DLPack and takes theirs, without a copy.
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
/// **Two structs.** `DLManagedTensorVersioned` is DLPack's from 1.0 on and the default here; the
/// *legacy* one, `DLManagedTensor`, knows no flags. A pointer does not tell which it is: who hands
/// it over says so.
///
/// **Out.** Strides are always written; an array of rank 0 has NULL `shape` and `strides`; one
/// without elements has NULL `data`. `data` is element `(0, …, 0)`, `byte_offset` 0, also where
/// strides are negative. Elements that overlap or repeat are flagged read-only, as their arrays
/// are. Where an axis has length 1, or there is no element, the stride written is that of a packed
/// array. Version 1.3.
///
/// **In.** NULL strides mean C order; `byte_offset` is added; any alignment will do; strides of
/// axes of length 1 and of empty arrays mean nothing. Major version 0 in a versioned struct is
/// taken, as NumPy and PyTorch do, unknown flags are ignored. Refused: a greater major version,
/// types that [org.culebra.array.DType] does not have (other codes or widths, several lanes, less
/// than a byte), more than 64 axes, and whatever is no array. The array is read-only if the struct
/// says so, if it is legacy and nobody asked for more, or if elements overlap: if they repeat
/// (stride 0), or share bytes as windows do (PyTorch's `unfold`).
///
/// **When an import fails:** a NULL or impossible address, a closed arena and another thread's
/// arena are found first, and leave the struct with the caller. From then on it is the import's:
/// whatever is found wrong in it, it has been released exactly once when the exception arrives, and
/// the message says so, as does [org.culebra.ffi.Imports#hasReleased].
///
/// **Deleters.** Those of exports may be called from any thread, also one that the JVM has never
/// seen, and also after the JVM has ended. A producer's deleter is called on the thread that gives
/// the memory back last, and takes the locks that it needs. Where deleters of exports must not be
/// called, since they run Java (those of copies and of borrowed memory are C's `free` and may):
///
/// - by a function that was called with [critical][org.culebra.ffi.CFunction#critical()];
/// - after the JVM's end, if that came without its shutdown hooks, by [Runtime#halt(int)], or on a
///   host without a page for machine code (others than Linux on x86-64 and aarch64, those that
///   refuse it, or with `-Dculebra.machineCode=off`): that ends the process;
/// - by a thread of C that lives on after [System#exit(int)] and that somebody then waits for, from
///   `atexit` for example: a thread that has ever run Java does not end after the JVM, and the wait
///   is for ever.
///
/// **Where a stack ends**, an export, import or release happens whole or not at all. Each makes
/// sure of its stack first, an export of 24 KiB, the others of 64 KiB: the [StackOverflowError]
/// comes before anything has happened, and what was not released still is to be. So does a call of
/// a [org.culebra.ffi.CFunction], before C runs and may call a deleter. A deleter cannot throw, nor
/// can the end of one of the JDK's arenas: with less than 64 KiB left, the release is put off until
/// the next export or count, or release by Java. With next to none, since C has filled the stack, a
/// deleter ends the process in the JDK's own frames; so does one on a thread of C whose whole stack
/// is less than about 256 KiB, to which the JVM cannot attach.
///
/// The first export keeps this library's class loader for good, see [org.culebra.ffi.Exports].
///
/// **Not here:** the table `DLPackExchangeAPI`. Two of its functions that may not be NULL take and
/// make Python objects, so it needs Python.
///
/// In hot paths import into confined arenas: closing a shared one stops all threads for a moment.
public final class DLPack {
  /// The major version of DLPack that is written, and the greatest that is read.
  public static final int MAJOR = 1;

  /// The minor version of DLPack that is written.
  public static final int MINOR = 3;

  private DLPack() {}

  /// Shares an array as a versioned struct: [#export(NDArray, ExportOptions)] with
  /// [ExportOptions#LEASED]. The receiver owns the struct and calls its deleter exactly once, on
  /// any thread; the memory stays until then, also beyond the close of its arena.
  ///
  /// @param array the array
  /// @return the address of a `DLManagedTensorVersioned`
  /// @throws UnsupportedOperationException if DLPack has no such type
  /// @throws IllegalArgumentException if the byte order or a stride cannot be said
  /// @throws IllegalStateException if the array's memory cannot be kept alive, see
  ///   [NDArray#owner()]; or its arena is closed
  /// @throws WrongThreadException if an [org.culebra.ffi.ExchangeArena] is another thread's
  public static MemorySegment export(NDArray array) {
    return export(array, ExportOptions.LEASED);
  }

  /// Shares or copies an array. The receiver owns the struct and calls its deleter exactly once, on
  /// any thread; until then the options' [Ownership] says who keeps shared memory alive, and a copy
  /// lies in the struct's own block.
  ///
  /// What was never handed over goes to [#release(MemorySegment)].
  ///
  /// @param array the array
  /// @param options shared or copied, which struct
  /// @return the address of a `DLManagedTensorVersioned`, or of a `DLManagedTensor` if the options
  ///   say legacy
  /// @throws UnsupportedOperationException if DLPack has no such type
  /// @throws IllegalArgumentException if the array cannot be shared as it is, and the options do
  ///   not allow a copy
  /// @throws IllegalStateException if the array's memory cannot be kept alive, and the options do
  ///   not allow a copy; or its arena is closed
  /// @throws WrongThreadException if the arena is another thread's, and it is asked to keep the
  ///   memory alive or its memory is copied
  public static MemorySegment export(NDArray array, ExportOptions options) {
    Objects.requireNonNull(array, "array");
    Objects.requireNonNull(options, "options");
    Ready.toExport();
    return Exporter.export(array, options);
  }

  /// Trusts the pointer and all pointers in the struct: takes a versioned struct over, in memory
  /// that the CPU can read. Java owns the struct and calls its deleter exactly once, on the thread
  /// that closes the arena, or releases the last struct that the array was exported into after
  /// that.
  ///
  /// @param arena ends Java's access
  /// @param tensor the address of a `DLManagedTensorVersioned`; how long the segment is does not
  ///   count
  /// @return the array, read-only if the struct says so or elements overlap
  /// @throws IllegalArgumentException if the pointer is NULL; or, with the struct released, if it
  ///   describes no array
  /// @throws UnsupportedOperationException with the struct released, if it describes an array that
  ///   Culebra does not have, or one in memory of a device
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static NDArray adopt(Arena arena, MemorySegment tensor) {
    Ready.toImport();
    return Importer.array(arena, TensorStruct.VERSIONED, tensor, true);
  }

  /// Trusts the pointer and all pointers in the struct: takes a legacy struct over. Java owns it as
  /// with [#adopt(Arena, MemorySegment)]. Since the struct cannot say whether the memory may be
  /// written, the array is read-only.
  ///
  /// @param arena ends Java's access
  /// @param tensor the address of a `DLManagedTensor`
  /// @return the array, read-only
  /// @throws IllegalArgumentException as with [#adopt(Arena, MemorySegment)]
  /// @throws UnsupportedOperationException as there
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static NDArray adoptLegacy(Arena arena, MemorySegment tensor) {
    return adoptLegacy(arena, tensor, false);
  }

  /// Trusts the pointer, all pointers in the struct, and the caller's word on writing: takes a
  /// legacy struct over. Java owns it as with [#adopt(Arena, MemorySegment)].
  ///
  /// @param arena ends Java's access
  /// @param tensor the address of a `DLManagedTensor`
  /// @param writable whether the memory may be written
  /// @return the array, read-only unless `writable`, and where elements overlap
  /// @throws IllegalArgumentException as with [#adopt(Arena, MemorySegment)]
  /// @throws UnsupportedOperationException as there
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static NDArray adoptLegacy(Arena arena, MemorySegment tensor, boolean writable) {
    Ready.toImport();
    return Importer.array(arena, TensorStruct.LEGACY, tensor, writable);
  }

  /// Trusts the pointer and all pointers in the struct: takes a versioned struct over, wherever its
  /// memory is. Java owns the struct as with [#adopt(Arena, MemorySegment)].
  ///
  /// @param arena ends Java's access
  /// @param tensor the address of a `DLManagedTensorVersioned`
  /// @return the tensor, which says where it lives and what its flags are
  /// @throws IllegalArgumentException as with [#adopt(Arena, MemorySegment)]
  /// @throws UnsupportedOperationException as there, but not for the device
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static OpaqueTensor adoptOpaque(Arena arena, MemorySegment tensor) {
    Ready.toImport();
    return Importer.opaque(arena, TensorStruct.VERSIONED, tensor);
  }

  /// Trusts the pointer and all pointers in the struct: takes a legacy struct over, wherever its
  /// memory is. Java owns the struct as with [#adopt(Arena, MemorySegment)].
  ///
  /// @param arena ends Java's access
  /// @param tensor the address of a `DLManagedTensor`
  /// @return the tensor
  /// @throws IllegalArgumentException as with [#adopt(Arena, MemorySegment)]
  /// @throws UnsupportedOperationException as there, but not for the device
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static OpaqueTensor adoptOpaqueLegacy(Arena arena, MemorySegment tensor) {
    Ready.toImport();
    return Importer.opaque(arena, TensorStruct.LEGACY, tensor);
  }

  /// Trusts the pointer and all pointers in the struct: views what a plain `DLTensor` describes,
  /// such as a function's argument. Nothing changes hands: the memory stays its owner's, the struct
  /// is not needed afterwards, and there is nothing to release on any thread.
  ///
  /// @param arena ends Java's access; use one that is closed before the memory goes
  /// @param tensor the address of a `DLTensor`
  /// @return the array, writable unless elements overlap
  /// @throws IllegalArgumentException if the pointer is NULL, or the struct describes no array
  /// @throws UnsupportedOperationException if it describes an array that Culebra does not have, or
  ///   one in memory of a device
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static NDArray view(Arena arena, MemorySegment tensor) {
    Ready.toImport();
    return Importer.view(arena, tensor);
  }

  /// Trusts the pointer: releases a versioned struct that nobody has taken over, by calling its
  /// deleter on this thread, if it has one. Afterwards there is no struct.
  ///
  /// @param tensor the address of a `DLManagedTensorVersioned`
  /// @throws IllegalArgumentException if the pointer is NULL
  public static void release(MemorySegment tensor) {
    Importer.release(TensorStruct.VERSIONED, tensor);
  }

  /// Trusts the pointer: releases a legacy struct that nobody has taken over, by calling its
  /// deleter on this thread, if it has one. Afterwards there is no struct.
  ///
  /// @param tensor the address of a `DLManagedTensor`
  /// @throws IllegalArgumentException if the pointer is NULL
  public static void releaseLegacy(MemorySegment tensor) {
    Importer.release(TensorStruct.LEGACY, tensor);
  }
}
