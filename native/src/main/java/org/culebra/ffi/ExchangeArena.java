package org.culebra.ffi;

import java.lang.foreign.Arena;
import org.culebra.ffi.internal.memory.BlockArena;
import org.culebra.ffi.internal.memory.StackRoom;
import org.jspecify.annotations.Nullable;

/// An arena whose memory can outlive it in the hands of others. Java's access ends when it is
/// closed, as with any arena; a block's memory is freed when its last [org.culebra.array.Lease] is
/// released, on whatever thread.
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
public final class ExchangeArena extends BlockArena {
  private ExchangeArena(Arena view, @Nullable Thread thread, boolean collected) {
    super(view, thread, collected);
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
}
