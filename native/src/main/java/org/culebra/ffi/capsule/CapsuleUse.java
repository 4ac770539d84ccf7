package org.culebra.ffi.capsule;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.culebra.array.Experimental;

/// One consumer's use of a [Capsule]. It owns only what [CapsuleMode#TRACE] inserts; closing it
/// ends the use but not the capsule.
///
/// May be used by any thread that may use the capsule's arena.
///
/// @param <T> what the consumer gets: a [org.culebra.ffi.CFunction], a [CapsuleTable] or a bare
///   pointer
@Experimental
public final class CapsuleUse<T> implements AutoCloseable {
  /// How often a slot was called through this use, and how long the calls took.
  ///
  /// @param calls the calls begun, by Java and by C
  /// @param nanos the time of the completed calls, including nested ones
  public record Count(long calls, long nanos) {}

  private final CapsuleView view;
  private final T content;

  CapsuleUse(CapsuleView view, CapsuleType<T> type) {
    this.view = view;
    this.content = type.content(view);
  }

  /// The function, the table or the pointer.
  ///
  /// @return the same object each time
  /// @throws IllegalStateException if the capsule or this use is closed
  public T get() {
    view.checkOpen();
    return content;
  }

  /// The pointer for C. In [CapsuleMode#PLAIN] it is the producer's own. Otherwise, for a function
  /// or a table, it is this consumer's own, so that C's calls are intercepted too: a real table,
  /// each slot of which enters Java and leaves it again. Measured for a call that computes one
  /// product: 3 ns directly, 92 ns through such a slot; from Java 17 ns and 70 ns. Opening takes
  /// about 1 ms for six slots, and tens of milliseconds the first time in a JVM.
  ///
  /// @return a pointer of length 0
  /// @throws IllegalStateException if the capsule or this use is closed
  public MemorySegment pointer() {
    return view.pointer();
  }

  /// What is inserted between consumer and functions.
  ///
  /// @return the mode chosen when it was opened
  public CapsuleMode mode() {
    return view.mode();
  }

  /// The calls of each slot. May be called during calls and after the close.
  ///
  /// @return the counts by the slot's name, `function` in a single-function capsule; none in
  ///   [CapsuleMode#PLAIN], nor for slots that cannot be intercepted: variadic functions and those
  ///   that pass complex numbers or packed structs by value
  public Map<String, Count> counts() {
    return view.counts();
  }

  /// Misuses found in [CapsuleMode#DEBUG], and calls from C that failed in Java; the first hundred.
  ///
  /// @return what was, or would have been, thrown
  public List<Throwable> misuses() {
    return view.misuses();
  }

  /// Ends the use. In [CapsuleMode#TRACE] C must not call the consumer's table any more; running
  /// calls complete, and the stub of each slot stays until the last of them has returned. Closing
  /// it again does nothing.
  ///
  /// @throws IllegalStateException if a call by Java is using the consumer's own table
  @Override
  public void close() {
    view.close();
  }

  /// The capsule and the mode.
  @Override
  public String toString() {
    return view.mode() + " use of " + view.capsule();
  }
}
