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
    if (ta.isNumeric() && tb.isNumeric()) {
      return each(a, b, (i, j) -> equalNumbers(ta, bits(a, i), tb, bits(b, j)));
    }
    if (Texts.isText(ta) && Texts.isText(tb)) {
      return each(a, b, (i, j) -> equalTexts(a, i, b, j));
    }
    if (ta.kind() != tb.kind()) {
      return false;
    }
    if (ta.kind() == Kind.DATETIME || ta.kind() == Kind.TIMEDELTA) {
      return equalTimes(a, b);
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

  private static long bits(NDArray array, long at) {
    return Elements.bits(array.segment(), at, array.dtype());
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
    if (!a.dtype().isNumeric() || !b.dtype().isNumeric()) {
      return false;
    }
    if (a.dtype().kind() != Kind.COMPLEX) {
      return equalComplex(b, a);
    }
    if (b.dtype().kind() == Kind.COMPLEX) {
      return equal(a.real(), b.real()) && equal(a.imag(), b.imag());
    }
    NDArray zeros = NDArray.zeros(DType.INT8).broadcastTo(a.shape());
    return equal(a.real(), b) && equal(a.imag(), zeros);
  }

  private static boolean equalNumbers(DType ta, long a, DType tb, long b) {
    boolean floatA = Elements.isFloat(ta);
    boolean floatB = Elements.isFloat(tb);
    if (floatA && floatB) {
      return Elements.decodeDouble(ta, a) == Elements.decodeDouble(tb, b);
    }
    if (floatA) {
      return equalToDouble(tb, b, Elements.decodeDouble(ta, a));
    }
    if (floatB) {
      return equalToDouble(ta, a, Elements.decodeDouble(tb, b));
    }
    long x = Elements.decodeLong(ta, a);
    long y = Elements.decodeLong(tb, b);
    // A set sign bit is a number above 2^63 in one type and a negative one in the other.
    return x == y && (x >= 0 || isUnsigned(ta) == isUnsigned(tb));
  }

  /// Exact: rounding the integer to a double would make 2^53 + 1 equal 2^53.
  private static boolean equalToDouble(DType integer, long bits, double number) {
    long value = Elements.decodeLong(integer, bits);
    boolean big = isUnsigned(integer) && value < 0;
    double low = big ? number - 0x1p63 : number;
    boolean fits = low >= (big ? 0 : -0x1p63) && low < 0x1p63 && low == Math.rint(low);
    return fits && (long) low == (big ? value ^ Long.MIN_VALUE : value);
  }

  private static boolean isUnsigned(DType type) {
    return type.kind() == Kind.UINT;
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

  private static boolean equalTimes(NDArray a, NDArray b) {
    if (!TimeCasts.isFiner(a.dtype(), b.dtype())) {
      return TimeCasts.isFiner(b.dtype(), a.dtype()) && equalTimes(b, a);
    }
    TimeCasts.Conversion finer = TimeCasts.conversion(a.dtype(), b.dtype());
    return each(
        a,
        b,
        (i, j) -> {
          long x = bits(a, i);
          try {
            return x != TimeCasts.NAT && finer.apply(x) == bits(b, j);
          } catch (ArithmeticException e) {
            return false; // beyond what the finer type can count, so nothing there is equal
          }
        });
  }
}
