package org.culebra.ffi.internal.memory;

import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;

/// The release of structs that are exported by pointer, each of which retains one block: DLPack's.
/// The release function frees the struct.
///
/// A struct is one block of C's `malloc`, so that after the JVM's end `free` suffices: the struct
/// itself, the node of the [NodePool], then the caller's bytes.
public final class ExportedStruct extends ReleaseStub {
  /// The usual maximum of the caller's bytes: shape and strides of four axes.
  private static final int POOLED_BYTES = 64;

  private final int contextAt;

  private ExportedStruct(String struct, int bytes, int contextAt, int releaseAt) {
    super(struct, bytes, releaseAt, false, new NodePool(bytes, NodePool.HEAD_BYTES + POOLED_BYTES));
    this.contextAt = contextAt;
  }

  /// Creates a stub: once per kind of struct, because it is never freed.
  ///
  /// @param struct the kind, for messages
  /// @param bytes of such a struct, a multiple of 8
  /// @param contextAt the offset of its producer's pointer, in bytes
  /// @param releaseAt the offset of its release function, in bytes
  /// @return the stub
  public static ExportedStruct register(String struct, int bytes, int contextAt, int releaseAt) {
    Restricted.check();
    ExportedStruct stub = new ExportedStruct(struct, bytes, contextAt, releaseAt);
    register(stub);
    return stub;
  }

  /// A new struct that retains a block until its release. The caller writes all fields but its
  /// release function and its producer's pointer.
  ///
  /// @param extraBytes additional bytes for the caller in the same block, from [#extra(long)] on
  /// @param lease becomes the struct's; the caller's if this throws
  /// @return the address of the struct
  /// @throws OutOfMemoryError if the memory cannot be allocated
  public long make(long extraBytes, PendingLease lease) {
    Postponed.runAll();
    long self = pool.take(NodePool.HEAD_BYTES + extraBytes, lease.ticket()) - bytes;
    CMemory.put(self + contextAt, lease.header());
    CMemory.put(self + releaseAt, address());
    return self;
  }

  /// The address after a struct in its block.
  ///
  /// @param self the address of the struct
  /// @return the address of the caller's bytes
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
