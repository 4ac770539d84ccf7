package org.culebra.ffi.internal.memory;

import org.jspecify.annotations.Nullable;

/// Headers that stand for objects of Java's in C: a lease, or any other object, which is only to
/// stay reachable. Any thread.
final class HandleTable {
  /// A header is followed by the pool's node.
  private static final NodePool POOL = NodePool.ofObjects(BlockHeader.BYTES);

  private HandleTable() {}

  /// Keeps an object.
  ///
  /// @param object a lease becomes the header's, and is released by the last
  ///   [ReleaseChain#release]; it stays the caller's if this throws
  /// @param count of the header
  /// @return the header's address
  /// @throws OutOfMemoryError if there is no memory
  static long add(Object object, long count) {
    long node = POOL.take(NodePool.HEAD_BYTES, -1);
    long header = node - BlockHeader.BYTES;
    BlockHeader.fillHandle(header, count);
    POOL.putObject(node, object);
    return header;
  }

  /// Forgets an object. The header is another's, or gone, afterwards.
  ///
  /// @param header of [#add]
  /// @return the object; a lease is the caller's to release
  /// @throws IllegalStateException if it was forgotten before, where that shows
  static Object remove(long header) {
    long node = header + BlockHeader.BYTES;
    @Nullable Object object = POOL.takeObject(node);
    if (object == null) {
      throw new IllegalStateException("expected a live handle but found one released before");
    }
    POOL.free(node, -1);
    return object;
  }
}
