package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import org.culebra.array.internal.Releases;
import org.jspecify.annotations.Nullable;

/// The blocks of one arena, found by address. Thread-safe.
///
/// Does not reference the arena, so that an automatic one can be collected while its cleanup has
/// this table.
public final class BlockTable {
  /// Most arenas have one block.
  private volatile @Nullable NativeBlock first;

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
    TreeMap<Long, NativeBlock> map = others;
    if (map == null) {
      map = new TreeMap<>();
      others = map;
    }
    map.put(block.address(), block);
    return true;
  }

  /// The block that contains a segment.
  ///
  /// @param segment native memory
  /// @return the block, or null
  public @Nullable NativeBlock find(MemorySegment segment) {
    // the block itself knows whether it may still be retained
    NativeBlock block = first;
    return block != null && block.contains(segment) ? block : findOther(segment);
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
