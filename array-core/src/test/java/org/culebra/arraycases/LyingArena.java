package org.culebra.arraycases;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;

/// An arena of a user that does not give what it is asked for.
public final class LyingArena implements Arena {
  /// What is wrong with the memory.
  public enum Lie {
    /// It has no bytes.
    EMPTY,
    /// It has one byte too few.
    TOO_SHORT,
    /// It has one byte too many.
    TOO_LONG,
    /// It lies on the heap.
    HEAP,
    /// It cannot be written.
    READ_ONLY,
    /// It is another thread's.
    OF_ANOTHER_THREAD,
    /// It has been freed.
    CLOSED,
    /// It begins at an odd address: wrong unless bytes are asked for.
    MISALIGNED
  }

  private final Arena real = Arena.ofAuto();
  private final Lie lie;

  /// An arena that lies.
  ///
  /// @param lie always in this way
  public LyingArena(Lie lie) {
    this.lie = lie;
  }

  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    return switch (lie) {
      case EMPTY -> real.allocate(0, byteAlignment);
      case TOO_SHORT -> real.allocate(byteSize - 1, byteAlignment);
      case TOO_LONG -> real.allocate(byteSize + 1, byteAlignment);
      case HEAP -> MemorySegment.ofArray(new long[(int) (byteSize + 7) / 8]).asSlice(0, byteSize);
      case READ_ONLY -> real.allocate(byteSize, byteAlignment).asReadOnly();
      case OF_ANOTHER_THREAD ->
          CompletableFuture.supplyAsync(() -> confined(byteSize, byteAlignment)).join();
      case CLOSED -> {
        try (Arena arena = Arena.ofShared()) {
          yield arena.allocate(byteSize, byteAlignment);
        }
      }
      case MISALIGNED -> real.allocate(byteSize + 1, byteAlignment).asSlice(1);
    };
  }

  private static MemorySegment confined(long byteSize, long byteAlignment) {
    return Arena.ofConfined().allocate(byteSize, byteAlignment);
  }

  @Override
  public MemorySegment.Scope scope() {
    return real.scope();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
