package org.culebra.ffi.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.Retention;
import org.culebra.array.internal.Scopes;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// The blocks of all open [BlockArena]s, found by the scope of a segment; and whether memory lives
/// as long as it is reachable. Thread-safe.
public final class ArenaRegistry {
  /// Automatic arenas are not registered: they must not be kept reachable, and cannot be closed.
  private static final Map<MemorySegment.Scope, BlockTable> OPEN = new ConcurrentHashMap<>();

  private ArenaRegistry() {}

  /// Registers an arena's blocks until it is closed, and frees them then.
  ///
  /// The JDK runs the cleanup once, when no thread can access the memory any more. It must not
  /// reach the arena, or an automatic one would never be collected.
  static void open(Arena view, BlockTable table, boolean collected) {
    if (collected) {
      Restricted.segment(1, 0, view, ended -> table.arenaClosed());
      return;
    }
    MemorySegment.Scope scope = view.scope();
    OPEN.put(scope, table);
    Restricted.segment(
        1,
        0,
        view,
        ended -> {
          OPEN.remove(scope);
          table.arenaClosed();
        });
  }

  /// A lease of memory whose arena is unknown.
  ///
  /// @param memory any memory
  /// @return `null` if it was not allocated in blocks by an open arena
  public static @Nullable Lease leaseOf(MemorySegment memory) {
    BlockTable table = OPEN.get(memory.scope());
    NativeBlock block = table == null ? null : table.find(memory);
    return block == null ? null : block.retain();
  }

  /// Whether memory of an owner lives at least as long as it is reachable. The owner's own
  /// statement is not enough: if the arena can be closed, the JDK must know of the call.
  ///
  /// @param owner any owner
  /// @param memory its memory
  /// @return whether keeping it reachable is enough
  public static boolean lasts(MemoryOwner owner, MemorySegment memory) {
    boolean said =
        owner == Retention.GC_MANAGED
            || owner == Retention.PERMANENT
            || (owner instanceof BlockArena arena && arena.isCollected());
    return said && Scopes.cannotClose(memory);
  }

  /// The reference count of the block that contains the memory: Java and its live exports.
  ///
  /// @param arena the arena that allocated it
  /// @param memory a part of a block
  /// @return the count; 0 if the arena has not allocated it
  public static long count(BlockArena arena, MemorySegment memory) {
    return arena.count(memory);
  }
}
