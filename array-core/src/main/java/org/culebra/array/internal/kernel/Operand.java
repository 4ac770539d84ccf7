package org.culebra.array.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.Field;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Segments;

/// The operand of a kernel: memory, the layout of the elements in it, and their type. An array
/// without its owner, whose layout the kernels may change as they need, to any number of axes,
/// whereas a [StridedLayout] has at most 64.
///
/// Nothing is checked: the layout fits the segment, as it did in the array. The arrays are not
/// copied; they must not be modified afterwards.
public final class Operand {

  /// The alignment of temporary memory: a cache line.
  private static final long ALIGNMENT = 64;

  private final MemorySegment segment;
  private final long byteOffset;
  private final long[] shape;
  private final long[] strides;
  private final DType dtype;

  private Operand(
      MemorySegment segment, long byteOffset, long[] shape, long[] strides, DType dtype) {
    this.segment = segment;
    this.byteOffset = byteOffset;
    this.shape = shape;
    this.strides = strides;
    this.dtype = dtype;
  }

  public static Operand of(MemorySegment segment, StridedLayout layout, DType dtype) {
    return new Operand(segment, layout.byteOffset(), layout.shape(), layout.strides(), dtype);
  }

  /// A new operand of zeros in C order.
  static Operand zeros(Arena arena, DType dtype, long... shape) {
    long[] strides = new long[shape.length];
    long bytes = dtype.itemSize();
    for (int k = shape.length - 1; k >= 0; k--) {
      strides[k] = bytes;
      bytes *= shape[k];
    }
    return new Operand(arena.allocate(bytes, ALIGNMENT), 0, shape, strides, dtype);
  }

  public MemorySegment segment() {
    return segment;
  }

  /// The offset of element `(0, …, 0)` in the segment.
  public long byteOffset() {
    return byteOffset;
  }

  /// The address of element `(0, …, 0)`.
  long address() {
    return segment.address() + byteOffset;
  }

  DType dtype() {
    return dtype;
  }

  int itemSize() {
    return dtype.itemSize();
  }

  int rank() {
    return shape.length;
  }

  long shape(int axis) {
    return shape[axis];
  }

  long stride(int axis) {
    return strides[axis];
  }

  long size() {
    long size = 1;
    for (long n : shape) {
      size *= n;
    }
    return size;
  }

  boolean hasShapeOf(Operand other) {
    return Arrays.equals(shape, other.shape);
  }

  /// The lowest byte that an element touches, in the segment; there must be elements.
  long lowByte() {
    long low = byteOffset;
    for (int k = 0; k < shape.length; k++) {
      low += Math.min(0, (shape[k] - 1) * strides[k]);
    }
    return low;
  }

  /// The byte after the highest that an element touches; there must be elements.
  long highByte() {
    long high = byteOffset + dtype.itemSize();
    for (int k = 0; k < shape.length; k++) {
      high += Math.max(0, (shape[k] - 1) * strides[k]);
    }
    return high;
  }

  boolean isCContiguous() {
    long step = dtype.itemSize();
    for (int k = shape.length - 1; k >= 0; k--) {
      if (shape[k] != 1 && strides[k] != step) {
        return size() == 0;
      }
      step *= shape[k];
    }
    return true;
  }

  /// Whether corresponding elements have the same position and size.
  boolean isSamePlaceAs(Operand other) {
    return address() == other.address()
        && itemSize() == other.itemSize()
        && Arrays.equals(shape, other.shape)
        && Arrays.equals(strides, other.strides);
  }

  void requireWritable() {
    if (segment.isReadOnly()) {
      throw Errors.readOnly(describe(), SelfOverlap.mayOverlap(dtype.itemSize(), shape, strides));
    }
  }

  String describe() {
    return Errors.describe(dtype, shape, strides);
  }

  // --- views

  private Operand inside(long bytesIn, DType type) {
    return new Operand(segment, byteOffset + bytesIn, shape, strides, type);
  }

  /// The same bytes as a type of the same size.
  Operand as(DType type) {
    return inside(0, type);
  }

  /// The indices from `start` to before `stop` of an axis.
  Operand sliceAxis(int axis, long start, long stop) {
    long[] lengths = shape.clone();
    lengths[axis] = stop - start;
    return new Operand(segment, byteOffset + start * strides[axis], lengths, strides, dtype);
  }

  /// The elements at index 0 of an axis, which is removed.
  Operand withoutAxis(int axis) {
    return withAxes(~(1L << axis));
  }

  /// Only the axes whose bits are set, with the elements at index 0 of all others.
  Operand withAxes(long axes) {
    return new Operand(segment, byteOffset, ofAxes(shape, axes), ofAxes(strides, axes), dtype);
  }

  /// The values of the axes whose bits are set.
  ///
  /// @param values one for each axis
  public static long[] ofAxes(long[] values, long axes) {
    long[] some = new long[values.length];
    int count = 0;
    for (int axis = 0; axis < values.length; axis++) {
      if ((axes & 1L << axis) != 0) {
        some[count++] = values[axis];
      }
    }
    return Arrays.copyOf(some, count);
  }

  /// A field of a struct. A sub-array's axes follow this operand's.
  Operand field(Field field) {
    long[] inner = field.shape();
    if (inner.length == 0) {
      return inside(field.byteOffset(), field.dtype());
    }
    int rank = shape.length + inner.length;
    long[] lengths = Arrays.copyOf(shape, rank);
    long[] steps = Arrays.copyOf(strides, rank);
    long step = field.dtype().itemSize();
    for (int k = inner.length - 1; k >= 0; k--) {
      lengths[shape.length + k] = inner[k];
      steps[shape.length + k] = step;
      step *= inner[k];
    }
    return new Operand(segment, byteOffset + field.byteOffset(), lengths, steps, field.dtype());
  }

  Operand real() {
    return part(0);
  }

  Operand imag() {
    return part(1);
  }

  private Operand part(int index) {
    if (dtype.kind() != Kind.COMPLEX) {
      throw new IllegalStateException("not complex: " + describe());
    }
    DType part = Elements.partOf(dtype);
    return inside((long) index * part.itemSize(), part);
  }

  /// Without the repetitions of stretched axes, which get length 1.
  Operand withoutRepetition() {
    long[] lengths = shape.clone();
    for (int k = 0; k < lengths.length; k++) {
      lengths[k] = strides[k] == 0 ? Math.min(1, lengths[k]) : lengths[k];
    }
    return new Operand(segment, byteOffset, lengths, strides, dtype);
  }

  /// Only the first element, with the same number of axes.
  Operand withLengthsOf1() {
    long[] lengths = new long[shape.length];
    Arrays.fill(lengths, 1);
    return new Operand(segment, byteOffset, lengths, strides, dtype);
  }

  /// Axes of length 1 stretched to the other's shape, which has the same rank.
  Operand stretchedAs(Operand other) {
    long[] steps = strides.clone();
    for (int k = 0; k < steps.length; k++) {
      steps[k] = shape[k] == other.shape[k] ? steps[k] : 0;
    }
    return new Operand(segment, byteOffset, other.shape, steps, dtype);
  }

  /// A new operand of zeros with this one's shape.
  Operand zerosAlike(Arena arena, DType type) {
    return zeros(arena, type, shape);
  }

  // --- memory that is not of the native class

  /// Whether the elements can be viewed through the native class.
  boolean canRebase() {
    return Segments.isFast(segment)
        || size() == 0
        || Segments.canRebase(segment, lowByte(), highByte());
  }

  /// The same bytes seen through a segment of the native class.
  public Operand onNativeSegment() {
    if (Segments.isFast(segment)) {
      return this;
    }
    boolean none = size() == 0;
    MemorySegment plain =
        none ? Segments.rebase(segment, 0, 0) : Segments.rebase(segment, lowByte(), highByte());
    long offset = none ? 0 : address() - plain.address();
    return new Operand(plain, offset, shape, strides, dtype);
  }

  /// A copy of all bytes from the lowest to the highest, in the same layout.
  Operand copyOfBytes(Arena arena) {
    long low = lowByte();
    MemorySegment bytes = arena.allocate(highByte() - low, ALIGNMENT);
    MemorySegment.copy(segment, low, bytes, 0, bytes.byteSize());
    return new Operand(bytes, byteOffset - low, shape, strides, dtype);
  }

  /// The inverse of [#copyOfBytes].
  void writeBytes(Operand copy) {
    MemorySegment.copy(copy.segment, 0, segment, lowByte(), copy.segment.byteSize());
  }

  /// The axis that spans most of the memory; -1 if there is none to halve, because there is only
  /// one element.
  public int widestAxis() {
    int widest = -1;
    long most = 0;
    for (int k = 0; k < shape.length; k++) {
      long span = (shape[k] - 1) * Math.abs(strides[k]);
      if (span > most) {
        widest = k;
        most = span;
      }
    }
    return widest;
  }

  @Override
  public String toString() {
    return describe();
  }
}
