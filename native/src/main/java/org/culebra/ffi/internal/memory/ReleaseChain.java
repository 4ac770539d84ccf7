package org.culebra.ffi.internal.memory;

import org.culebra.array.Lease;
import org.culebra.ffi.internal.host.CMemory;

/// Releases blocks and structs in one loop. A block may have been imported from a struct of this
/// library, which retains another block: an array exported and imported many times is a chain of
/// them, and recursive releases would overflow the stack.
///
/// **Stack overflow.** Entry points check [StackRoom] first, so that no [StackOverflowError]
/// interrupts them; the methods that they call rely on that. A release called from C with too
/// little stack left is postponed, see [Postponed].
public final class ReleaseChain {
  private ReleaseChain() {}

  /// Releases a block that the caller retains; the last release frees it. Thread-safe.
  ///
  /// @param header of the block; 0 if there is nothing to release
  public static void release(long header) {
    release(header, 1);
  }

  /// @param count the caller's part of the header's count
  static void release(long header, long count) {
    long next = header;
    long less = count;
    while (next != 0 && BlockHeader.release(next, less)) {
      next = free(next);
      less = 1;
    }
  }

  /// Frees a block that was never retained by anyone else.
  static void releaseUnshared(long header) {
    // a struct of this library, as in free(), which would be too many levels for C2 to inline
    boolean calls = BlockHeader.kind(header) == BlockHeader.CALL;
    ReleaseStub own = calls ? ReleaseStub.at(CMemory.longAt(header + BlockHeader.FUNCTION)) : null;
    if (own == null) {
      release(free(header), 1);
      return;
    }
    long next;
    try {
      next = own.reclaim(CMemory.longAt(header + BlockHeader.A));
    } finally {
      CMemory.free(header);
    }
    release(next, 1);
  }

  /// Calls a release function, or any function of up to three words; without leaving Java if it is
  /// one of this library's.
  ///
  /// @param function its address; 0 for none
  /// @param a the struct
  /// @param b its second argument, if it has one
  /// @param c its third argument, if it has one
  /// @throws StackOverflowError if there is too little stack; nothing was called
  public static void call(long function, long a, long b, long c) {
    StackRoom.deep();
    Postponed.runAll();
    callWithin(function, a, b, c);
  }

  /// The same for a caller that has checked the stack.
  ///
  /// @param function its address; 0 for none
  /// @param a the struct
  /// @param b its second argument, if it has one
  /// @param c its third argument, if it has one
  public static void callWithin(long function, long a, long b, long c) {
    release(reclaim(function, a, b, c), 1);
  }

  /// The same, but leaves the release of the block that a struct of this library retained to the
  /// caller.
  ///
  /// @return the block's header, or 0
  static long reclaim(long function, long a, long b, long c) {
    if (function == 0) {
      return 0;
    }
    ReleaseStub own = ReleaseStub.at(function);
    if (own != null) {
      return own.reclaim(a);
    }
    CMemory.call(function, a, b, c);
    return 0;
  }

  /// Frees a block after its last release.
  ///
  /// @return a header to release next, or 0
  private static long free(long header) {
    long kind = BlockHeader.kind(header);
    if (kind >= BlockHeader.OBJECT) {
      Object object = HandleTable.remove(header);
      if (kind == BlockHeader.LEASE) {
        ((Lease) object).release();
      }
      return 0;
    }
    try {
      return kind == BlockHeader.CALL
          ? reclaim(
              CMemory.longAt(header + BlockHeader.FUNCTION),
              CMemory.longAt(header + BlockHeader.A),
              CMemory.longAt(header + BlockHeader.B),
              CMemory.longAt(header + BlockHeader.C))
          : 0;
    } finally {
      CMemory.free(header);
    }
  }
}
