package org.culebra.ffi.internal.memory;

import java.util.function.LongUnaryOperator;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;

/// The release of structs in the consumer's memory: Arrow's. The release function marks the struct
/// as released by setting its own field to NULL.
///
/// The content of such a struct is found by its `private_data`, because a consumer may move the
/// struct: a node of the [NodePool], or a number of the caller's.
public final class FilledStruct extends ReleaseStub {
  /// The bytes at the beginning of a node.
  public static final int NODE_BYTES = NodePool.HEAD_BYTES;

  /// One of these words, for the caller's use while the node is neither counted nor free.
  public static final int LINK = NodePool.TICKET;

  /// The usual maximum of a node: two buffers and two headers, or a name of some eighty letters.
  private static final int POOLED_BYTES = 128;

  private final LongUnaryOperator release;

  private FilledStruct(String struct, int bytes, int releaseAt, LongUnaryOperator release) {
    super(struct, bytes, releaseAt, true, new NodePool(0, POOLED_BYTES));
    this.release = release;
  }

  /// Creates a stub: once per kind of struct, because it is never freed.
  ///
  /// @param struct the kind, for messages
  /// @param bytes of such a struct, a multiple of 8
  /// @param releaseAt the offset of its release function, in bytes; a multiple of 8 below 128
  /// @param release takes a struct's address and releases it, from any thread; the caller then
  ///   releases the block whose header it returns, unless it is 0
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

  /// One more struct was given to a consumer.
  ///
  /// @return the ticket, for [#closed]
  public long opened() {
    long ticket = ExportRegistry.remember(struct());
    pool.add(1);
    return ticket;
  }

  /// A struct was released.
  ///
  /// @param ticket from [#opened()]
  public void closed(long ticket) {
    ExportRegistry.forget(ticket);
    pool.add(-1);
  }

  // --- structs whose private_data leads to a node of C's memory

  /// The node of a struct that a consumer is about to get; counted from then on.
  ///
  /// @param bytes its size, of which the first [#NODE_BYTES] are reserved
  /// @return its address, for [#free(long)]
  /// @throws OutOfMemoryError if the memory cannot be allocated
  public long counted(long bytes) {
    long ticket = ExportRegistry.remember(struct());
    long spare = bytes <= POOLED_BYTES ? pool.takeSpare() : 0;
    if (spare != 0) { // as take(), which would be one level more for C2 to inline
      CMemory.put(spare + NodePool.TICKET, ticket);
      return spare;
    }
    try {
      return pool.take(bytes, ticket);
    } catch (Throwable e) {
      ExportRegistry.forget(ticket);
      throw e;
    }
  }

  /// The node of a struct that is not given to a consumer yet.
  ///
  /// @param bytes its size, of which the first [#NODE_BYTES] are reserved
  /// @return its address, for [#free(long)]
  /// @throws OutOfMemoryError if the memory cannot be allocated
  public static long uncounted(long bytes) {
    return NodePool.unpooled(bytes);
  }

  /// Fills in the first [#NODE_BYTES] of a part's node, which is in the block of another one and
  /// never counted.
  ///
  /// @param node in the block of a counted or uncounted one
  public static void part(long node) {
    NodePool.fill(node, 0);
  }

  /// Subtracts from a count of structs, which may be released on several threads.
  ///
  /// @param address of the count in a node
  /// @param released how many structs the caller has released
  /// @return true if it was the rest: then nobody else uses the node
  public static boolean countDown(long address, long released) {
    // if no other struct is live, none can be released concurrently
    return BlockHeader.count(address) == released || BlockHeader.release(address, released);
  }

  /// Starts counting a node.
  ///
  /// @param node an uncounted one
  public void count(long node) {
    CMemory.put(node + NodePool.TICKET, ExportRegistry.remember(struct()));
    pool.add(1);
  }

  /// A struct was released, or is not given to a consumer after all; the node stays.
  ///
  /// @param node of a struct that was counted, or of a part that was moved out of one
  /// @param parts the number of its parts that have been moved out of it and are released
  ///   separately
  public void uncount(long node, int parts) {
    ExportRegistry.forget(CMemory.longAt(node + NodePool.TICKET));
    if (parts != 1) {
      pool.add(parts - 1L);
    }
  }

  /// Frees a node that is not counted, or no longer.
  ///
  /// @param node of this kind of struct
  public void free(long node) {
    pool.free(node, 0);
  }

  /// A struct without parts was released: [#uncount] and [#free] in one.
  ///
  /// @param node of a struct that was counted, or of a part that was moved out of one
  public void uncountAndFree(long node) {
    ExportRegistry.forget(CMemory.longAt(node + NodePool.TICKET));
    pool.free(node, -1);
  }
}
