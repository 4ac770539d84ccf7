package org.culebra.array;

/// The order in which the elements of an array are visited or laid out in memory: NumPy's `order`.
///
/// ```java
/// NDArray a = NDArray.copyOf(new int[] {0, 1, 2, 3, 4, 5}, 2, 3);
/// a.ravel(Order.C);              // [0 1 2 3 4 5]
/// a.ravel(Order.F);              // [0 3 1 4 2 5]
/// a.transpose().ravel(Order.A);  // [0 1 2 3 4 5]: the transpose is packed in Fortran order
/// a.flip(1).ravel(Order.A);      // [2 1 0 5 4 3]: packed in neither, so C order
/// ```
public enum Order {

  /// C order: the last axis varies fastest.
  C,

  /// Fortran order: the first axis varies fastest.
  F,

  /// Fortran order for an array that is packed in Fortran order and not in C order, C order for any
  /// other.
  A,

  /// The order of the axes in memory: the axis with the longest stride varies slowest, whatever the
  /// signs of the strides; axes of equal strides keep their order. The order of an array's axes
  /// does not define an order for another shape, so [NDArray#reshape(CopyPolicy, Order, long...)]
  /// rejects it, as NumPy does.
  K
}
