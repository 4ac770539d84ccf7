package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.array.python.ArrayInterface;
import org.culebra.array.python.PyArrayInterface;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.Addresses;
import org.culebra.ffi.internal.memory.MemoryErrors;

/// Arrays over memory that is known by a pointer.
///
/// **Pointers** are segments, as in [java.lang.foreign]: C functions return them, structs contain
/// them, and [MemorySegment#ofAddress] converts a number. Only the address counts, not the length.
/// Methods that trust a pointer say so: whether there is memory at an address cannot be checked,
/// and a wrong one may end the process or read unrelated data. What can be checked is rejected:
/// NULL for elements, segments on the heap or of closed arenas, addresses that no process can have,
/// lengths that overflow, elements outside a stated extent. Elements need not be aligned.
///
/// | | the memory | exportable |
/// |---|---|---|
/// | `asArray`, `asReadOnlyArray` | is borrowed: its allocator frees it; Java's access ends with the arena | no, except through [Arena#global()], which declares that it is never freed |
/// | `adopt` | is owned by Java: freed once, when the arena is closed and the last lease released | yes, also after the arena's close |
/// | [#rebase(NDArray)] | stays with its owner | as before |
///
/// These methods may be called from any thread that may use the arena.
public final class Pointers {
  private Pointers() {}

  /// Trusts the pointer: views memory as a packed array in C order.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param pointer to the first element
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array, writable
  /// @throws IllegalArgumentException if the pointer is NULL and there are elements, or is
  ///   otherwise invalid; or if a length is negative, or the size overflows
  /// @throws IllegalStateException if the arena, or the arena of the pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray asArray(Arena arena, MemorySegment pointer, DType dtype, long... shape) {
    // separate from the general case, so that a hot loop allocates nothing
    StridedLayout layout = StridedLayout.cOrder(dtype.itemSize(), shape);
    return NDArray.ofNonOverlapping(
        memory(arena, pointer, layout.byteSize()), ArenaMemory.borrowed(arena), dtype, layout);
  }

  /// Trusts the pointer: views memory as an array with one axis.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param pointer to the first element
  /// @param dtype the type of the elements
  /// @param length the number of elements
  /// @return the array, writable
  /// @throws IllegalArgumentException as for [#asArray(Arena, MemorySegment, DType, long...)]
  /// @throws IllegalStateException if the arena, or the arena of the pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray asArray(Arena arena, MemorySegment pointer, DType dtype, long length) {
    // C2 inlines no method that it has compiled to more than 2500 bytes of code; the one for any
    // shape is near that. Here, the rank is a constant.
    StridedLayout layout = StridedLayout.cOrder(dtype.itemSize(), length);
    return NDArray.ofNonOverlapping(
        memory(arena, pointer, layout.byteSize()), ArenaMemory.borrowed(arena), dtype, layout);
  }

  /// Trusts the pointer: views memory as a packed matrix in C order.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param pointer to the first element
  /// @param dtype the type of the elements
  /// @param rows the length of the first axis
  /// @param columns the length of the second axis
  /// @return the array, writable
  /// @throws IllegalArgumentException as for [#asArray(Arena, MemorySegment, DType, long...)]
  /// @throws IllegalStateException if the arena, or the arena of the pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray asArray(
      Arena arena, MemorySegment pointer, DType dtype, long rows, long columns) {
    StridedLayout layout = StridedLayout.cOrder(dtype.itemSize(), rows, columns);
    return NDArray.ofNonOverlapping(
        memory(arena, pointer, layout.byteSize()), ArenaMemory.borrowed(arena), dtype, layout);
  }

  private static MemorySegment memory(Arena arena, MemorySegment pointer, long bytes) {
    long address = Addresses.orNull(pointer, "elements");
    return Restricted.segment(start(address, 0, bytes), bytes, arena);
  }

  /// Trusts the pointer: views memory through any strides.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param pointer the base of the layout's offset: to element `(0, …, 0)` if that is 0
  /// @param dtype the type of the elements
  /// @param layout shape and strides; strides may be negative
  /// @return the array, writable unless elements overlap; its segment begins at the lowest byte
  ///   that an element touches
  /// @throws IllegalArgumentException if the pointer is invalid, or an element lies at NULL or
  ///   below or above all addresses of a process
  /// @throws IllegalStateException if the arena, or the arena of the pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray asArray(
      Arena arena, MemorySegment pointer, DType dtype, StridedLayout layout) {
    return at(arena, Addresses.orNull(pointer, "elements"), dtype, layout);
  }

  /// Elements at an address from a foreign struct.
  static NDArray at(Arena arena, long address, DType dtype, StridedLayout layout) {
    long low = layout.lowByte();
    long bytes = layout.highByte() - low;
    long start = start(address, low, bytes);
    MemorySegment memory = Restricted.segment(start, bytes, arena);
    return NDArray.of(memory, ArenaMemory.borrowed(arena), dtype, from(layout, low));
  }

  /// Trusts the pointer: as [#asArray(Arena, MemorySegment, DType, long...)], for memory that must
  /// not be written.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param pointer to the first element
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array, read-only
  /// @throws IllegalArgumentException for the same reasons
  /// @throws IllegalStateException for the same reasons
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray asReadOnlyArray(
      Arena arena, MemorySegment pointer, DType dtype, long... shape) {
    return asArray(arena, pointer, dtype, shape).asReadOnly();
  }

  /// Trusts the pointer: as [#asArray(Arena, MemorySegment, DType, StridedLayout)], for memory that
  /// must not be written.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param pointer the base of the layout's offset
  /// @param dtype the type of the elements
  /// @param layout shape and strides; strides may be negative
  /// @return the array, read-only
  /// @throws IllegalArgumentException for the same reasons
  /// @throws IllegalStateException for the same reasons
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray asReadOnlyArray(
      Arena arena, MemorySegment pointer, DType dtype, StridedLayout layout) {
    return asArray(arena, pointer, dtype, layout).asReadOnly();
  }

  /// Trusts the description and its address: views the memory that it describes, from the lowest to
  /// the highest byte of any element. If the size of the memory is known, use
  /// [#asArray(Arena,ArrayInterface,long)].
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param descriptor an `__array_interface__`
  /// @return the array, read-only if the description is; borrows the memory
  /// @throws IllegalArgumentException if the description has no address, or an invalid one
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray asArray(Arena arena, ArrayInterface descriptor) {
    long address = addressOf(descriptor);
    StridedLayout layout = descriptor.layout();
    long low = layout.lowByte();
    long bytes = layout.highByte() - low;
    MemorySegment extent = Restricted.segment(start(address, low, bytes), bytes, arena);
    return descriptor.over(extent, ArenaMemory.borrowed(arena));
  }

  /// Trusts that there are this many bytes at the description's address, and rejects elements
  /// outside them. The address is that of element `(0, …, 0)`; for negative strides, which need
  /// memory below it, use [#asArray(Arena, ArrayInterface, MemorySegment, long)].
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param descriptor an `__array_interface__`
  /// @param extentBytes the size of the memory from the description's address on
  /// @return the array, read-only if the description is; borrows the memory
  /// @throws IllegalArgumentException if the description has no address, or an invalid one, or an
  ///   element is outside the extent
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray asArray(Arena arena, ArrayInterface descriptor, long extentBytes) {
    return within(arena, descriptor, addressOf(descriptor), extentBytes);
  }

  /// Trusts that the extent is memory, and rejects elements outside it.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param descriptor an `__array_interface__`
  /// @param extent to the lowest byte that may be accessed
  /// @param extentBytes the size of the memory
  /// @return the array, read-only if the description is; borrows the memory
  /// @throws IllegalArgumentException if the description has no address, the extent is invalid, or
  ///   an element is outside it
  /// @throws IllegalStateException if the arena, or the arena of the extent, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray asArray(
      Arena arena, ArrayInterface descriptor, MemorySegment extent, long extentBytes) {
    addressOf(descriptor);
    return within(arena, descriptor, Addresses.orNull(extent, "elements"), extentBytes);
  }

  private static NDArray within(Arena arena, ArrayInterface descriptor, long address, long bytes) {
    MemorySegment extent = Restricted.segment(start(address, 0, bytes), bytes, arena);
    return descriptor.over(extent, ArenaMemory.borrowed(arena));
  }

  private static long addressOf(ArrayInterface descriptor) {
    return descriptor
        .address()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "expected a description with an address but found one without, which counts"
                    + " from memory that came with it: descriptor.over(memory)"));
  }

  /// Trusts the pointer to a `PyArrayInterface` and the pointers in it: reads the struct, its
  /// lengths and its strides, but no elements. Ownership does not change, and afterwards the struct
  /// is not needed.
  ///
  /// @param pointer to the struct, from the capsule of `__array_struct__`
  /// @return the description, for [#asArray(Arena, ArrayInterface)]
  /// @throws IllegalArgumentException if the pointer is invalid, or the struct is not a
  ///   `PyArrayInterface` or does not describe an array
  /// @throws IllegalStateException if the arena of the pointer is closed
  public static ArrayInterface readArrayStruct(MemorySegment pointer) {
    long address = Addresses.ofStruct(pointer, "a PyArrayInterface", PyArrayInterface.BYTES);
    PyArrayInterface struct =
        PyArrayInterface.parse(Restricted.segment(address, PyArrayInterface.BYTES));
    long bytes = (long) Long.BYTES * struct.nd();
    long[] lengths = longs(memory("the lengths", bytes == 0 ? 1 : struct.shape(), bytes));
    long[] strides =
        bytes == 0 || struct.strides() == 0
            ? null
            : longs(memory("the strides", struct.strides(), bytes));
    return struct.descriptor(lengths, strides);
  }

  /// Foreign memory that is read immediately.
  static MemorySegment memory(String what, long address, long bytes) {
    if (address == 0) {
      throw new IllegalArgumentException(
          "expected the address of %s but found NULL".formatted(what));
    }
    return Restricted.segment(start(address, 0, bytes), bytes);
  }

  static long[] longs(MemorySegment memory) {
    return memory.toArray(ValueLayout.JAVA_LONG_UNALIGNED);
  }

  /// Trusts the pointer and the size, and that the memory came from C's `malloc`: adopts it as a
  /// packed array in C order. It is passed to C's `free` exactly once, when the arena has been
  /// closed (or, if automatic, collected) and the last lease released, on the thread of the last of
  /// these events. `free` is the process's own, such as that of a preloaded allocator.
  ///
  /// If this throws because the pointer is NULL or invalid, or the arena is closed or belongs to
  /// another thread, the caller still owns the memory. After that Java owns it: if the shape is
  /// invalid or does not fit, the memory has been freed when the exception is thrown.
  ///
  /// @param arena ends Java's access
  /// @param pointer what `malloc` returned
  /// @param byteSize what `malloc` was asked for, in bytes
  /// @param dtype the type of the elements
  /// @param shape elements (not bytes) per axis, none for a single element
  /// @return the array, writable
  /// @throws IllegalArgumentException if the pointer is invalid, or the elements do not fit
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray adopt(
      Arena arena, MemorySegment pointer, long byteSize, DType dtype, long... shape) {
    Restricted.check();
    return adopt(arena, pointer, byteSize, CMemory.FREE_FUNCTION, dtype, shape);
  }

  /// Trusts the pointer, the size and the function: adopts memory together with the function that
  /// frees it, which is called once as `function(pointer, byteSize)`; a function with one parameter
  /// ignores the second. Otherwise as [#adopt(Arena, MemorySegment, long, DType, long...)].
  ///
  /// @param arena ends Java's access
  /// @param pointer to the memory, which is passed to the function
  /// @param byteSize its size in bytes
  /// @param free a C function such as `free(void *)` or `munmap(void *, size_t)`; called from the
  ///   thread that releases the last lease, and must still be loaded then
  /// @param dtype the type of the elements
  /// @param shape elements (not bytes) per axis, none for a single element
  /// @return the array, writable
  /// @throws IllegalArgumentException if the pointer is invalid, the function is NULL, or the
  ///   elements do not fit
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray adopt(
      Arena arena,
      MemorySegment pointer,
      long byteSize,
      MemorySegment free,
      DType dtype,
      long... shape) {
    return adopt(arena, pointer, byteSize, Adoption.Release.of(free), dtype, shape);
  }

  /// Trusts the pointer and the size: as
  /// [#adopt(Arena,MemorySegment,long,MemorySegment,DType,long...)], with a function whose
  /// prototype is checked: it must take a pointer and may also take a size of 8 bytes. Its result
  /// is ignored.
  ///
  /// @param arena ends Java's access
  /// @param pointer to the memory, which is passed to the function
  /// @param byteSize its size in bytes
  /// @param free the function
  /// @param dtype the type of the elements
  /// @param shape elements (not bytes) per axis, none for a single element
  /// @return the array, writable
  /// @throws IllegalArgumentException if the pointer is invalid, the function has other parameters,
  ///   or the elements do not fit
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray adopt(
      Arena arena,
      MemorySegment pointer,
      long byteSize,
      CFunction free,
      DType dtype,
      long... shape) {
    return adopt(arena, pointer, byteSize, Adoption.Release.of(free), dtype, shape);
  }

  private static NDArray adopt(
      Arena arena,
      MemorySegment pointer,
      long byteSize,
      Adoption.Release release,
      DType dtype,
      long[] shape) {
    Objects.requireNonNull(shape, "shape");
    return Adoption.array(
        arena,
        pointer,
        byteSize,
        release,
        dtype,
        () -> StridedLayout.cOrder(dtype.itemSize(), shape));
  }

  /// Trusts the pointer, the size and the function: as
  /// [#adopt(Arena,MemorySegment,long,MemorySegment,DType,long...)], through any strides.
  ///
  /// @param arena ends Java's access
  /// @param pointer to the memory, which is passed to the function
  /// @param byteSize its size in bytes
  /// @param free a C function
  /// @param dtype the type of the elements
  /// @param layout shape and strides; its offset is relative to the pointer
  /// @return the array, writable
  /// @throws IllegalArgumentException if the pointer is invalid, the function is NULL, or the
  ///   elements do not fit
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray adopt(
      Arena arena,
      MemorySegment pointer,
      long byteSize,
      MemorySegment free,
      DType dtype,
      StridedLayout layout) {
    Objects.requireNonNull(layout, "layout");
    Adoption.Release release = Adoption.Release.of(free);
    return Adoption.array(arena, pointer, byteSize, release, dtype, () -> layout);
  }

  /// The same elements of mapped memory as plain native memory of any size, for typed views, which
  /// take at most 2 GiB of a mapping. Shape, strides, type, owner and scope are the same, a
  /// read-only array stays read-only, and nothing is copied. The mapping lives as long as before:
  /// until its arena is closed, or while an array or segment of it is reachable.
  ///
  /// @param array any array; one that is not of mapped memory is returned as it is
  /// @return a view of the same memory
  /// @throws IllegalStateException if the array's arena is closed
  public static NDArray rebase(NDArray array) {
    MemorySegment segment = array.segment();
    if (!segment.isMapped()) {
      return array;
    }
    if (!segment.scope().isAlive()) {
      throw MemoryErrors.gone();
    }
    MemorySegment plain = Restricted.inScopeOf(segment);
    return NDArray.of(
        array.isReadOnly() ? plain.asReadOnly() : plain,
        array.owner(),
        array.dtype(),
        array.layout());
  }

  /// The lowest byte, if a process can have all of them.
  static long start(long address, long low, long bytes) {
    long start = address + low;
    // Negative where something is wrong, all in one test: branches are code, and a long method is
    // not inlined. Sums of an address and an absurd number wrap around and are negative too.
    long signs =
        address | start | bytes | Addresses.LIMIT - 1 - address | Addresses.LIMIT - 1 - low;
    long nothingAtNull = start - Math.min(1, bytes);
    if ((signs | Addresses.LIMIT - start - bytes | nothingAtNull) < 0) {
      throw rejected(address, low, bytes);
    }
    return start;
  }

  private static IllegalArgumentException rejected(long address, long low, long bytes) {
    if (address == 0) {
      return new IllegalArgumentException(
          "expected the address of %d bytes but found NULL".formatted(bytes));
    }
    return new IllegalArgumentException(
        "expected %d bytes below 2^47, from address %s%s, but found them outside what a process can have"
            .formatted(
                bytes,
                address < 0 ? Long.toString(address) : "0x" + Long.toHexString(address),
                low == 0 ? "" : " %+d".formatted(low)));
  }

  /// The same elements, counted from the lowest byte.
  private static StridedLayout from(StridedLayout layout, long low) {
    if (low == 0) {
      return layout;
    }
    return StridedLayout.of(
        layout.itemSize(), layout.byteOffset() - low, layout.shape(), layout.strides());
  }
}
