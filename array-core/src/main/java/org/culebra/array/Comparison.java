package org.culebra.array;

import java.util.Arrays;
import java.util.List;
import org.culebra.array.DType.Kind;

/// Element-wise equality across types and layouts.
final class Comparison {

  /// Whether the elements of two arrays at two offsets are equal.
  private interface Test {
    boolean equal(long atA, long atB);
  }

  private Comparison() {}

  static boolean equal(NDArray a, NDArray b) {
    if (!Arrays.equals(a.shape(), b.shape())) {
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
    return Casting.isEquivalent(ta, tb)
        && each(
            a,
            b,
            (i, j) ->
                a.segment()
                        .asSlice(i, ta.itemSize())
                        .mismatch(b.segment().asSlice(j, tb.itemSize()))
                    < 0);
  }

  private static boolean each(NDArray a, NDArray b, Test test) {
    Rows rows = Rows.inOrder(a.layout(), b.layout());
    while (rows.next()) {
      for (long i = 0; i < rows.length(); i++) {
        if (!test.equal(rows.at(0) + i * rows.step(0), rows.at(1) + i * rows.step(1))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean equalFields(NDArray a, NDArray b) {
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

  private static boolean equalComplex(NDArray a, NDArray b) {
    if (a.dtype().kind() != Kind.COMPLEX) {
      return equalComplex(b, a);
    }
    if (b.dtype().kind() == Kind.COMPLEX) {
      return equal(a.real(), b.real()) && equal(a.imag(), b.imag());
    }
    if (!BlockComparison.isReal(b.dtype())) {
      return false;
    }
    NDArray zeros = NDArray.zeros(DType.INT8).broadcastTo(a.shape());
    return equal(a.real(), b) && equal(a.imag(), zeros);
  }

  private static boolean equalTexts(NDArray a, long atA, NDArray b, long atB) {
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
