package org.culebra.arraycases;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.culebra.array.DType;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;

/// One array to test with: a type, a shape and the way its elements lie in memory. Made afresh by
/// [#make(Arena)]; each element's value follows from its index, see [#value(long...)].
public final class ArrayCase {

  /// How the elements lie in memory.
  public enum Arrangement {
    /// Packed, the last axis fastest.
    C,
    /// Packed, the first axis fastest.
    F,
    /// C order with every axis walked backwards.
    REVERSED,
    /// C order with gaps of two elements after every element and every row, not at the beginning.
    STRIDED,
    /// C order with axis 0 repeated by stride 0: read-only for copying into.
    BROADCAST,
    /// C order, one byte past every alignment.
    UNALIGNED
  }

  private final DType dtype;
  private final Arrangement arrangement;
  private final long[] shape;

  ArrayCase(DType dtype, Arrangement arrangement, long... shape) {
    this.dtype = dtype;
    this.arrangement = arrangement;
    this.shape = shape.clone();
  }

  /// The type of the elements.
  ///
  /// @return the type
  public DType dtype() {
    return dtype;
  }

  /// How the elements lie.
  ///
  /// @return the arrangement
  public Arrangement arrangement() {
    return arrangement;
  }

  /// The lengths of the axes.
  ///
  /// @return a new array
  public long[] shape() {
    return shape.clone();
  }

  /// The same case in another type.
  ///
  /// @param other the type
  /// @return the case
  public ArrayCase as(DType other) {
    return new ArrayCase(other, arrangement, shape);
  }

  /// The layout, with the offset that [#make(Arena)] uses.
  ///
  /// @return the layout
  public StridedLayout layout() {
    int item = dtype.itemSize();
    long[] strides = new long[shape.length];
    long step = arrangement == Arrangement.STRIDED ? 3L * item : item;
    long first = arrangement == Arrangement.STRIDED ? 5L * item : 0;
    first += arrangement == Arrangement.UNALIGNED ? 1 : 0;
    for (int i = 0; i < shape.length; i++) {
      int k = arrangement == Arrangement.F ? i : shape.length - 1 - i;
      long length = Math.max(1, shape[k]);
      strides[k] = step;
      step *= arrangement == Arrangement.STRIDED ? length + 2 : length;
      if (arrangement == Arrangement.REVERSED) {
        first += (length - 1) * strides[k];
        strides[k] = -strides[k];
      }
    }
    if (arrangement == Arrangement.BROADCAST && shape.length > 0) {
      strides[0] = 0;
    }
    return StridedLayout.of(item, first, shape, strides);
  }

  /// A new array with its values filled in. Bytes between the elements are 0x5a.
  ///
  /// @param arena owns the memory
  /// @return the array, writable unless axis 0 is repeated
  public NDArray make(Arena arena) {
    StridedLayout layout = layout();
    MemorySegment segment = arena.allocate(Math.max(layout.highByte(), 1) + 7, 64);
    segment.fill((byte) 0x5a);
    MemoryOwner owner = MemoryOwner.of(arena);
    long[] once = shape.clone();
    if (arrangement == Arrangement.BROADCAST && shape.length > 0) {
      once[0] = Math.min(1, once[0]);
    }
    StridedLayout written =
        StridedLayout.of(dtype.itemSize(), layout.byteOffset(), once, layout.strides());
    NDArray array = NDArray.of(segment, owner, dtype, written);
    ArrayCases.forEachIndex(once, index -> array.setDouble(index, value(index)));
    return NDArray.of(segment, owner, dtype, layout);
  }

  /// The value of an element: its position in C order plus 1, modulo 101, so that it fits every
  /// type; 0 or 1 for truth values. A repeated axis does not count.
  ///
  /// @param index one index per axis
  /// @return the value
  public double value(long... index) {
    long position = 0;
    for (int k = 0; k < shape.length; k++) {
      boolean repeated = arrangement == Arrangement.BROADCAST && k == 0;
      position = position * shape[k] + (repeated ? 0 : index[k]);
    }
    return dtype.kind() == DType.Kind.BOOL ? position % 2 : (position + 1) % 101;
  }

  /// All values in C order.
  ///
  /// @return a new array
  public double[] values() {
    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    double[] values = new double[size];
    int[] at = {0};
    ArrayCases.forEachIndex(shape, index -> values[at[0]++] = value(index));
    return values;
  }

  @Override
  public String toString() {
    return dtype + " " + arrangement + " " + Arrays.toString(shape);
  }
}
