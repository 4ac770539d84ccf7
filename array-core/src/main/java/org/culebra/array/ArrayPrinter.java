package org.culebra.array;

import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;

/// Prints arrays as NumPy's `str` does with its default options: nested brackets, aligned columns,
/// lines of 75 characters, and of more than 1000 elements only the three at either end of each
/// axis.
///
/// What the elements do not tell is added as the end of NumPy's `repr` does: the shape where
/// elements are missing from the picture (no elements, or more than 1000), and then also the type,
/// unless it is the one that NumPy takes such a literal for.
///
/// ```text
/// [[0. 1. 2.]
///  [3. 4. 5.]]
/// [   0    1    2 ... 1997 1998 1999], shape=(2000,)
/// [], shape=(0, 3), dtype=float32
/// ```
///
/// A single element prints as NumPy's scalar, `1.5`. Nothing is ever thrown: an array that cannot
/// be read (a closed arena, another thread's memory, a mapped file that was cut) or that has too
/// much to show is described: `float64 of shape (3,), strides (8,): Already closed`.
///
/// Where this differs from NumPy: bytes alone print as `b'x'`, not `np.bytes_(b'x')`; dates far
/// beyond the range of 64 bits are right where NumPy's wrap around; of arrays that would show more
/// than 10,000 elements (six axes and more) fewer corners are shown; and the columns of a sub-array
/// of more than 1000 elements are as wide as those shown. The 8 and 16-bit formats that NumPy does
/// not have print as its `float16` does.
final class ArrayPrinter {

  private ArrayPrinter() {}

  static String print(NDArray array) {
    try {
      String body = body(array);
      String tail = tail(array);
      int lineEnd = body.length() - body.lastIndexOf('\n') - 1;
      boolean fits = lineEnd + tail.length() + 2 <= Brackets.LINE_WIDTH;
      return tail.isEmpty() ? body : body + (fits ? ", " : ",\n ") + tail;
    } catch (RuntimeException | InternalError unreadable) {
      // InternalError is what the JDK makes of a fault in mapped memory.
      return description(array) + ": " + reason(unreadable);
    }
  }

  private static String description(NDArray array) {
    DType type = array.dtype();
    return Column.isPrintable(type)
        ? LayoutErrors.describe(array.layout(), type)
        : Errors.lower(type.kind()) + " of " + array.layout();
  }

  private static String reason(Throwable unreadable) {
    String message = unreadable.getMessage();
    return message == null ? unreadable.getClass().getSimpleName() : message;
  }

  /// What NumPy's `str` gives.
  static String body(NDArray array) {
    if (!Column.isPrintable(array.dtype())) {
      throw new IllegalStateException("too many fields to print");
    }
    if (array.size() == 0) {
      return "[]";
    }
    Excerpt excerpt = Excerpt.of(array.layout());
    Column column = Column.read(array, excerpt);
    if (array.rank() == 0) {
      return Scalars.text(column);
    }
    return Brackets.lines(excerpt, Cells.of(column, Cells.Place.ARRAY));
  }

  private static String tail(NDArray array) {
    if (array.size() > 0 && array.size() <= Excerpt.THRESHOLD) {
      return "";
    }
    String shape = "shape=" + Errors.tuple(array.shape());
    return isImplied(array) ? shape : shape + ", dtype=" + array.dtype();
  }

  /// Whether NumPy would make an array of this type from the elements as they are printed.
  private static boolean isImplied(NDArray array) {
    DType type = array.dtype();
    Kind kind = type.kind();
    if (!type.isNativeOrder()) {
      return false;
    }
    boolean number =
        kind == Kind.BOOL
            || kind == Kind.INT && type.itemSize() == 8
            || kind == Kind.COMPLEX && type.itemSize() == 16;
    return type.equals(DType.FLOAT64) || array.size() > 0 && number;
  }
}
