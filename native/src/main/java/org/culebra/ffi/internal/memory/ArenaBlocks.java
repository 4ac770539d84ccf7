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

/// The blocks of all open [BlockArena]s, found by what a segment tells of its arena; and whether
/// memory lasts as long as it is reachable. Any thread.
public final class ArenaBlocks {
  /// Automatic arenas are not here: they must not be kept reachable, and nobody closes them.
  private static final Map<MemorySegment.Scope, BlockTable> OPEN = new ConcurrentHashMap<>();

  private ArenaBlocks() {}

  /// Lists an arena's blocks until it is closed, and frees them then.
  ///
  /// The JDK runs the clean-up once, when nobody can be inside the memory any more. It must not
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

  /// A lease of memory whose arena is not at hand.
  ///
  /// @param memory any
  /// @return `null` if it is none that an open arena has allocated in blocks
  public static @Nullable Lease leaseOf(MemorySegment memory) {
    BlockTable table = OPEN.get(memory.scope());
    NativeBlock block = table == null ? null : table.find(memory);
    return block == null ? null : block.retain();
  }

  /// Whether memory of an owner lasts as long as it is reachable, at least. What the owner says is
  /// not enough: where an arena can be closed, the JDK has to know of the call.
  ///
  /// @param owner any
  /// @param memory its memory
  /// @return whether to keep it reachable is enough
  public static boolean lasts(MemoryOwner owner, MemorySegment memory) {
    boolean said =
        owner == Retention.GC_MANAGED
            || owner == Retention.PERMANENT
            || (owner instanceof BlockArena arena && arena.isCollected());
    return said && Scopes.cannotClose(memory);
  }

  /// How many retain the block that memory lies in: Java and its live exports.
  ///
  /// @param arena has allocated it
  /// @param memory a part of a block
  /// @return the count; 0 if the arena has not allocated it
  public static long count(BlockArena arena, MemorySegment memory) {
    return arena.count(memory);
  }
}
