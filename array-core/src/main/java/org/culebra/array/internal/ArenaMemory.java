package org.culebra.array.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Locale;
import org.culebra.array.MemoryOwner;
import org.culebra.array.Retention;
import org.jspecify.annotations.Nullable;

/// Memory from an arena that may be any implementation. The result is checked where it is
/// allocated, because after that its size and address are passed to C, or to arrays, and are
/// trusted.
public final class ArenaMemory {
  private ArenaMemory() {}

  /// New memory with arbitrary content.
  ///
  /// @param arena any arena
  /// @param byteSize its size in bytes
  /// @param byteAlignment a power of two
  /// @return native, writable memory of exactly that size, accessible to this thread
  /// @throws IllegalArgumentException if the arena returns anything else
  /// @throws OutOfMemoryError if there is too little memory; for an automatic arena the message
  ///   names the limit
  public static MemorySegment allocate(SegmentAllocator arena, long byteSize, long byteAlignment) {
    MemorySegment memory = ask(arena, byteSize, byteAlignment);
    boolean trusted = arena instanceof Arena known && Scopes.isOfTheJdk(known);
    if (!trusted) {
      check(memory, byteSize, byteAlignment);
    }
    return memory;
  }

  /// New zeroed memory. The JDK's arenas, by their specification, and arenas that lease their
  /// memory return zeros; memory of any other arena is filled with zeros.
  ///
  /// @param arena any arena
  /// @param byteSize its size in bytes
  /// @param byteAlignment a power of two
  /// @return native, writable memory of exactly that size, accessible to this thread
  /// @throws IllegalArgumentException if the arena returns anything else
  public static MemorySegment zeros(Arena arena, long byteSize, long byteAlignment) {
    MemorySegment memory = allocate(arena, byteSize, byteAlignment);
    boolean zero = arena instanceof MemoryOwner || Scopes.isOfTheJdk(arena);
    return zero ? memory : memory.fill((byte) 0);
  }

  /// The owner of foreign memory that is borrowed until an arena is closed. With the global arena,
  /// the caller states that the memory is never freed.
  ///
  /// @param arena ends the access
  /// @return its owner
  public static MemoryOwner borrowed(Arena arena) {
    return Scopes.isGlobal(arena.scope()) ? Retention.PERMANENT : Retention.ARENA;
  }

  private static MemorySegment ask(SegmentAllocator arena, long byteSize, long byteAlignment) {
    try {
      return arena.allocate(byteSize, byteAlignment);
    } catch (OutOfMemoryError e) {
      boolean limited = arena instanceof Arena known && Scopes.isAutomatic(known.scope());
      throw limited ? noRoom(byteSize, e) : e;
    }
  }

  private static OutOfMemoryError noRoom(long bytes, OutOfMemoryError cause) {
    OutOfMemoryError error =
        new OutOfMemoryError(
            String.format(
                Locale.ROOT,
                "expected %d bytes of GC-managed memory but found: %s. The limit is"
                    + " -XX:MaxDirectMemorySize, by default the maximal size of the heap (-Xmx,"
                    + " here %d bytes). Raise it, or pass an arena, which has no limit:"
                    + " Arena.ofConfined(), or ExchangeArena.ofAuto() of org.culebra.ffi, which is"
                    + " GC-managed too",
                bytes,
                cause.getMessage(),
                Runtime.getRuntime().maxMemory()));
    error.initCause(cause);
    return error;
  }

  private static void check(MemorySegment memory, long byteSize, long byteAlignment) {
    String problem = problem(memory, byteSize, byteAlignment);
    if (problem != null) {
      throw new IllegalArgumentException(
          "expected an arena that returns %d bytes of native memory, aligned to %d, but found %s"
              .formatted(byteSize, byteAlignment, problem));
    }
  }

  private static @Nullable String problem(MemorySegment memory, long byteSize, long byteAlignment) {
    if (!memory.isNative()) {
      return "a heap segment of " + memory.byteSize() + " bytes";
    }
    if (memory.byteSize() != byteSize) {
      return memory.byteSize() + " bytes";
    }
    if (memory.address() % byteAlignment != 0 || (memory.address() == 0 && byteSize > 0)) {
      return "the address 0x" + Long.toHexString(memory.address());
    }
    if (memory.isReadOnly()) {
      return "memory that is read-only";
    }
    if (!memory.scope().isAlive()) {
      return "memory that is closed";
    }
    return memory.isAccessibleBy(Thread.currentThread())
        ? null
        : "memory confined to another thread";
  }
}
