package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.ffi.internal.NativeBlock;
import org.culebra.ffi.internal.Restricted;
import org.jspecify.annotations.Nullable;

/// An arena whose memory can outlive it in the hands of others. Java's access ends when it is
/// closed, as with any arena; a block's memory is freed when its last [Lease] is released, on
/// whatever thread.
///
/// ```java
/// try (ExchangeArena arena = ExchangeArena.ofConfined()) {
///   NDArray a = NDArray.zeros(arena, DType.FLOAT64, 1000);
///   export(a);          // a consumer in C keeps the memory
/// }                     // ends Java's access at once; the consumer's memory stays
/// ```
///
/// | | Java's access ends | closing costs | who may use and lease the memory |
/// |---|---|---|---|
/// | [#ofConfined()] | at close | less than a microsecond | the thread that made it |
/// | [#ofShared()] | at close | what the JDK's shared arena costs: 20 us, with many busy threads 30 ms; may be refused while a call uses the memory | every thread |
/// | [#ofAuto()] | when nothing reaches the arena or its memory any more | cannot be closed | every thread |
///
/// New memory is zero and aligned to 64 bytes; from 1 MiB on it is mapped, and costs nothing until
/// it is touched. Only memory that the arena has allocated itself can be leased: a mapped file that
/// was attached to it cannot.
public final class ExchangeArena implements Arena, MemoryOwner {

  private static final long MIN_ALIGNMENT = 64;

  /// Ends Java's access; the bytes are not its own.
  private final Arena view;

  private final @Nullable Thread thread;
  private final boolean collected;
  private @Nullable NativeBlock first;
  private @Nullable TreeMap<Long, NativeBlock> others;

  private ExchangeArena(Arena view, @Nullable Thread thread, boolean collected) {
    this.view = view;
    this.thread = thread;
    this.collected = collected;
  }

  /// An arena for one thread, the one that calls this.
  ///
  /// @return the arena; the caller closes it
  public static ExchangeArena ofConfined() {
    return new ExchangeArena(Arena.ofConfined(), Thread.currentThread(), false);
  }

  /// An arena for all threads. Closing it is slow: make one for many arrays, not one for each.
  ///
  /// @return the arena; the caller closes it
  public static ExchangeArena ofShared() {
    return new ExchangeArena(Arena.ofShared(), null, false);
  }

  /// An arena that the garbage collector closes. It does not know how much native memory waits for
  /// it: for big or many short-lived arrays take another.
  ///
  /// @return the arena
  public static ExchangeArena ofAuto() {
    return new ExchangeArena(Arena.ofAuto(), null, true);
  }

  /// New zeroed memory.
  ///
  /// @param byteSize the size in bytes
  /// @param byteAlignment a power of two
  /// @return a segment of this arena, aligned to 64 bytes at least
  /// @throws IllegalArgumentException if the size is negative or the alignment not a power of two
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  /// @throws OutOfMemoryError if there is no such memory
  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    if (byteSize < 0) {
      throw new IllegalArgumentException(
          "expected a size of at least 0 bytes but found " + byteSize);
    }
    if (byteAlignment < 1 || Long.bitCount(byteAlignment) != 1) {
      throw new IllegalArgumentException(
          "expected an alignment that is a power of two but found " + byteAlignment);
    }
    checkUsable();
    NativeBlock block = NativeBlock.allocate(byteSize, Math.max(MIN_ALIGNMENT, byteAlignment));
    add(block);
    return collected
        ? Restricted.segment(block.address(), byteSize, view, ended -> block.drop())
        : Restricted.segment(block.address(), byteSize, view);
  }

  private synchronized void add(NativeBlock block) {
    if (first == null) {
      first = block;
      return;
    }
    TreeMap<Long, NativeBlock> map = others;
    if (map == null) {
      map = new TreeMap<>();
      others = map;
    }
    map.put(block.address(), block);
  }

  /// The block that a segment lies in, or null.
  private synchronized @Nullable NativeBlock find(MemorySegment segment) {
    long start = segment.address();
    NativeBlock block = first;
    if (block == null || !block.contains(start)) {
      Map.Entry<Long, NativeBlock> below = others == null ? null : others.floorEntry(start);
      block = below == null ? null : below.getValue();
    }
    boolean inside =
        block != null
            && block.contains(start)
            && segment.byteSize() <= block.byteSize() - (start - block.address());
    return inside ? block : null;
  }

  /// Keeps memory of this arena alive beyond its close. The lease may be released on any thread.
  ///
  /// @param segment memory that this arena has allocated, or a part of it
  /// @return the lease
  /// @throws IllegalStateException if the arena is closed, or the segment is not from it
  /// @throws WrongThreadException if the arena is another thread's
  @Override
  public Lease leaseFor(MemorySegment segment) {
    checkUsable();
    NativeBlock block = segment.isNative() ? find(segment) : null;
    if (block == null) {
      throw new IllegalStateException(
          "expected memory that this arena has allocated but found " + Refusals.describe(segment));
    }
    return block.lease();
  }

  /// How many hold the block that a segment lies in: Java and its live exports.
  long holds(MemorySegment segment) {
    NativeBlock block = find(segment);
    return block == null ? 0 : block.holds();
  }

  /// The scope of this arena's memory.
  ///
  /// @return alive until the arena is closed
  @Override
  public MemorySegment.Scope scope() {
    return view.scope();
  }

  /// Ends Java's access to all memory of this arena, and frees what nobody has leased. If it
  /// throws, nothing has changed.
  ///
  /// @throws IllegalStateException if it is closed already, or a call into C is using its memory
  /// @throws WrongThreadException if it is another thread's
  /// @throws UnsupportedOperationException if it is closed by the garbage collector
  @Override
  public void close() {
    // First, for it may refuse.
    view.close();
    NativeBlock only;
    TreeMap<Long, NativeBlock> rest;
    synchronized (this) {
      only = first;
      rest = others;
      first = null;
      others = null;
    }
    if (only != null) {
      only.drop();
    }
    if (rest != null) {
      rest.values().forEach(NativeBlock::drop);
    }
  }

  /// Names the kind of arena.
  @Override
  public String toString() {
    String kind = collected ? "automatic" : thread == null ? "shared" : "confined to " + thread;
    return "ExchangeArena[" + kind + (view.scope().isAlive() ? "]" : ", closed]");
  }

  private void checkUsable() {
    if (thread != null && !thread.equals(Thread.currentThread())) {
      throw new WrongThreadException(
          "expected a call by "
              + thread
              + ", which this arena belongs to, but found one by "
              + Thread.currentThread());
    }
    if (!view.scope().isAlive()) {
      throw new IllegalStateException("expected an open arena but found a closed one");
    }
  }
}
