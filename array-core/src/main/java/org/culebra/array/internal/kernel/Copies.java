package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.util.List;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.Field;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Segments;
import org.culebra.array.internal.time.TimeCasts;

/// Copies between arrays of one shape. Every pair of types reduces to one of two cases: units of
/// bytes that are moved, possibly swapped ([CopyKernel]), and plain numbers that are converted
/// ([CastKernel]). A complex number is two numbers, a struct its fields, a string its code points,
/// a large item a row of units.
public final class Copies {

  private Copies() {}

  /// Copies as if the source had been copied to temporary memory first, even if both share memory.
  ///
  /// @param to of the same shape as the source
  public static void copy(Operand to, Operand from, Casting casting) {
    requireCasting(from, to, casting);
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

  static void requireCasting(Operand from, Operand to, Casting casting) {
    if (!casting.allows(from.dtype(), to.dtype())) {
      throw Errors.argument(
          "expected a conversion of %s to %s that is %s but found one that is not",
          from.dtype(), to.dtype(), Errors.lower(casting));
    }
  }

  /// The same elements in temporary memory. Elements repeated by a stretched axis are stored once.
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
      CastKernel.cast(to, from, TimeCasts.conversion(f, t));
    } else {
      CastKernel.cast(to, from, null);
    }
  }

  /// Memory of another class than the native one is accessed through plain views of it, in halves
  /// if they cannot hold all of it, and a single element by a copy.
  private static void copyMapped(Operand to, Operand from) {
    if (to.canRebase() && from.canRebase()) {
      copyDisjoint(to.onNativeSegment(), from.onNativeSegment());
      return;
    }
    int axis = (to.canRebase() ? from : to).widestAxis();
    if (axis >= 0) {
      long length = to.shape(axis);
      long half = length / 2;
      copyDisjoint(to.sliceAxis(axis, 0, half), from.sliceAxis(axis, 0, half));
      copyDisjoint(to.sliceAxis(axis, half, length), from.sliceAxis(axis, half, length));
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

  /// The widest unit into which items can be split.
  static int unit(int itemSize) {
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
}
