package org.culebra.array.internal.print;

import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.Errors;

/// Prints arrays as NumPy's `str` does with its default options: nested brackets, aligned columns,
/// lines of 75 characters, and of more than 1000 elements only the three at either end of each
/// axis.
///
/// Like NumPy's `repr`, appends what the elements do not show: the shape if elements are missing
/// from the text (no elements, or more than 1000), and then also the type, unless NumPy infers it
/// from such a literal.
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
public final class ArrayPrinter {

  private ArrayPrinter() {}

  public static String print(MemorySegment segment, StridedLayout layout, DType dtype) {
    try {
      String body = body(segment, layout, dtype);
      String tail = tail(layout, dtype);
      int lineEnd = body.length() - body.lastIndexOf('\n') - 1;
      boolean fits = lineEnd + tail.length() + 2 <= NestedBrackets.LINE_WIDTH;
      return tail.isEmpty() ? body : body + (fits ? ", " : ",\n ") + tail;
    } catch (RuntimeException | InternalError unreadable) {
      // InternalError is what the JDK makes of a fault in mapped memory.
      return description(layout, dtype) + ": " + reason(unreadable);
    }
  }

  private static String description(StridedLayout layout, DType dtype) {
    return PrintSnapshot.isPrintable(dtype)
        ? Errors.describe(dtype, layout.shape(), layout.strides())
        : Errors.lower(dtype.kind()) + " of " + layout;
  }

  private static String reason(Throwable unreadable) {
    String message = unreadable.getMessage();
    return message == null ? unreadable.getClass().getSimpleName() : message;
  }

  /// What NumPy's `str` gives.
  public static String body(MemorySegment segment, StridedLayout layout, DType dtype) {
    if (!PrintSnapshot.isPrintable(dtype)) {
      throw new IllegalStateException("too many fields to print");
    }
    if (layout.size() == 0) {
      return "[]";
    }
    Summary summary = Summary.of(layout);
    PrintSnapshot snapshot = PrintSnapshot.read(segment, dtype, summary);
    if (layout.rank() == 0) {
      return Scalars.text(snapshot);
    }
    return NestedBrackets.lines(summary, CellFormatter.of(snapshot, CellFormatter.Place.ARRAY));
  }

  private static String tail(StridedLayout layout, DType dtype) {
    if (layout.size() > 0 && layout.size() <= Summary.THRESHOLD) {
      return "";
    }
    String shape = "shape=" + Errors.tuple(layout.shape());
    return isImplied(layout, dtype) ? shape : shape + ", dtype=" + dtype;
  }

  /// Whether NumPy would make an array of this type from the elements as they are printed.
  private static boolean isImplied(StridedLayout layout, DType type) {
    Kind kind = type.kind();
    if (!type.isNativeOrder()) {
      return false;
    }
    boolean number =
        kind == Kind.BOOL
            || kind == Kind.INT && type.itemSize() == 8
            || kind == Kind.COMPLEX && type.itemSize() == 16;
    return type.equals(DType.FLOAT64) || layout.size() > 0 && number;
  }
}
