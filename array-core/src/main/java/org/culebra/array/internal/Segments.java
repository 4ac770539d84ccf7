package org.culebra.array.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// The one assumption of the fast path: all native segments are of one class, and testing for
/// exactly that class keeps an accessor fast whatever other code in the JVM does with segments (a
/// JDK accessor that has seen three classes stays 10 to 25 times slower).
///
/// The assumption is checked once at start. On a JDK where it does not hold the guard is off: the
/// JDK's own checks remain, only speed is lost.
public final class Segments {

  /// The class of native segments.
  public static final Class<?> NATIVE = MemorySegment.NULL.getClass();

  /// Whether views require [#NATIVE]. A constant, so that C2 eliminates the test.
  public static final boolean GUARD = guard();

  /// The maximal size for [MemorySegment#asByteBuffer()].
  private static final long MAX_BUFFER = Integer.MAX_VALUE - 8;

  private Segments() {}

  private static boolean guard() {
    boolean off = "off".equals(System.getProperty(Properties.SEGMENT_GUARD));
    boolean holds = nativeSegmentsAreOfOneClass();
    if (!holds) {
      Logger logger = System.getLogger("org.culebra");
      logger.log(
          Level.WARNING,
          "native segments of this JDK have several classes: typed views work, but are slower");
    }
    return holds && !off;
  }

  private static boolean nativeSegmentsAreOfOneClass() {
    try (Arena confined = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      return confined.allocate(8).getClass() == NATIVE
          && shared.allocate(8).asReadOnly().getClass() == NATIVE
          && Arena.ofAuto().allocate(8).asSlice(4).getClass() == NATIVE
          && Arena.global().allocate(8).getClass() == NATIVE
          && MemorySegment.ofBuffer(ByteBuffer.allocateDirect(8)).getClass() == NATIVE;
    }
  }

  public static boolean isFast(MemorySegment segment) {
    return !GUARD || segment.getClass() == NATIVE;
  }

  /// The same segment, known to C2 as an instance of the one native class.
  public static MemorySegment sharpened(MemorySegment segment) {
    if (GUARD && segment.getClass() != NATIVE) {
      throw new IllegalStateException("not a native segment: " + segment);
    }
    return segment;
  }

  /// Checks that memory is off-heap, as arrays require.
  public static MemorySegment requireNative(MemorySegment segment) {
    if (!segment.isNative()) {
      throw Errors.argument(
          "expected native memory but found a heap segment of %d bytes:"
              + " NDArray.copyOf copies a Java array off-heap",
          segment.byteSize());
    }
    return segment;
  }

  /// Buffers of shorts have an even number of bytes; an odd number cannot be viewed completely
  /// through one.
  private static boolean isReachable(MemorySegment mapped, long low, long high) {
    return (high - low) % 2 == 0 || low > 0 || high < mapped.byteSize();
  }

  /// Bytes `[low, high)` of a mapped segment as a segment of the native class: same addresses, same
  /// scope, same access. The result may begin before `low`; its address shows where.
  ///
  /// Using a buffer needs no restricted method. A buffer of shorts over the mapping is not itself a
  /// mapped buffer, which makes the JDK choose the native class; the class is checked afterwards,
  /// because this is the JDK's behavior, not its specification.
  public static MemorySegment rebase(MemorySegment mapped, long low, long high) {
    long from = (high - low) % 2 == 0 ? low : low > 0 ? low - 1 : low;
    long to = (high - from) % 2 == 0 ? high : Math.min(high + 1, mapped.byteSize());
    if (to - from > MAX_BUFFER) {
      throw Errors.argument(
          "expected at most %d bytes of mapped memory in a typed view but found %d:"
              + " view a slice, or re-base it with org.culebra.ffi.Pointers.rebase",
          MAX_BUFFER, to - from);
    }
    if (!isReachable(mapped, low, high)) {
      throw Errors.argument(
          "expected an even number of mapped bytes for a typed view, or a spare byte, but found an"
              + " array of all %d bytes of the mapping: map one byte more, copy the array, or"
              + " re-base it with org.culebra.ffi.Pointers.rebase",
          mapped.byteSize());
    }
    MemorySegment rebased =
        MemorySegment.ofBuffer(mapped.asSlice(from, to - from).asByteBuffer().asShortBuffer());
    if (rebased.getClass() != NATIVE || rebased.byteSize() < high - from) {
      throw new UnsupportedOperationException(
          "this JDK gives no plain native view of mapped memory: copy the array first");
    }
    return rebased;
  }

  /// Whether bytes `[low, high)` of a segment can be viewed through the native class.
  public static boolean canRebase(MemorySegment segment, long low, long high) {
    return isFast(segment) || (high - low < MAX_BUFFER - 1 && isReachable(segment, low, high));
  }
}
