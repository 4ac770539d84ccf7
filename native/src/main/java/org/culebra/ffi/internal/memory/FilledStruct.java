package org.culebra.ffi.internal.memory;

import java.util.function.LongUnaryOperator;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;

/// The release of structs that lie in the consumer's memory and are filled in for it: Arrow's. The
/// release function marks the struct as released, by a NULL in its own place.
///
/// What such a struct needs is found by its `private_data`, since a consumer may move it: a node of
/// the [NodePool]'s, or a number of the caller's.
public final class FilledStruct extends ReleaseStub {
  /// What a node begins with.
  public static final int NODE_BYTES = NodePool.HEAD_BYTES;

  /// A word of those that is the caller's while the node is neither counted nor free.
  public static final int LINK = NodePool.TICKET;

  /// Of a node, mostly at most this: two buffers and two headers, or a name of some thirty letters.
  private static final int POOLED_BYTES = 128;

  private final LongUnaryOperator release;

  private FilledStruct(String struct, int bytes, int releaseAt, LongUnaryOperator release) {
    super(struct, bytes, releaseAt, true, new NodePool(0, POOLED_BYTES));
    this.release = release;
  }

  /// Makes a stub: once for each kind of struct, since it never goes.
  ///
  /// @param struct the kind, for messages
  /// @param bytes of such a struct, a multiple of 8
  /// @param releaseAt where it has its release function, in bytes; a multiple of 8 below 128
  /// @param release takes a struct's address and releases it, from any thread; what is left to be
  ///   done is to release the block whose header it returns, or nothing if that is 0
  /// @return the stub
  public static FilledStruct register(
      String struct, int bytes, int releaseAt, LongUnaryOperator release) {
    Restricted.check();
    FilledStruct stub = new FilledStruct(struct, bytes, releaseAt, release);
    register(stub);
    return stub;
  }

  @Override
  long reclaim(long self) {
    return release.applyAsLong(self);
  }

  // --- structs that are found by a number of their owner's

  /// One more struct is with a consumer.
  ///
  /// @return to be kept for [#closed]
  public long opened() {
    long ticket = ExportRegistry.remember(struct());
    pool.add(1);
    return ticket;
  }

  /// A struct has come back.
  ///
  /// @param ticket from [#opened()]
  public void closed(long ticket) {
    ExportRegistry.forget(ticket);
    pool.add(-1);
  }

  // --- structs whose private_data leads to a node of C's memory

  /// The node of a struct that a consumer is about to get, which counts from now on.
  ///
  /// @param bytes its size, of which the first [#NODE_BYTES] are not the caller's
  /// @return its address, for [#free(long)]
  /// @throws OutOfMemoryError if there is no memory
  public long counted(long bytes) {
    long ticket = ExportRegistry.remember(struct());
    try {
      return pool.take(bytes, ticket);
    } catch (Throwable e) {
      ExportRegistry.forget(ticket);
      throw e;
    }
  }

  /// The node of a struct that is part of another, or that no consumer gets yet.
  ///
  /// @param bytes its size, of which the first [#NODE_BYTES] are not the caller's
  /// @return its address, for [#free(long)]
  /// @throws OutOfMemoryError if there is no memory
  public static long uncounted(long bytes) {
    return NodePool.unpooled(bytes);
  }

  /// Counts a node from now on.
  ///
  /// @param node one that is not counted
  public void count(long node) {
    CMemory.put(node + NodePool.TICKET, ExportRegistry.remember(struct()));
    pool.add(1);
  }

  /// A struct has come back, or a consumer was not to get it; the node stays.
  ///
  /// @param node of a struct that was counted, or of a part that was moved out of one
  /// @param parts how many of its parts have been moved out of it and are released by themselves
  public void uncount(long node, int parts) {
    ExportRegistry.forget(CMemory.longAt(node + NodePool.TICKET));
    if (parts != 1) {
      pool.add(parts - 1L);
    }
  }

  /// Frees a node that is not counted, or not any more.
  ///
  /// @param node of this kind of struct
  public void free(long node) {
    pool.free(node, 0);
  }

  /// A struct without parts has come back: [#uncount] and [#free] in one.
  ///
  /// @param node of a struct that was counted, or of a part that was moved out of one
  public void uncountAndFree(long node) {
    ExportRegistry.forget(CMemory.longAt(node + NodePool.TICKET));
    pool.free(node, -1);
  }
}
