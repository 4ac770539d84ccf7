package org.culebra.ffi.internal.memory;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.culebra.ffi.internal.host.CMemory;

/// The reference count of a block, in native memory: the last release may happen on any thread,
/// without access to Java objects.
///
/// A header has 64 bytes, in fields of 8:
///
/// | offset | field | |
/// |---|---|---|
/// | 0 | `count` | one for each who retains the block, plus Java's own share, [#JAVA_SHARE]; 0 after the last release |
/// | 8 | `kind` | what the last release frees: [#ONE_BLOCK], [#CALL], [#OBJECT] or [#LEASE] |
/// | 16 | `function` | of a `CALL`: the memory is freed by `function(a, b, c)`; 0 if there is nothing to call |
/// | 24, 32, 40 | `a`, `b`, `c` | its arguments |
///
/// Only who already retains the block may retain it again. Java's share lets [NativeBlock] retain
/// for exports without modifying the header: exports are counted in the block's own state, and
/// Java's last step takes the rest of its share from the count.
final class BlockHeader {
  static final long BYTES = 64;

  /// More than the possible number of exports.
  static final long JAVA_SHARE = 1L << 58;

  /// Header and memory are one block of `malloc`.
  static final long ONE_BLOCK = 0;

  /// The memory is freed by a function, then the header by `free`.
  static final long CALL = 1;

  /// The header belongs to a [HandleTable], and its object is only kept reachable.
  static final long OBJECT = 2;

  /// The same, and the object is a lease to be released.
  static final long LEASE = 3;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final long COUNT = 0;
  private static final long KIND = 8;
  static final long FUNCTION = 16;
  static final long A = 24;
  static final long B = 32;
  static final long C = 40;

  private BlockHeader() {}

  /// A header with Java's share, whose memory is freed together with it.
  static void fillOneBlock(long header) {
    CMemory.put(header + KIND, ONE_BLOCK);
    LONG.setRelease(CMemory.ALL, header + COUNT, JAVA_SHARE);
  }

  /// A header with Java's share, whose memory is freed by a function.
  static void fillCall(long header, long function, long a, long b, long c) {
    CMemory.put(header + KIND, CALL);
    CMemory.put(header + FUNCTION, function);
    CMemory.put(header + A, a);
    CMemory.put(header + B, b);
    CMemory.put(header + C, c);
    LONG.setRelease(CMemory.ALL, header + COUNT, JAVA_SHARE);
  }

  /// A header of a Java object.
  static void fillHandle(long header, long count, long kind) {
    CMemory.put(header + KIND, kind);
    CMemory.put(header + COUNT, count); // not shared yet
  }

  static long kind(long header) {
    return CMemory.longAt(header + KIND);
  }

  static long count(long header) {
    return (long) LONG.getVolatile(CMemory.ALL, header + COUNT);
  }

  /// Adds one to the count; the caller retains the block.
  static void retain(long header) {
    LONG.getAndAdd(CMemory.ALL, header + COUNT, 1L);
  }

  /// Subtracts from the count.
  ///
  /// @return true if the count is now 0
  static boolean release(long header, long count) {
    return (long) LONG.getAndAdd(CMemory.ALL, header + COUNT, -count) == count;
  }
}
