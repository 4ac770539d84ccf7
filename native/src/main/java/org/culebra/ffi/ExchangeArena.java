package org.culebra.ffi;

import java.lang.foreign.Arena;
import org.culebra.ffi.internal.memory.BlockArena;
import org.culebra.ffi.internal.memory.StackRoom;
import org.jspecify.annotations.Nullable;

/// An arena whose memory can outlive it. Java's access ends when it is closed, as with any arena; a
/// block's memory is freed when its last [org.culebra.array.Lease] is released, on whatever thread.
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
/// | [#ofConfined()] | at close | less than a microsecond | the thread that created it |
/// | [#ofShared()] | at close | as much as closing the JDK's shared arena: 20 us, with many busy threads 50 ms or more; fails while a call uses the memory | every thread |
/// | [#ofAuto()] | when neither the arena nor its memory is reachable | cannot be closed | every thread |
///
/// New memory is zeroed and aligned to 64 bytes. From 64 KiB on it is zeroed by C's `calloc`; from
/// 4 MiB on, if the host supports it, pages are mapped, which cost nothing until they are touched.
/// Only memory allocated by the arena itself can be leased, not a mapped file attached to it.
public final class ExchangeArena extends BlockArena {
  private ExchangeArena(Arena view, @Nullable Thread thread, boolean collected) {
    super(view, thread, collected);
  }

  /// An arena confined to the calling thread.
  ///
  /// @return the arena; the caller closes it
  public static ExchangeArena ofConfined() {
    StackRoom.own();
    return new ExchangeArena(Arena.ofConfined(), Thread.currentThread(), false);
  }

  /// An arena for all threads. Closing it is slow: use one arena for many arrays.
  ///
  /// @return the arena; the caller closes it
  public static ExchangeArena ofShared() {
    StackRoom.own();
    return new ExchangeArena(Arena.ofShared(), null, false);
  }

  /// An arena that the garbage collector closes. The collector does not know the size of its native
  /// memory: for large or many short-lived arrays use another kind.
  ///
  /// @return the arena
  public static ExchangeArena ofAuto() {
    StackRoom.own();
    return new ExchangeArena(Arena.ofAuto(), null, true);
  }
}
