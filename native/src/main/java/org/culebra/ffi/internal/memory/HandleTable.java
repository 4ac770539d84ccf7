package org.culebra.ffi.internal.memory;

import org.culebra.array.Lease;
import org.culebra.ffi.internal.host.CMemory;

/// Headers that represent Java objects in C: a lease, or any other object, which is only kept
/// reachable. Thread-safe.
///
/// A header is followed by a node of the [NodePool], whose ticket is the number of the object in
/// the [ObjectTable]. A pooled block keeps its number.
final class HandleTable {
  private static final NodePool POOL = new NodePool((int) BlockHeader.BYTES, NodePool.HEAD_BYTES);
  private static final ObjectTable OBJECTS = new ObjectTable();

  private HandleTable() {}

  /// Keeps an object reachable until the last [ReleaseChain#release].
  ///
  /// @param object any object
  /// @return the address of a header with a count of 1
  /// @throws OutOfMemoryError if the memory cannot be allocated
  static long add(Object object) {
    return add(object, 1, BlockHeader.OBJECT);
  }

  /// Keeps a lease until the last [ReleaseChain#release] releases it.
  ///
  /// @param lease becomes the header's; the caller's if this throws
  /// @param count the initial count of the header
  /// @return the header's address
  /// @throws OutOfMemoryError if the memory cannot be allocated
  static long addLease(Lease lease, long count) {
    return add(lease, count, BlockHeader.LEASE);
  }

  private static long add(Object object, long count, long kind) {
    long node = POOL.takeSpare();
    if (node == 0) {
      node = newNode();
    }
    OBJECTS.put(number(node), object);
    long header = node - BlockHeader.BYTES;
    BlockHeader.fillHandle(header, count, kind);
    return header;
  }

  private static long newNode() {
    int number = OBJECTS.take();
    try {
      long node = POOL.allocate(NodePool.HEAD_BYTES);
      CMemory.put(node + NodePool.TICKET, number);
      return node;
    } catch (Throwable e) {
      OBJECTS.release(number);
      throw e;
    }
  }

  private static int number(long node) {
    return (int) CMemory.longAt(node + NodePool.TICKET);
  }

  /// Removes an object. The header must not be used afterwards.
  ///
  /// @param header of [#add] or [#addLease]
  /// @return the object; the caller releases it if it is a lease
  /// @throws IllegalStateException if it was already removed, as far as that is detected
  static Object remove(long header) {
    long node = header + BlockHeader.BYTES;
    int number = number(node);
    Object object = OBJECTS.remove(number);
    if (object == null) {
      throw new IllegalStateException("expected a live handle but found a released one");
    }
    if (!POOL.keep(node)) {
      POOL.freeBlock(node);
      OBJECTS.release(number);
    }
    return object;
  }
}
