package org.culebra.ffi.internal.argument;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;

/// Memory for the arguments of one call: numbers that are passed by address, texts, copies of Java
/// arrays. Each thread has a block that its calls use like a stack, because calls that callbacks
/// make are nested; what does not fit is allocated.
///
/// Not zeroed. Segments are addresses without a scope; the thread keeps the block reachable.
public final class CallMemory implements SegmentAllocator {
  private static final int BLOCK = 1024;

  /// That of `malloc`.
  static final int ALIGNMENT = 16;

  private static final ThreadLocal<CallMemory> OF_THREAD = ThreadLocal.withInitial(CallMemory::new);

  private final MemorySegment block = Arena.ofAuto().allocate(BLOCK, ALIGNMENT);
  private final long end = block.address() + BLOCK;

  /// The address of the next byte; beyond `end` once something was allocated elsewhere.
  private long top = block.address();

  private @Nullable Overflow overflow;

  private CallMemory() {}

  /// What did not fit into the block.
  ///
  /// @param arena owns it
  /// @param mark `top` before it
  /// @param earlier what did not fit before
  private record Overflow(Arena arena, long mark, @Nullable Overflow earlier) {}

  /// The memory of the calling thread.
  public static CallMemory ofThread() {
    return OF_THREAD.get();
  }

  /// Begins a call.
  ///
  /// @return the argument of [#release]
  public long mark() {
    return top;
  }

  /// Ends a call: frees what was allocated since.
  public void release(long mark) {
    top = mark;
    if (overflow != null) {
      releaseOverflow(mark);
    }
  }

  private void releaseOverflow(long mark) {
    for (Overflow last = overflow; last != null && last.mark >= mark; last = overflow) {
      overflow = last.earlier;
      last.arena.close();
    }
  }

  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    long at = (top + byteAlignment - 1) & -byteAlignment;
    if (byteSize > end - at) {
      return elsewhere(byteSize, byteAlignment);
    }
    top = at + byteSize;
    return CMemory.ALL.asSlice(at, byteSize);
  }

  /// Moves `top` too, so that a nested call does not free what this one has.
  private MemorySegment elsewhere(long byteSize, long byteAlignment) {
    Arena arena = Arena.ofConfined();
    overflow = new Overflow(arena, top, overflow);
    top += ALIGNMENT;
    return arena.allocate(byteSize, byteAlignment);
  }
}
