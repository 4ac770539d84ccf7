package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.util.List;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.Field;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Segments;

/// Copies between arrays of one shape. Every pair of types comes down to one of two things: units
/// of bytes that are moved, perhaps swapped ([CopyKernel]), and plain numbers that are converted
/// ([BlockCodec]). A complex number is two numbers, a struct its fields, a text its code points, a
/// big item a row of units.
public final class Copies {

  private Copies() {}

  /// Copies as if the source had been copied to temporary memory first, also when both share
  /// memory.
  ///
  /// @param to of the same shape as the source
  public static void copy(Operand to, Operand from, Casting casting) {
    if (!casting.allows(from.dtype(), to.dtype())) {
      throw Errors.argument(
          "expected a conversion of %s to %s that is %s but found one that is not",
          from.dtype(), to.dtype(), Errors.lower(casting));
    }
    to.requireWritable();
    if (to.size() == 0) {
      return;
    }
    if (Overlap.mayShare(to, from)) {
      try (Arena arena = Arena.ofConfined()) {
        copyDisjoint(to, toTemporary(from, arena));
      }
    } else {
      copyDisjoint(to, from);
    }
  }

  /// The same elements in temporary memory. What a stretched axis repeats stands there once.
  static Operand toTemporary(Operand from, Arena arena) {
    Operand once = from.withoutRepetition();
    Operand copy = once.zerosAlike(arena, from.dtype());
    copyDisjoint(copy, once);
    return copy.stretchedAs(from);
  }

  private static void copyDisjoint(Operand to, Operand from) {
    if (!Segments.isFast(to.segment()) || !Segments.isFast(from.segment())) {
      copyMapped(to, from);
      return;
    }
    DType t = to.dtype();
    DType f = from.dtype();
    if (t.equals(f)) {
      move(to, from, unit(t.itemSize()), false);
    } else if (t.kind() == Kind.STRUCT) {
      copyFields(to, from);
    } else if (Casting.EQUIV.allows(f, t)) {
      move(to, from, t.swapUnit(), true);
    } else if (t.kind() == Kind.COMPLEX || f.kind() == Kind.COMPLEX) {
      copyComplex(to, from);
    } else if (Texts.isText(t)) {
      Texts.copy(to, from);
    } else if (t.kind() == f.kind() && !t.unit().equals(f.unit())) {
      copyTimes(to, from);
    } else {
      copyNumbers(to, from);
    }
  }

  /// Memory of another class than the native one is taken through plain views of it, in halves
  /// where they cannot hold it all, and at last by a copy of the one element that there is.
  private static void copyMapped(Operand to, Operand from) {
    if (to.canRebase() && from.canRebase()) {
      copyDisjoint(to.onNativeSegment(), from.onNativeSegment());
      return;
    }
    int axis = (to.canRebase() ? from : to).widestAxis();
    if (axis >= 0) {
      long length = to.shape(axis);
      long half = length / 2;
      copyDisjoint(to.slice(axis, 0, half), from.slice(axis, 0, half));
      copyDisjoint(to.slice(axis, half, length), from.slice(axis, half, length));
      return;
    }
    try (Arena temporary = Arena.ofConfined()) {
      if (to.canRebase()) {
        copyDisjoint(to, from.copyOfBytes(temporary));
      } else {
        Operand target = to.copyOfBytes(temporary);
        copyDisjoint(target, from);
        to.writeBytes(target);
      }
    }
  }

  /// The widest unit that items can be cut into.
  private static int unit(int itemSize) {
    return Math.min(8, Integer.lowestOneBit(itemSize));
  }

  private static void move(Operand to, Operand from, int unit, boolean swap) {
    CopyKernel.move(to, from, unit, swap);
  }

  private static void copyFields(Operand to, Operand from) {
    List<Field> fields = to.dtype().fields();
    for (int i = 0; i < fields.size(); i++) {
      copyDisjoint(to.field(fields.get(i)), from.field(from.dtype().fields().get(i)));
    }
  }

  private static void copyComplex(Operand to, Operand from) {
    boolean source = from.dtype().kind() == Kind.COMPLEX;
    if (to.dtype().kind() != Kind.COMPLEX) {
      copyDisjoint(to, from.real());
      if (to.dtype().kind() == Kind.BOOL) {
        orImaginary(to, from.imag());
      }
      return;
    }
    copyDisjoint(to.real(), source ? from.real() : from);
    if (source) {
      copyDisjoint(to.imag(), from.imag());
    } else {
      FillKernel.fill(to.imag(), 0);
    }
  }

  /// A complex number is false only if both its parts are zero.
  private static void orImaginary(Operand to, Operand imaginary) {
    try (Arena temporary = Arena.ofConfined()) {
      Operand truth = to.zerosAlike(temporary, DType.BOOL);
      copyDisjoint(truth, imaginary);
      MapKernel.zipLongs(to, to, truth, (a, b) -> a | b);
    }
  }

  private static void copyTimes(Operand to, Operand from) {
    TimeCasts.Conversion conversion = TimeCasts.conversion(from.dtype(), to.dtype());
    StridedIterator rows = StridedIterator.anyOrder(to, from);
    int size = BlockCodec.size(to, from);
    long[] block = new long[size];
    try (Arena scratch = Arena.ofConfined()) {
      BlockReader reader = new BlockReader(from, size, scratch);
      BlockWriter writer = new BlockWriter(to, size, scratch);
      while (rows.next()) {
        for (long done = 0; done < rows.length(); done += size) {
          int n = (int) Math.min(size, rows.length() - done);
          reader.longs(rows.at(1) + done * rows.step(1), rows.step(1), block, n);
          conversion.apply(block, n);
          writer.longs(rows.at(0) + done * rows.step(0), rows.step(0), block, n);
        }
      }
    }
  }

  private static void copyNumbers(Operand to, Operand from) {
    boolean viaDoubles = Elements.isFloat(to.dtype()) || Elements.isFloat(from.dtype());
    StridedIterator rows = StridedIterator.anyOrder(to, from);
    int size = BlockCodec.size(to, from);
    long[] longs = new long[viaDoubles ? 0 : size];
    double[] doubles = new double[viaDoubles ? size : 0];
    PackedCasts.Loop loop = PackedCasts.find(to, from, rows);
    if (loop != null) {
      while (rows.next()) {
        loop.run(to.segment(), rows.at(0), from.segment(), rows.at(1), rows.length(), doubles);
      }
      return;
    }
    try (Arena scratch = Arena.ofConfined()) {
      BlockReader reader = new BlockReader(from, size, scratch);
      BlockWriter writer = new BlockWriter(to, size, scratch);
      while (rows.next()) {
        if (viaDoubles) {
          copyDoubles(writer, reader, to.dtype(), rows, doubles);
        } else {
          copyLongs(writer, reader, rows, longs);
        }
      }
    }
  }

  /// A method of its own, as is [#copyLongs]: the fewer loops C2 compiles at a time, the more of
  /// them it vectorises.
  private static void copyDoubles(
      BlockWriter writer,
      BlockReader reader,
      DType rounding,
      StridedIterator rows,
      double[] block) {
    long length = rows.length();
    for (long done = 0; done < length; done += block.length) {
      int n = (int) Math.min(block.length, length - done);
      reader.doubles(rows.at(1) + done * rows.step(1), rows.step(1), rounding, block, n);
      writer.doubles(rows.at(0) + done * rows.step(0), rows.step(0), block, n);
    }
  }

  private static void copyLongs(
      BlockWriter writer, BlockReader reader, StridedIterator rows, long[] block) {
    long length = rows.length();
    for (long done = 0; done < length; done += block.length) {
      int n = (int) Math.min(block.length, length - done);
      reader.longs(rows.at(1) + done * rows.step(1), rows.step(1), block, n);
      writer.longs(rows.at(0) + done * rows.step(0), rows.step(0), block, n);
    }
  }
}
