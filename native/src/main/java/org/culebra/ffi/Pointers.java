package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.Borrowing;
import org.culebra.array.python.ArrayInterface;
import org.culebra.array.python.PyArrayInterface;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.Addresses;
import org.culebra.ffi.internal.memory.MemoryErrors;

/// Arrays over memory that somebody else knows by its address.
///
/// **Pointers** are segments, as in [java.lang.foreign]: what a function of C returned or a struct
/// holds is one, and [MemorySegment#ofAddress] makes one of a number. Only the address counts, not
/// the length. Methods that trust a pointer say so: nothing can tell whether there is memory behind
/// it, and a wrong one may end the process or read what it should not. What can be checked is: NULL
/// with elements to read, segments on the heap and of closed arenas, addresses that no process has,
/// lengths that overflow, elements outside a stated extent. Elements need not be aligned.
///
/// | | the memory afterwards | may be exported |
/// |---|---|---|
/// | `asArray`, `asReadOnlyArray` | is borrowed: freeing it stays the business of whoever allocated it; Java's access ends with the arena | no (through [Arena#global()]: yes, for it is said to last for ever) |
/// | `adopt` | is Java's: freed once, when the arena is closed and the last lease released | yes, also beyond the arena's close |
/// | [#rebase(NDArray)] | stays its owner's | as before |
///
/// Any thread may call these methods, but an arena confined to a thread only that one.
public final class Pointers {
  private Pointers() {}

  /// Trusts the pointer: views memory as a packed array in C order.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param pointer to the first element
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array, writable
  /// @throws IllegalArgumentException if the pointer is NULL and there are elements, or cannot be
  ///   one; or if a length is negative, or the lengths overflow
  public static NDArray asArray(Arena arena, MemorySegment pointer, DType dtype, long... shape) {
    // apart from the general case, so that nothing is allocated in a hot loop
    StridedLayout layout = StridedLayout.cOrder(dtype.itemSize(), shape);
    long bytes = layout.byteSize();
    long address = Addresses.orNull(pointer, "elements");
    MemorySegment memory = Restricted.segment(start(address, 0, bytes), bytes, arena);
    return NDArray.ofNonOverlapping(memory, Borrowing.owner(arena), dtype, layout);
  }

  /// Trusts the pointer: views memory through any strides.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param pointer from which the layout's offset counts: to element `(0, …, 0)` if the offset is
  ///   0
  /// @param dtype the type of the elements
  /// @param layout shape and strides; strides may be negative
  /// @return the array, writable unless elements overlap; its segment begins at the lowest byte
  ///   that an element touches
  /// @throws IllegalArgumentException if the pointer cannot be one, or the elements' bytes begin at
  ///   NULL or below, or end outside what a process can have
  public static NDArray asArray(
      Arena arena, MemorySegment pointer, DType dtype, StridedLayout layout) {
    return at(arena, Addresses.orNull(pointer, "elements"), dtype, layout);
  }

  /// Elements at an address that somebody else's struct has.
  static NDArray at(Arena arena, long address, DType dtype, StridedLayout layout) {
    long low = layout.lowByte();
    long bytes = layout.highByte() - low;
    long start = start(address, low, bytes);
    MemorySegment memory = Restricted.segment(start, bytes, arena);
    return NDArray.of(memory, Borrowing.owner(arena), dtype, from(layout, low));
  }

  /// Trusts the pointer: as [#asArray(Arena, MemorySegment, DType, long...)], for memory that must
  /// not be written.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param pointer to the first element
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array, read-only
  /// @throws IllegalArgumentException as there
  public static NDArray asReadOnlyArray(
      Arena arena, MemorySegment pointer, DType dtype, long... shape) {
    return asArray(arena, pointer, dtype, shape).asReadOnly();
  }

  /// Trusts the pointer: as [#asArray(Arena, MemorySegment, DType, StridedLayout)], for memory that
  /// must not be written.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param pointer from which the layout's offset counts
  /// @param dtype the type of the elements
  /// @param layout shape and strides; strides may be negative
  /// @return the array, read-only
  /// @throws IllegalArgumentException as there
  public static NDArray asReadOnlyArray(
      Arena arena, MemorySegment pointer, DType dtype, StridedLayout layout) {
    return asArray(arena, pointer, dtype, layout).asReadOnly();
  }

  /// Trusts the description and its address: views the memory it speaks of, from the lowest to the
  /// highest byte that an element touches. Where the size of the memory is known, state it:
  /// [#asArray(Arena, ArrayInterface, long)].
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param descriptor an `__array_interface__`
  /// @return the array, read-only if the description says so; borrows the memory
  /// @throws IllegalArgumentException if the description has no address, or one that no process has
  public static NDArray asArray(Arena arena, ArrayInterface descriptor) {
    long address = addressOf(descriptor);
    StridedLayout layout = descriptor.layout();
    long low = layout.lowByte();
    long bytes = layout.highByte() - low;
    MemorySegment extent = Restricted.segment(start(address, low, bytes), bytes, arena);
    return descriptor.over(extent, Borrowing.owner(arena));
  }

  /// Trusts that there are so many bytes at the description's address, and refuses elements outside
  /// them. The address is that of element `(0, …, 0)`; where strides are negative, memory below it
  /// is needed: [#asArray(Arena, ArrayInterface, MemorySegment, long)].
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param descriptor an `__array_interface__`
  /// @param extentBytes the bytes that there are from the description's address on
  /// @return the array, read-only if the description says so; borrows the memory
  /// @throws IllegalArgumentException if the description has no address, or one that no process
  ///   has, or an element lies outside the extent
  public static NDArray asArray(Arena arena, ArrayInterface descriptor, long extentBytes) {
    return within(arena, descriptor, addressOf(descriptor), extentBytes);
  }

  /// Trusts that there is memory where the extent says, and refuses elements outside it.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param descriptor an `__array_interface__`
  /// @param extent to the lowest byte that may be touched
  /// @param extentBytes how many there are
  /// @return the array, read-only if the description says so; borrows the memory
  /// @throws IllegalArgumentException if the description has no address, the extent is one that no
  ///   process has, or an element lies outside it
  public static NDArray asArray(
      Arena arena, ArrayInterface descriptor, MemorySegment extent, long extentBytes) {
    addressOf(descriptor);
    return within(arena, descriptor, Addresses.orNull(extent, "elements"), extentBytes);
  }

  private static NDArray within(Arena arena, ArrayInterface descriptor, long address, long bytes) {
    MemorySegment extent = Restricted.segment(start(address, 0, bytes), bytes, arena);
    return descriptor.over(extent, Borrowing.owner(arena));
  }

  private static long addressOf(ArrayInterface descriptor) {
    return descriptor
        .address()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "expected a description with an address but found one without, which counts"
                    + " from memory that came with it: descriptor.over(memory)"));
  }

  /// Trusts the pointer to a `PyArrayInterface` and the two in it: reads the struct, its lengths
  /// and its strides. The elements are not touched.
  ///
  /// The struct and what it points to stay their producer's; nothing of them is needed afterwards
  /// but the elements.
  ///
  /// @param pointer to the struct, as the capsule of `__array_struct__` has it
  /// @return the description, for [#asArray(Arena, ArrayInterface)]
  /// @throws IllegalArgumentException if there is no such struct, its type is none that it can
  ///   describe, or it describes no array
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

  /// Foreign memory, for reading at once.
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

  /// Trusts the pointer and its size, and that the memory came from C's `malloc`: takes it over as
  /// a packed array in C order. It goes to C's `free` exactly once, when the arena has been closed
  /// (or, if it is automatic, collected) and every lease of it is released, on the thread that does
  /// the last of these. `free` is the process's own, so also that of a preloaded allocator.
  ///
  /// The memory stays the caller's if this throws because the pointer is NULL or cannot be one, or
  /// the arena is closed or another thread's. Once these are settled it is Java's: if the shape is
  /// not one or does not fit, the memory has been freed when the exception arrives.
  ///
  /// @param arena ends Java's access
  /// @param pointer what `malloc` returned
  /// @param byteSize what `malloc` was asked for, in bytes
  /// @param dtype the type of the elements
  /// @param shape elements (not bytes) per axis, none for a single element
  /// @return the array, writable
  /// @throws IllegalArgumentException if the pointer cannot be one, or the elements do not fit
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static NDArray adopt(
      Arena arena, MemorySegment pointer, long byteSize, DType dtype, long... shape) {
    Restricted.check();
    return adopt(arena, pointer, byteSize, CMemory.FREE_FUNCTION, dtype, shape);
  }

  /// Trusts the pointer, its size and the function: takes memory over together with the function
  /// that gives it back, which is called once as `function(pointer, byteSize)`; a function of one
  /// parameter ignores the second. All else is as in [#adopt(Arena, MemorySegment, long, DType,
  /// long...)].
  ///
  /// @param arena ends Java's access
  /// @param pointer to the memory, handed to the function in the end
  /// @param byteSize its size in bytes
  /// @param free a function of C, `free(void *)` or `munmap(void *, size_t)` say; called from the
  ///   thread that releases the last lease, and there must be code at its address then
  /// @param dtype the type of the elements
  /// @param shape elements (not bytes) per axis, none for a single element
  /// @return the array, writable
  /// @throws IllegalArgumentException if the pointer cannot be one, the function is NULL, or the
  ///   elements do not fit
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static NDArray adopt(
      Arena arena,
      MemorySegment pointer,
      long byteSize,
      MemorySegment free,
      DType dtype,
      long... shape) {
    return adopt(arena, pointer, byteSize, Adoption.Release.of(free), dtype, shape);
  }

  /// Trusts the pointer and its size: as [#adopt(Arena, MemorySegment, long, MemorySegment, DType,
  /// long...)] with a function whose prototype is known, and compared: it must take a pointer, and
  /// may take a size of 8 bytes behind it. Its result is ignored.
  ///
  /// @param arena ends Java's access
  /// @param pointer to the memory, handed to the function in the end
  /// @param byteSize its size in bytes
  /// @param free the function
  /// @param dtype the type of the elements
  /// @param shape elements (not bytes) per axis, none for a single element
  /// @return the array, writable
  /// @throws IllegalArgumentException if the pointer cannot be one, the function takes something
  ///   else, or the elements do not fit
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
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

  /// Trusts the pointer, its size and the function: as [#adopt(Arena, MemorySegment, long,
  /// MemorySegment, DType, long...)], through any strides.
  ///
  /// @param arena ends Java's access
  /// @param pointer to the memory, handed to the function in the end
  /// @param byteSize its size in bytes
  /// @param free a function of C
  /// @param dtype the type of the elements
  /// @param layout shape and strides; its offset counts from the pointer
  /// @return the array, writable
  /// @throws IllegalArgumentException if the pointer cannot be one, the function is NULL, or the
  ///   elements do not fit
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
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
      throw refused(address, low, bytes);
    }
    return start;
  }

  private static IllegalArgumentException refused(long address, long low, long bytes) {
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
