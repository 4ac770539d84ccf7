package org.culebra.ffi.internal.memory;

import org.culebra.array.Lease;
import org.culebra.ffi.internal.host.CMemory;

/// Releases blocks and structs, in one loop. A block may have come in a struct of this library,
/// which retains another block: an array that went to and fro many times is a chain of them, and a
/// release within each release would not come to the end of a long one.
///
/// **The end of the stack.** Entries of the library ask [StackRoom] first: what they do then is not
/// cut short by a [StackOverflowError]. What is called within takes that for granted. A release
/// that comes from C where the stack is too short for it is postponed, see [Postponed].
public final class ReleaseChain {
  private ReleaseChain() {}

  /// Releases a block that the caller retains; the last release frees it. Any thread.
  ///
  /// @param header of the block; 0 where there is nothing to release
  public static void release(long header) {
    release(header, 1);
  }

  /// @param count how much of the header's count is the caller's
  static void release(long header, long count) {
    long next = header;
    long less = count;
    while (next != 0 && BlockHeader.release(next, less)) {
      next = free(next);
      less = 1;
    }
  }

  /// Frees a block that nobody else has ever retained.
  static void releaseUnshared(long header) {
    release(free(header), 1);
  }

  /// Calls a release function, or any function of up to three words, without leaving Java where it
  /// is the library's own.
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

  /// The same as a part of something that has made sure of the stack.
  ///
  /// @param function its address; 0 for none
  /// @param a the struct
  /// @param b its second argument, if it has one
  /// @param c its third argument, if it has one
  public static void callWithin(long function, long a, long b, long c) {
    release(reclaim(function, a, b, c), 1);
  }

  /// The same, but for the block that a struct of the library's own retained: releasing that is
  /// left to the caller.
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
  /// @return a header that is to be released next, or 0
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
