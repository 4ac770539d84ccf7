package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.culebra.array.internal.Releases;
import org.jspecify.annotations.Nullable;

/// The blocks of one arena, found by address. Thread-safe.
///
/// Does not reference the arena, so that an automatic one can be collected while its cleanup has
/// this table.
public final class BlockTable {
  private static final NativeBlock[] NONE = {};

  /// The number of blocks that are found without a lock, besides the first one.
  private static final int FEW = 64;

  /// Most arenas have one block.
  private volatile @Nullable NativeBlock first;

  /// The next ones, sorted by address: replaced, never changed.
  private volatile NativeBlock[] few = NONE;

  private @Nullable TreeMap<Long, NativeBlock> others;
  private boolean closed;

  /// An empty table.
  public BlockTable() {}

  /// Adds a block, which the table then owns and releases.
  ///
  /// @param block a new block
  /// @return false if the table was closed meanwhile; the caller then still owns the block
  public synchronized boolean add(NativeBlock block) {
    if (closed) {
      return false;
    }
    if (first == null) {
      first = block;
      return true;
    }
    if (few.length < FEW) {
      few = with(few, block);
      return true;
    }
    TreeMap<Long, NativeBlock> map = others;
    if (map == null) {
      map = new TreeMap<>();
      others = map;
    }
    map.put(block.address(), block);
    return true;
  }

  private static NativeBlock[] with(NativeBlock[] blocks, NativeBlock block) {
    int at = floor(blocks, block.address()) + 1;
    NativeBlock[] more = Arrays.copyOf(blocks, blocks.length + 1);
    System.arraycopy(blocks, at, more, at + 1, blocks.length - at);
    more[at] = block;
    return more;
  }

  /// The index of the last block that does not begin after an address; -1 if there is none.
  private static int floor(NativeBlock[] blocks, long address) {
    int low = 0;
    int high = blocks.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (blocks[middle].address() <= address) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /// The block that contains a segment.
  ///
  /// @param segment native memory
  /// @return the block, or null
  public @Nullable NativeBlock find(MemorySegment segment) {
    // the block itself knows whether it may still be retained
    NativeBlock block = first;
    if (block != null && block.contains(segment)) {
      return block;
    }
    NativeBlock[] blocks = few;
    int at = floor(blocks, segment.address());
    if (at >= 0 && blocks[at].contains(segment)) {
      return blocks[at];
    }
    return blocks.length < FEW ? null : findOther(segment);
  }

  private synchronized @Nullable NativeBlock findOther(MemorySegment segment) {
    Map.Entry<Long, NativeBlock> below =
        others == null ? null : others.floorEntry(segment.address());
    return below != null && below.getValue().contains(segment) ? below.getValue() : null;
  }

  /// Called when the arena is closed: releases Java's share of every block, once. It cannot throw
  /// if too little stack is left, so the release is then postponed.
  public void arenaClosed() {
    if (StackRoom.hasDeep()) {
      releaseAll();
    } else {
      new PostponedRelease(this).add();
    }
  }

  /// Releases Java's share of every block; later calls do nothing.
  void releaseAll() {
    NativeBlock only;
    NativeBlock[] next;
    TreeMap<Long, NativeBlock> rest;
    synchronized (this) {
      closed = true;
      only = first;
      next = few;
      rest = others;
      first = null;
      few = NONE;
      others = null;
    }
    Releases releases = new Releases();
    if (only != null) {
      releases.and(only::release);
    }
    if (next.length > 0) {
      releases.and(() -> Releases.each(List.of(next), NativeBlock::release));
    }
    if (rest != null) {
      releases.and(() -> Releases.each(rest.values(), NativeBlock::release));
    }
    releases.rethrow();
  }

  /// The postponed end of an arena.
  static final class PostponedRelease extends Postponed {
    private final BlockTable table;

    PostponedRelease(BlockTable table) {
      this.table = table;
    }

    @Override
    void run() {
      table.releaseAll();
    }
  }
}
