package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.internal.Scopes;

/// The memory of arguments for `[[keeps]]`, which C uses after the call: kept until the process
/// ends, as are libraries. Each piece of memory is kept once, however often it is passed.
public final class KeptMemory {
  /// A piece of memory, and what keeps it alive.
  private static final Map<Key, Object> KEPT = new ConcurrentHashMap<>();

  private record Key(MemorySegment.Scope scope, long address, long byteSize) {
    static Key of(MemorySegment memory) {
      return new Key(memory.scope(), memory.address(), memory.byteSize());
    }
  }

  private KeptMemory() {}

  /// Keeps the memory of an array.
  ///
  /// @param array any array
  /// @return false if it may be freed at any time
  public static boolean keep(NDArray array) {
    MemorySegment memory = array.segment();
    if (keep(memory)) {
      return true;
    }
    Lease lease;
    try {
      lease = array.owner().leaseFor(memory);
    } catch (IllegalStateException e) {
      return false;
    }
    hold(memory, lease);
    return true;
  }

  /// Keeps memory.
  ///
  /// @param memory outside the heap
  /// @return false if it may be freed at any time
  public static boolean keep(MemorySegment memory) {
    if (Scopes.isGlobal(memory) || KEPT.containsKey(Key.of(memory))) {
      return true;
    }
    if (Scopes.cannotClose(memory)) {
      KEPT.putIfAbsent(Key.of(memory), memory);
      return true;
    }
    Lease lease = ArenaRegistry.leaseOf(memory);
    if (lease == null) {
      return false;
    }
    hold(memory, lease);
    return true;
  }

  /// Holds a lease for ever, once.
  private static void hold(MemorySegment memory, Lease lease) {
    if (KEPT.putIfAbsent(Key.of(memory), lease) != null) {
      lease.close();
    }
  }
}
