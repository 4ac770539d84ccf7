package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.internal.Scopes;
import org.jspecify.annotations.Nullable;

/// Memory of an argument for `[[keeps]]`, which C uses after the call: stays alive until it is
/// released.
public final class KeptMemory {
  /// What is kept until the process ends, as are libraries: each piece of memory once, however
  /// often it is passed.
  private static final Map<Key, KeptMemory> ALWAYS = new ConcurrentHashMap<>();

  private record Key(MemorySegment.Scope scope, long address, long byteSize) {
    static Key of(MemorySegment memory) {
      return new Key(memory.scope(), memory.address(), memory.byteSize());
    }
  }

  private final MemorySegment memory;

  /// Null if the memory lives as long as it is reachable.
  private final @Nullable Lease lease;

  private KeptMemory(MemorySegment memory, @Nullable Lease lease) {
    this.memory = memory;
    this.lease = lease;
  }

  /// Keeps the memory of an array.
  ///
  /// @param array any array
  /// @return the memory; null if it may be freed at any time
  public static @Nullable KeptMemory of(NDArray array) {
    MemorySegment memory = array.segment();
    KeptMemory kept = of(memory);
    if (kept != null) {
      return kept;
    }
    try {
      return new KeptMemory(memory, array.owner().leaseFor(memory));
    } catch (IllegalStateException e) {
      return null;
    }
  }

  /// Keeps memory.
  ///
  /// @param memory outside the heap
  /// @return the memory; null if it may be freed at any time
  public static @Nullable KeptMemory of(MemorySegment memory) {
    if (Scopes.isGlobal(memory) || Scopes.cannotClose(memory)) {
      return new KeptMemory(memory, null);
    }
    Lease lease = ArenaRegistry.leaseOf(memory);
    return lease == null ? null : new KeptMemory(memory, lease);
  }

  /// Keeps it until the process ends.
  public void always() {
    if (!Scopes.isGlobal(memory) && ALWAYS.putIfAbsent(Key.of(memory), this) != null) {
      release();
    }
  }

  /// Ends this, once and on any thread.
  public void release() {
    if (lease != null) {
      lease.close();
    }
  }
}
