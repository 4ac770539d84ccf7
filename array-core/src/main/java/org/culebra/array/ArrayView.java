package org.culebra.array;

import java.lang.foreign.MemorySegment;

/// A typed view of an array's elements, for loops: the common supertype of the eight views. Code
/// that passes the memory on, to C or to a writer, takes this type; code that reads or writes
/// elements takes the view of its carrier, whose `get` and `set` are compiled to plain loads and
/// stores.
///
/// | view | carrier | elements |
/// |---|---|---|
/// | [ByteView] | `byte` | `bool`, `int8`, `uint8` |
/// | [ShortView] | `short` | `int16`, `uint16` |
/// | [IntView] | `int` | `int32`, `uint32` |
/// | [LongView] | `long` | `int64`, `uint64` |
/// | [Float16View] | `float` | `float16` |
/// | [BFloat16View] | `float` | `bfloat16` |
/// | [FloatView] | `float` | `float32` |
/// | [DoubleView] | `double` | `float64` |
///
/// A view borrows the array's memory, and is valid as long as that is.
public sealed interface ArrayView
    permits ByteView,
        ShortView,
        IntView,
        LongView,
        Float16View,
        BFloat16View,
        FloatView,
        DoubleView {

  /// The memory under the view, which may extend beyond its elements: for code that passes the view
  /// on.
  ///
  /// @return the segment to which [#layout()] refers
  MemorySegment segment();

  /// The layout of the elements.
  ///
  /// @return shape, strides and offset
  StridedLayout layout();

  /// The type as which the view reads the elements. Views distinguish bits, not signs: the view of
  /// an unsigned or boolean array has the signed type of the same size.
  ///
  /// @return `int8` to `int64`, `float16`, `bfloat16`, `float32` or `float64`, in this machine's
  ///   byte order
  DType dtype();

  /// The number of axes.
  ///
  /// @return the number of axes, 0 for a single element
  int rank();

  /// The length of an axis.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @return the length in elements
  /// @throws IllegalArgumentException if there is no such axis
  long shape(int axis);

  /// The length of an axis as an `int`, for the limit of an `int` loop.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @return the length in elements
  /// @throws IllegalArgumentException if there is no such axis
  /// @throws ArithmeticException if the length does not fit an `int`
  int intShape(int axis);

  /// The number of elements.
  ///
  /// @return the number of elements
  long size();
}
