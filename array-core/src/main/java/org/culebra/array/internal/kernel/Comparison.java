package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.util.List;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.Field;

/// Element-wise equality across types and layouts.
public final class Comparison {

  /// Whether the elements of two arrays at two offsets are equal.
  private interface Test {
    boolean equal(long atA, long atB);
  }

  private Comparison() {}

  public static boolean equal(Operand a, Operand b) {
    if (!a.hasShapeOf(b)) {
      return false;
    }
    DType ta = a.dtype();
    DType tb = b.dtype();
    if (ta.kind() == Kind.STRUCT || tb.kind() == Kind.STRUCT) {
      return equalFields(a, b);
    }
    if (ta.kind() == Kind.COMPLEX || tb.kind() == Kind.COMPLEX) {
      return equalComplex(a, b);
    }
    if (BlockComparison.isReal(ta) && BlockComparison.isReal(tb)) {
      return BlockComparison.equalNumbers(a, b);
    }
    if (Texts.isText(ta) && Texts.isText(tb)) {
      return each(a, b, (i, j) -> equalTexts(a, i, b, j));
    }
    if (ta.kind() != tb.kind()) {
      return false;
    }
    if (ta.kind() == Kind.DATETIME || ta.kind() == Kind.TIMEDELTA) {
      return BlockComparison.equalTimes(a, b);
    }
    return Casting.EQUIV.allows(ta, tb)
        && each(
            a,
            b,
            (i, j) ->
                a.segment()
                        .asSlice(i, ta.itemSize())
                        .mismatch(b.segment().asSlice(j, tb.itemSize()))
                    < 0);
  }

  private static boolean each(Operand a, Operand b, Test test) {
    StridedIterator rows = StridedIterator.inOrder(a, b);
    while (rows.next()) {
      for (long i = 0; i < rows.length(); i++) {
        if (!test.equal(rows.at(0) + i * rows.step(0), rows.at(1) + i * rows.step(1))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean equalFields(Operand a, Operand b) {
    List<Field> fieldsA = a.dtype().fields();
    List<Field> fieldsB = b.dtype().fields();
    if (fieldsA.size() != fieldsB.size()) {
      return false;
    }
    for (int i = 0; i < fieldsA.size(); i++) {
      if (!fieldsA.get(i).name().equals(fieldsB.get(i).name())
          || !equal(a.field(fieldsA.get(i)), b.field(fieldsB.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalComplex(Operand a, Operand b) {
    if (a.dtype().kind() != Kind.COMPLEX) {
      return equalComplex(b, a);
    }
    if (b.dtype().kind() == Kind.COMPLEX) {
      return equal(a.real(), b.real()) && equal(a.imag(), b.imag());
    }
    if (!BlockComparison.isReal(b.dtype())) {
      return false;
    }
    return equal(a.real(), b) && isZero(a.imag());
  }

  private static boolean isZero(Operand a) {
    try (Arena arena = Arena.ofConfined()) {
      Operand zeros = a.withLengthsOf1().zerosAlike(arena, DType.INT8).stretchedAs(a);
      return equal(a, zeros);
    }
  }

  private static boolean equalTexts(Operand a, long atA, Operand b, long atB) {
    int n = Texts.length(a.segment(), atA, a.dtype());
    if (n != Texts.length(b.segment(), atB, b.dtype())) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      if (Texts.codeAt(a.segment(), atA, a.dtype(), i)
          != Texts.codeAt(b.segment(), atB, b.dtype(), i)) {
        return false;
      }
    }
    return true;
  }
}
