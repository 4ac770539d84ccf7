package org.culebra.array;

import java.lang.foreign.Arena;
import java.util.List;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Segments;

/// Copies between arrays of one shape. Every pair of types comes down to one of two things: units
/// of bytes that are moved, perhaps swapped ([Moves]), and plain numbers that are converted
/// ([Blocks]). A complex number is two numbers, a struct its fields, a text its code points, a big
/// item a row of units.
final class Copies {

  private Copies() {}

  /// Copies as if the source had been copied aside first, also when both share memory.
  static void copy(NDArray to, NDArray from, Casting casting) {
    if (!casting.allows(from.dtype(), to.dtype())) {
      throw Errors.argument(
          "expected a conversion of %s to %s that is %s but found one that is not",
          from.dtype(), to.dtype(), Errors.lower(casting));
    }
    requireWritable(to);
    if (to.size() == 0) {
      return;
    }
    if (Overlap.mayShare(to, from)) {
      try (Arena arena = Arena.ofConfined()) {
        copyApart(to, aside(from, arena));
      }
    } else {
      copyApart(to, from);
    }
  }

  /// The same elements in memory of their own. What a stretched axis repeats stands there once.
  static NDArray aside(NDArray from, Arena arena) {
    NDArray once = from;
    for (int axis = 0; axis < from.rank(); axis++) {
      once = from.layout().strideAt(axis) == 0 ? once.slice(axis, 0, 1) : once;
    }
    NDArray copy = NDArray.zeros(arena, from.dtype(), once.shape());
    copyApart(copy, once);
    return copy.stretchedTo(from.shape());
  }

  static void requireWritable(NDArray to) {
    if (to.isReadOnly()) {
      throw LayoutErrors.readOnly(to.layout(), to.dtype());
    }
  }

  private static void copyApart(NDArray to, NDArray from) {
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
    } else if (Casting.isEquivalent(f, t)) {
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
  private static void copyMapped(NDArray to, NDArray from) {
    if (canRebase(to) && canRebase(from)) {
      copyApart(to.onNativeSegment(), from.onNativeSegment());
      return;
    }
    int axis = widestAxis((canRebase(to) ? from : to).layout());
    if (axis >= 0) {
      long half = to.shape(axis) / 2;
      copyApart(to.slice(axis, 0, half), from.slice(axis, 0, half));
      copyApart(to.slice(axis, half, Long.MAX_VALUE), from.slice(axis, half, Long.MAX_VALUE));
      return;
    }
    try (Arena aside = Arena.ofConfined()) {
      if (canRebase(to)) {
        copyApart(to, from.copyOfBytes(aside));
      } else {
        NDArray target = to.copyOfBytes(aside);
        copyApart(target, from);
        to.writeBytes(target);
      }
    }
  }

  private static boolean canRebase(NDArray array) {
    StridedLayout layout = array.layout();
    return array.size() == 0
        || Segments.canRebase(array.segment(), layout.lowByte(), layout.highByte());
  }

  /// The axis that spans most of an array's memory; -1 if there is none to halve, for all elements
  /// are one.
  static int widestAxis(StridedLayout layout) {
    int widest = -1;
    long most = 0;
    for (int k = 0; k < layout.rank(); k++) {
      long span = (layout.lengthAt(k) - 1) * Math.abs(layout.strideAt(k));
      if (span > most) {
        widest = k;
        most = span;
      }
    }
    return widest;
  }

  /// The widest unit that items can be cut into.
  private static int unit(int itemSize) {
    return Math.min(8, Integer.lowestOneBit(itemSize));
  }

  private static void move(NDArray to, NDArray from, int unit, boolean swap) {
    Moves.move(
        to.segment(), to.layout().inUnits(unit), from.segment(), from.layout().inUnits(unit), swap);
  }

  private static void copyFields(NDArray to, NDArray from) {
    List<Field> fields = to.dtype().fields();
    for (int i = 0; i < fields.size(); i++) {
      copyApart(to.field(fields.get(i)), from.field(from.dtype().fields().get(i)));
    }
  }

  private static void copyComplex(NDArray to, NDArray from) {
    boolean source = from.dtype().kind() == Kind.COMPLEX;
    if (to.dtype().kind() != Kind.COMPLEX) {
      copyApart(to, from.real());
      if (to.dtype().kind() == Kind.BOOL) {
        orImaginary(to, from.imag());
      }
      return;
    }
    copyApart(to.real(), source ? from.real() : from);
    if (source) {
      copyApart(to.imag(), from.imag());
    } else {
      Fills.fill(to.imag(), 0);
    }
  }

  /// A complex number is false only if both its parts are zero.
  private static void orImaginary(NDArray to, NDArray imaginary) {
    try (Arena aside = Arena.ofConfined()) {
      NDArray truth = NDArray.zeros(aside, DType.BOOL, to.shape());
      copyApart(truth, imaginary);
      to.zipLongs(to, truth, (a, b) -> a | b);
    }
  }

  private static void copyTimes(NDArray to, NDArray from) {
    TimeCasts.Conversion conversion = TimeCasts.conversion(from.dtype(), to.dtype());
    Rows rows = Rows.anyOrder(to.layout(), from.layout());
    int size = Blocks.size(to, from);
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

  private static void copyNumbers(NDArray to, NDArray from) {
    boolean viaDoubles = Elements.isFloat(to.dtype()) || Elements.isFloat(from.dtype());
    Rows rows = Rows.anyOrder(to.layout(), from.layout());
    int size = Blocks.size(to, from);
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
      BlockWriter writer, BlockReader reader, DType rounding, Rows rows, double[] block) {
    long length = rows.length();
    for (long done = 0; done < length; done += block.length) {
      int n = (int) Math.min(block.length, length - done);
      reader.doubles(rows.at(1) + done * rows.step(1), rows.step(1), rounding, block, n);
      writer.doubles(rows.at(0) + done * rows.step(0), rows.step(0), block, n);
    }
  }

  private static void copyLongs(BlockWriter writer, BlockReader reader, Rows rows, long[] block) {
    long length = rows.length();
    for (long done = 0; done < length; done += block.length) {
      int n = (int) Math.min(block.length, length - done);
      reader.longs(rows.at(1) + done * rows.step(1), rows.step(1), block, n);
      writer.longs(rows.at(0) + done * rows.step(0), rows.step(0), block, n);
    }
  }
}
