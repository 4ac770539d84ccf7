package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;

/// A walk over the plain numbers of several operands of one shape, a block at a time and in the
/// order that suits memory: what functions, sums and comparisons of elements loop with.
///
/// ```java
/// BlockWalk walk = new BlockWalk(BlockCodec.SIZE, scratch, to, from);
/// while (walk.next()) {
///   walk.read(1, block);
///   change(block, walk.length());
///   walk.write(0, block);
/// }
/// ```
final class BlockWalk {

  private final int size;
  private final StridedIterator rows;
  private final BlockAccess[] operands;

  /// How much of the row is done, and how many elements the block has.
  private long done;

  private int length;

  /// @param size of a block, in elements
  /// @param scratch for memory that is needed on the way
  BlockWalk(int size, Arena scratch, Operand... operands) {
    this.size = size;
    this.rows = StridedIterator.anyOrder(operands);
    this.operands = new BlockAccess[operands.length];
    for (int i = 0; i < operands.length; i++) {
      this.operands[i] = new BlockAccess(operands[i], size, scratch);
    }
    this.done = rows.length();
  }

  /// Steps to the next block; to the first one at the first call.
  boolean next() {
    done += length;
    if (done == rows.length()) {
      if (!rows.next()) {
        return false;
      }
      done = 0;
    }
    length = (int) Math.min(size, rows.length() - done);
    return true;
  }

  /// The elements in the block.
  int length() {
    return length;
  }

  /// The offset of an operand's first element in the block, in bytes.
  long at(int operand) {
    return rows.at(operand) + done * rows.step(operand);
  }

  /// The distance of an operand's elements in the block, in bytes.
  long step(int operand) {
    return rows.step(operand);
  }

  void read(int operand, double[] to) {
    operands[operand].read(at(operand), step(operand), to, length);
  }

  /// Of types that are not floating-point; unsigned numbers of 64 bits keep their bits.
  void read(int operand, long[] to) {
    operands[operand].read(at(operand), step(operand), to, length);
  }

  void write(int operand, double[] from) {
    operands[operand].write(at(operand), step(operand), from, length);
  }

  /// To types that are not floating-point. The block may be changed.
  void write(int operand, long[] from) {
    operands[operand].write(at(operand), step(operand), from, length);
  }
}
