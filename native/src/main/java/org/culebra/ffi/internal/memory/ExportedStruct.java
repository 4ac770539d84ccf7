package org.culebra.ffi.internal.memory;

import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;

/// The release of structs that are handed out by a pointer, each of which retains one block:
/// DLPack's. The release function frees the struct.
///
/// A struct is one block of C's `malloc`, so that after the JVM's end `free` will do: the struct
/// itself, the [NodePool]'s node, then what the caller asked for.
public final class ExportedStruct extends ReleaseStub {
  /// Of what the caller asks for, mostly at most this: shape and strides of four axes.
  private static final int POOLED_BYTES = 64;

  private final int contextAt;

  private ExportedStruct(String struct, int bytes, int contextAt, int releaseAt) {
    super(struct, bytes, releaseAt, false, new NodePool(bytes, NodePool.HEAD_BYTES + POOLED_BYTES));
    this.contextAt = contextAt;
  }

  /// Makes a stub: once for each kind of struct, since it never goes.
  ///
  /// @param struct the kind, for messages
  /// @param bytes of such a struct, a multiple of 8
  /// @param contextAt where it has a pointer of its producer's, in bytes
  /// @param releaseAt where it has its release function, in bytes
  /// @return the stub
  public static ExportedStruct register(String struct, int bytes, int contextAt, int releaseAt) {
    Restricted.check();
    ExportedStruct stub = new ExportedStruct(struct, bytes, contextAt, releaseAt);
    register(stub);
    return stub;
  }

  /// A new struct that retains a block until its release. All but its release function and its
  /// producer's pointer is still to be written.
  ///
  /// @param extraBytes what the caller wants in the same block, from [#extra(long)] on
  /// @param lease becomes the struct's; stays the caller's if this throws
  /// @return the address of the struct
  /// @throws OutOfMemoryError if there is no memory
  public long make(long extraBytes, PendingLease lease) {
    Postponed.runAll();
    long self = pool.take(NodePool.HEAD_BYTES + extraBytes, lease.ticket()) - bytes;
    CMemory.put(self + contextAt, lease.header());
    CMemory.put(self + releaseAt, address());
    return self;
  }

  /// What follows a struct in its block.
  ///
  /// @param self the address of the struct
  /// @return where the caller's bytes are
  public long extra(long self) {
    return self + bytes + NodePool.HEAD_BYTES;
  }

  @Override
  long reclaim(long self) {
    long header = CMemory.longAt(self + contextAt);
    long node = self + bytes;
    long ticket = CMemory.longAt(node + NodePool.TICKET);
    pool.free(node, -1);
    ExportRegistry.forget(ticket);
    return header;
  }
}
