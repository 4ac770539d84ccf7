package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.Casting;

/// Elements selected by indices or truth values: taken to new arrays, or put where they are.
///
/// Indices come in blocks ([IndexBlocks]). For each block, the walk goes along lines of the
/// selected axis where its elements are the nearest in memory, otherwise along the rows at each
/// index.
public final class Selections {

  /// Rows of fewer units than this are taken line by line.
  private static final int SHORT_ROW = 8;

  private Selections() {}

  /// Takes the elements at indices along an axis, in the order of the indices.
  ///
  /// @param to of the source's shape, but with as many elements along the axis as indices
  /// @param indices integers of any shape
  public static void take(Operand to, Operand from, int axis, Operand indices) {
    try (Arena scratch = Arena.ofConfined()) {
      take(to, from, axis, IndexBlocks.of(indices, axis, from.shape(axis), scratch), scratch);
    }
  }

  /// Takes the elements along an axis at which a mask is true.
  ///
  /// @param to of the source's shape, but with as many elements along the axis as are true
  /// @param mask truth values, of one axis
  public static void compress(Operand to, Operand from, int axis, Operand mask) {
    try (Arena scratch = Arena.ofConfined()) {
      take(to, from, axis, IndexBlocks.ofTrue(mask, scratch), scratch);
    }
  }

  private static void take(
      Operand to, Operand source, int axis, IndexBlocks indices, Arena scratch) {
    if (to.size() == 0) {
      return;
    }
    Operand from =
        source.canRebase() ? source.onNativeSegment() : Copies.toTemporary(source, scratch);
    int unit = Copies.unit(from.itemSize());
    long[] offsets = new long[IndexBlocks.SIZE];
    long done = 0;
    for (int n = indices.next(offsets); n > 0; n = indices.next(offsets)) {
      for (int i = 0; i < n; i++) {
        offsets[i] *= from.stride(axis);
      }
      takeBlock(to, from, axis, done, unit, offsets, n);
      done += n;
    }
  }

  private static void takeBlock(
      Operand to, Operand from, int axis, long done, int unit, long[] offsets, int n) {
    StridedIterator rows =
        StridedIterator.units(unit, to.withoutAxis(axis), from.withoutAxis(axis));
    long step = to.stride(axis);
    boolean nearer = Math.abs(from.stride(axis)) < Math.abs(rows.step(1));
    boolean lines = nearer || rows.length() < SHORT_ROW;
    while (rows.next()) {
      long at = rows.at(0) + done * step;
      if (!lines) {
        for (int i = 0; i < n; i++) {
          CopyKernel.moveRow(
              to.segment(),
              at + i * step,
              rows.step(0),
              from.segment(),
              rows.at(1) + offsets[i],
              rows.step(1),
              rows.length(),
              unit,
              false);
        }
        continue;
      }
      for (long i = 0; i < rows.length(); i++) {
        gather(
            to.segment(),
            at + i * rows.step(0),
            step,
            from.segment(),
            rows.at(1) + i * rows.step(1),
            offsets,
            n,
            unit);
      }
    }
  }

  private static void gather(
      MemorySegment to,
      long at,
      long step,
      MemorySegment from,
      long source,
      long[] offsets,
      int n,
      int unit) {
    switch (unit) {
      case 1 -> UnitLoops.gather1(to, at, step, from, source, offsets, n);
      case 2 -> UnitLoops.gather2(to, at, step, from, source, offsets, n);
      case 4 -> UnitLoops.gather4(to, at, step, from, source, offsets, n);
      default -> UnitLoops.gather8(to, at, step, from, source, offsets, n);
    }
  }

  /// Puts values at indices that count the elements in C order. Values are repeated as needed; of
  /// several for one element the last stays.
  ///
  /// @param values of a type that converts to that of `to`
  public static void put(Operand to, Operand indices, Operand values, Casting casting) {
    Copies.requireCasting(values, to, casting);
    to.requireWritable();
    try (Arena scratch = Arena.ofConfined()) {
      IndexBlocks blocks = IndexBlocks.of(indices, 0, to.size(), scratch);
      if (values.size() == 0) {
        return;
      }
      Operand packed = values.zerosAlike(scratch, to.dtype());
      Copies.copy(packed, values, casting);
      long[] places = new long[IndexBlocks.SIZE];
      long done = 0;
      for (int n = blocks.next(places); n > 0; n = blocks.next(places)) {
        for (int i = 0; i < n; i++) {
          places[i] = offset(to, places[i]);
        }
        putBlock(to, places, n, packed, done % packed.size());
        done += n;
      }
    }
  }

  /// Where an element is, counted in C order.
  private static long offset(Operand array, long position) {
    long offset = array.byteOffset();
    long rest = position;
    for (int k = array.rank() - 1; k >= 0; k--) {
      offset += rest % array.shape(k) * array.stride(k);
      rest /= array.shape(k);
    }
    return offset;
  }

  private static void putBlock(Operand to, long[] places, int n, Operand packed, long first) {
    int size = to.itemSize();
    long next = first;
    for (int i = 0; i < n; i++) {
      MemorySegment.copy(packed.segment(), next * size, to.segment(), places[i], size);
      next = next + 1 == packed.size() ? 0 : next + 1;
    }
  }

  /// The indices of true elements, one array per axis.
  ///
  /// @param to for each axis a segment with room for as many 64-bit integers as are true
  public static void nonzero(Operand from, MemorySegment[] to) {
    try (Arena scratch = Arena.ofConfined()) {
      IndexBlocks places = IndexBlocks.ofTrue(from, scratch);
      long[] block = new long[IndexBlocks.SIZE];
      long[] index = new long[IndexBlocks.SIZE];
      long done = 0;
      for (int n = places.next(block); n > 0; n = places.next(block)) {
        for (int axis = to.length - 1; axis >= 0; axis--) {
          split(block, index, from.shape(axis), axis == 0, n);
          NumberLoops.store(index, 0, to[axis], done * 8, 8, n);
        }
        done += n;
      }
    }
  }

  /// Splits positions into the index on the last axis and the positions without it.
  private static void split(long[] positions, long[] index, long length, boolean first, int n) {
    for (int i = 0; i < n; i++) {
      long position = positions[i];
      long rest = first ? 0 : position / length;
      index[i] = position - rest * length;
      positions[i] = rest;
    }
  }
}
