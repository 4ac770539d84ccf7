package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.internal.Restricted;

/// Arrays over memory that somebody else knows by its address.
///
/// Every method here trusts the address: nothing can tell whether there is memory behind it, and a
/// wrong one may end the process or read what it should not. What can be checked is: NULL with
/// elements to read, addresses that no process has, lengths that overflow. Alignment is not
/// required.
///
/// The array borrows the memory, and Java's access ends when the arena is closed; freeing the
/// memory remains the business of whoever allocated it.
public final class Pointers {
  /// User space ends here on all supported hosts (48-bit addresses, one bit for the kernel).
  private static final long LIMIT = 1L << 47;

  private Pointers() {}

  /// Trusts the address: views memory as a packed array in C order.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param address of the first element
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array, writable
  /// @throws IllegalArgumentException if the address is NULL and there are elements, lies outside
  ///   what a process can have, or the shape is not one
  public static NDArray asArray(Arena arena, long address, DType dtype, long... shape) {
    return asArray(arena, address, dtype, StridedLayout.cOrder(dtype.itemSize(), shape));
  }

  /// Trusts the address: views memory through any strides.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param address from which the layout's offset counts: that of element `(0, …, 0)` if the
  ///   offset is 0
  /// @param dtype the type of the elements
  /// @param layout shape and strides; strides may be negative
  /// @return the array, writable; its segment begins at the lowest byte that an element touches
  /// @throws IllegalArgumentException if the elements' bytes begin at NULL or below, or end outside
  ///   what a process can have
  public static NDArray asArray(Arena arena, long address, DType dtype, StridedLayout layout) {
    long low = layout.lowByte();
    long bytes = layout.highByte() - low;
    long start = start(address, low, bytes);
    MemorySegment memory = Restricted.segment(start, bytes, arena);
    return NDArray.of(memory, MemoryOwner.of(arena), dtype, from(layout, low));
  }

  /// Trusts the address: as [#asArray(Arena, long, DType, long...)], for memory that must not be
  /// written.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param address of the first element
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array, read-only
  /// @throws IllegalArgumentException as there
  public static NDArray asReadOnlyArray(Arena arena, long address, DType dtype, long... shape) {
    return asArray(arena, address, dtype, shape).asReadOnly();
  }

  /// Trusts the address: as [#asArray(Arena, long, DType, StridedLayout)], for memory that must not
  /// be written.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param address from which the layout's offset counts
  /// @param dtype the type of the elements
  /// @param layout shape and strides; strides may be negative
  /// @return the array, read-only
  /// @throws IllegalArgumentException as there
  public static NDArray asReadOnlyArray(
      Arena arena, long address, DType dtype, StridedLayout layout) {
    return asArray(arena, address, dtype, layout).asReadOnly();
  }

  /// Trusts the pointer: views what a function of C returned. Only the address counts, not the
  /// segment's length.
  ///
  /// @param arena ends the access; use one that is closed before the memory is freed
  /// @param pointer a native segment, usually of length 0
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array, writable
  /// @throws IllegalArgumentException as [#asArray(Arena, long, DType, long...)], or if the segment
  ///   is on the heap
  public static NDArray asArray(Arena arena, MemorySegment pointer, DType dtype, long... shape) {
    if (!pointer.isNative()) {
      throw new IllegalArgumentException(
          "expected a native pointer but found " + Refusals.describe(pointer));
    }
    return asArray(arena, pointer.address(), dtype, shape);
  }

  private static long start(long address, long low, long bytes) {
    long start = address + low;
    // both operands are checked: the sum cannot wrap unless one of them is absurd
    boolean possible =
        address >= 0
            && address < LIMIT
            && low > -LIMIT
            && low < LIMIT
            && start >= 0
            && bytes >= 0
            && bytes <= LIMIT - start
            && (start > 0 || bytes == 0);
    if (!possible) {
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
