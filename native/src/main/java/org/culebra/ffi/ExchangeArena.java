package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.Retention;
import org.culebra.array.internal.Scopes;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.BlockTable;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.culebra.ffi.internal.memory.ReleaseRoute;
import org.culebra.ffi.internal.memory.StackRoom;
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
/// New memory is zero and aligned to 64 bytes. From 64 KiB on C's `calloc` zeroes it, and from 4
/// MiB on pages are mapped, where the host can, which cost nothing until they are touched. Only
/// memory that the arena has allocated itself can be leased: a mapped file that was attached to it
/// cannot.
public final class ExchangeArena implements Arena, MemoryOwner {

  private static final long MIN_ALIGNMENT = 64;

  /// The blocks of all open arenas, found by what a segment tells of its arena. Automatic ones are
  /// not here: they must not be kept reachable, and nobody closes them.
  private static final Map<MemorySegment.Scope, BlockTable> OPEN = new ConcurrentHashMap<>();

  static {
    ReleaseRoute.register(
        (owner, memory) -> owner instanceof ExchangeArena arena ? arena.blockOf(memory) : null);
  }

  /// Ends Java's access; the bytes are not its own.
  private final Arena view;

  private final @Nullable Thread thread;
  private final boolean collected;
  private final BlockTable blocks;

  private ExchangeArena(Arena view, @Nullable Thread thread, boolean collected) {
    this.view = view;
    this.thread = thread;
    this.collected = collected;
    BlockTable table = new BlockTable();
    this.blocks = table;
    // The JDK runs it once, when nobody can be inside the memory any more. It must not reach this
    // arena, or an automatic one would never be collected.
    if (collected) {
      Restricted.segment(1, 0, view, ended -> table.arenaClosed());
      return;
    }
    MemorySegment.Scope scope = view.scope();
    OPEN.put(scope, table);
    Restricted.segment(
        1,
        0,
        view,
        ended -> {
          OPEN.remove(scope);
          table.arenaClosed();
        });
  }

  /// An arena for one thread, the one that calls this.
  ///
  /// @return the arena; the caller closes it
  public static ExchangeArena ofConfined() {
    StackRoom.own();
    return new ExchangeArena(Arena.ofConfined(), Thread.currentThread(), false);
  }

  /// An arena for all threads. Closing it is slow: make one for many arrays, not one for each.
  ///
  /// @return the arena; the caller closes it
  public static ExchangeArena ofShared() {
    StackRoom.own();
    return new ExchangeArena(Arena.ofShared(), null, false);
  }

  /// An arena that the garbage collector closes. It does not know how much native memory waits for
  /// it: for big or many short-lived arrays take another.
  ///
  /// @return the arena
  public static ExchangeArena ofAuto() {
    StackRoom.own();
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
    StackRoom.own();
    NativeBlock block = NativeBlock.allocate(byteSize, Math.max(MIN_ALIGNMENT, byteAlignment));
    try {
      MemorySegment memory = Restricted.segment(block.address(), byteSize, view);
      if (!blocks.add(block)) {
        throw MemoryErrors.closedArena();
      }
      return memory;
    } catch (Throwable e) {
      block.drop();
      throw e;
    }
  }

  /// Keeps memory of this arena alive beyond its close. The lease may be released on any thread.
  ///
  /// @param segment memory that this arena has allocated, or a part of it
  /// @return the lease
  /// @throws IllegalStateException if the arena is closed, or the segment is not from it
  /// @throws WrongThreadException if the arena is another thread's
  @Override
  public Lease leaseFor(MemorySegment segment) {
    try {
      return blockOf(segment).lease();
    } finally {
      // an automatic arena must not end between the look-up and the lease
      Reference.reachabilityFence(segment);
      Reference.reachabilityFence(this);
    }
  }

  /// A lease of memory whose arena is not at hand.
  ///
  /// @return `null` if it is none that an open arena of this class has allocated
  static @Nullable Lease leaseOf(MemorySegment memory) {
    BlockTable table = OPEN.get(memory.scope());
    NativeBlock block = table == null ? null : table.find(memory);
    return block == null ? null : block.lease();
  }

  private NativeBlock blockOf(MemorySegment segment) {
    checkUsable();
    NativeBlock block = segment.isNative() ? blocks.find(segment) : null;
    if (block == null) {
      checkUsable(); // closed meanwhile, perhaps
      throw new IllegalStateException(
          "expected memory that this arena has allocated but found " + Refusals.describe(segment));
    }
    return block;
  }

  /// How many hold the block that a segment lies in: Java and its live exports.
  long holds(MemorySegment segment) {
    NativeBlock block = blocks.find(segment);
    return block == null ? 0 : block.holds();
  }

  /// Whether memory of an owner lasts as long as it is reachable, at least. What the owner says is
  /// not enough: where an arena can be closed, the JDK has to know of the call.
  static boolean lasts(MemoryOwner owner, MemorySegment memory) {
    boolean said =
        owner == Retention.GC_MANAGED
            || owner == Retention.PERMANENT
            || (owner instanceof ExchangeArena arena && arena.collected);
    return said && Scopes.cannotClose(memory);
  }

  /// The scope of this arena's memory.
  ///
  /// @return alive until the arena is closed
  @Override
  public MemorySegment.Scope scope() {
    return view.scope();
  }

  /// Ends Java's access to all memory of this arena, and frees what nobody has leased; leased
  /// memory is freed by the last release, on whatever thread that happens. If the arena cannot be
  /// closed, nothing has changed.
  ///
  /// @throws IllegalStateException if it is closed already, or a call into C is using its memory
  /// @throws WrongThreadException if it is another thread's
  /// @throws UnsupportedOperationException if it is closed by the garbage collector
  @Override
  public void close() {
    StackRoom.deep();
    // It may refuse; where it does not, it runs the clean-up of the blocks.
    view.close();
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
      throw MemoryErrors.closedArena();
    }
  }
}
