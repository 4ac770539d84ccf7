package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import org.culebra.array.internal.Releases;
import org.jspecify.annotations.Nullable;

/// The blocks of one arena, found by address. Any thread.
///
/// Knows nothing of the arena, so that an automatic one can be collected while its clean-up has
/// this table.
public final class BlockTable {
  /// Most arenas have one block.
  private volatile @Nullable NativeBlock first;

  private @Nullable TreeMap<Long, NativeBlock> others;
  private boolean closed;

  /// An empty table.
  public BlockTable() {}

  /// Adds a block, which from now on the table releases.
  ///
  /// @param block a new block
  /// @return false if the table was closed meanwhile; then the block stays the caller's
  public synchronized boolean add(NativeBlock block) {
    if (closed) {
      return false;
    }
    if (first == null) {
      first = block;
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

  /// The block that a segment lies in.
  ///
  /// @param segment native memory
  /// @return the block, or null
  public @Nullable NativeBlock find(MemorySegment segment) {
    // whether it may still be retained, the block itself knows
    NativeBlock block = first;
    return block != null && block.contains(segment) ? block : findOther(segment);
  }

  private synchronized @Nullable NativeBlock findOther(MemorySegment segment) {
    Map.Entry<Long, NativeBlock> below =
        others == null ? null : others.floorEntry(segment.address());
    return below != null && below.getValue().contains(segment) ? below.getValue() : null;
  }

  /// The arena is closed: releases Java's share of every block, once. There is nobody to throw at
  /// if the stack is too short for it, so then it is done later.
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
    TreeMap<Long, NativeBlock> rest;
    synchronized (this) {
      closed = true;
      only = first;
      rest = others;
      first = null;
      others = null;
    }
    Releases releases = new Releases();
    if (only != null) {
      releases.and(only::release);
    }
    if (rest != null) {
      releases.and(() -> Releases.each(rest.values(), NativeBlock::release));
    }
    releases.rethrow();
  }

  /// The end of an arena, postponed.
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
