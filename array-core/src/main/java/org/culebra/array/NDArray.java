package org.culebra.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Segments;
import org.culebra.array.internal.kernel.Comparison;
import org.culebra.array.internal.kernel.Copies;
import org.culebra.array.internal.kernel.Elements;
import org.culebra.array.internal.kernel.FillKernel;
import org.culebra.array.internal.kernel.HeapArrays;
import org.culebra.array.internal.kernel.MapKernel;
import org.culebra.array.internal.kernel.Operand;
import org.culebra.array.internal.kernel.Overlap;
import org.culebra.array.internal.kernel.Reductions;
import org.culebra.array.internal.kernel.Texts;
import org.culebra.array.internal.print.ArrayPrinter;

/// An n-dimensional array: a view of native memory through a [StridedLayout], with a [DType] that
/// describes the elements and a [MemoryOwner] that keeps the memory.
///
/// The view itself is immutable and may be shared between threads; the memory is not, and its arena
/// decides which threads may use it. Slicing, transposing and the other view methods never copy:
/// they return another view of the same memory, with the same owner. Strides are in **bytes**,
/// shapes in elements.
///
/// ```java
/// try (Arena arena = Arena.ofConfined()) {
///   NDArray image = NDArray.zeros(arena, DType.UINT8, 1000, 1500);
///   NDArray upsideDown = image.flip(0);
///   ByteView pixels = image.asBytes();   // for loops
///   pixels.set(10, 20, (byte) 255);
///   upsideDown.getLong(989, 20);         // 255, converted, for single elements
/// }
/// ```
///
/// An index out of range is an [IndexOutOfBoundsException] that names the axis; access after the
/// arena was closed is the JDK's [IllegalStateException]; writing to a read-only array is an
/// [IllegalArgumentException]. Two arrays are equal only if they are the same object, for memory
/// changes; [#contentEquals(NDArray)] compares elements.
public final class NDArray {

  static {
    Segments.requireHost();
  }

  /// What allocations are aligned to: a cache line, enough for every vector unit.
  private static final long ALIGNMENT = 64;

  private final MemorySegment segment;
  private final StridedLayout layout;
  private final DType dtype;
  private final MemoryOwner owner;

  private NDArray(MemorySegment segment, StridedLayout layout, DType dtype, MemoryOwner owner) {
    this.segment = segment;
    this.layout = layout;
    this.dtype = dtype;
    this.owner = owner;
  }

  // --- making arrays

  /// A new array of zeros in C order in GC-managed memory, which is freed some time after the last
  /// view of it has become unreachable. It can be used from every thread and handed to others for
  /// as long as they like. Prefer an arena for many or big short-lived arrays.
  ///
  /// All such memory of the JVM together is limited by `-XX:MaxDirectMemorySize`, by default the
  /// heap's greatest size (`-Xmx`). That holds for every method that makes an array and takes no
  /// arena. Memory of an arena that can be closed is not limited, nor is that of
  /// `ExchangeArena.ofAuto()` in the module `org.culebra.ffi`.
  ///
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array
  /// @throws IllegalArgumentException if a length is negative, the rank exceeds 64, or the size
  ///   overflows
  /// @throws OutOfMemoryError if the limit leaves no room, also after a collection
  public static NDArray zeros(DType dtype, long... shape) {
    return zeros(Arena.ofAuto(), dtype, shape);
  }

  /// A new array of zeros in C order, in memory of an arena, which frees it when it is closed.
  ///
  /// The JDK's arenas give memory that is zero, and an arena that is a [MemoryOwner] has to. The
  /// memory of any other is filled with zeros here.
  ///
  /// @param arena the arena, which keeps owning the memory
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array, aligned to 64 bytes
  /// @throws IllegalArgumentException if a length is negative, the rank exceeds 64, the size
  ///   overflows, or the arena gives memory on the heap or of another size
  /// @throws IllegalStateException if the arena is closed
  public static NDArray zeros(Arena arena, DType dtype, long... shape) {
    return zeros(arena, dtype, StridedLayout.cOrder(dtype.itemSize(), shape));
  }

  private static NDArray zeros(Arena arena, DType dtype, StridedLayout packed) {
    MemorySegment segment = ArenaMemory.zeros(arena, packed.byteSize(), ALIGNMENT);
    return new NDArray(segment, packed, dtype, MemoryOwner.of(arena, segment));
  }

  /// Views memory as a C-ordered array from its first byte on. The array borrows the memory:
  /// nothing is copied, and it ends with the segment's arena. A read-only segment gives a read-only
  /// array.
  ///
  /// Of a wrapped segment it is not known how long it lives: in the global scope lies each address
  /// of C, and an automatic one may only borrow the memory. So it cannot be exported without a
  /// copy; [#of(MemorySegment, MemoryOwner, DType, StridedLayout)] lets the caller specify it.
  ///
  /// @param segment native or mapped memory
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array
  /// @throws IllegalArgumentException if the segment is on the heap or too small for the shape
  public static NDArray of(MemorySegment segment, DType dtype, long... shape) {
    return ofNonOverlapping(
        segment, Retention.ARENA, dtype, StridedLayout.cOrder(dtype.itemSize(), shape));
  }

  /// Views the bytes between a direct buffer's position and limit as a C-ordered array. The array
  /// borrows the memory and keeps the buffer reachable. The elements are in this machine's byte
  /// order unless the type specifies another; the order set on the buffer means nothing here.
  ///
  /// @param buffer a direct buffer
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array
  /// @throws IllegalArgumentException if the buffer is on the heap or too small for the shape
  public static NDArray of(ByteBuffer buffer, DType dtype, long... shape) {
    return of(MemorySegment.ofBuffer(buffer), dtype, shape);
  }

  /// Views a whole segment as one axis. The array borrows the memory; an export leases it from its
  /// owner.
  ///
  /// @param segment native or mapped memory
  /// @param owner who keeps the memory alive, see [Retention]
  /// @param dtype the type of the elements
  /// @return the array, of as many elements as there are in the segment
  /// @throws IllegalArgumentException if the segment is on the heap, or its size is not a multiple
  ///   of the item size
  public static NDArray of(MemorySegment segment, MemoryOwner owner, DType dtype) {
    Objects.requireNonNull(owner, "owner");
    int itemSize = dtype.itemSize();
    long bytes = segment.byteSize();
    if (bytes % itemSize != 0) {
      throw Errors.argument(
          "expected a whole number of elements of %s, %d bytes each, but found %d bytes",
          dtype, itemSize, bytes);
    }
    MemorySegment memory = Segments.requireNative(segment);
    return new NDArray(memory, StridedLayout.line(itemSize, bytes / itemSize), dtype, owner);
  }

  /// Views memory through any layout. The array borrows the memory; an export leases it from its
  /// owner. A read-only segment gives a read-only array, and so do elements that overlap, since a
  /// write to one would change others: see [StridedLayout#mayOverlapItself()].
  ///
  /// @param segment native or mapped memory, from whose first byte the layout counts
  /// @param owner who keeps the memory alive, see [Retention]
  /// @param dtype the type of the elements
  /// @param layout where the elements are
  /// @return the array
  /// @throws IllegalArgumentException if the segment is on the heap, an element would lie outside
  ///   it (without elements: the offset does), or the layout's item size is not that of the type
  public static NDArray of(
      MemorySegment segment, MemoryOwner owner, DType dtype, StridedLayout layout) {
    NDArray array = ofNonOverlapping(segment, owner, dtype, layout);
    return layout.mayOverlapItself() ? array.asReadOnly() : array;
  }

  /// Views memory as [#of(MemorySegment, MemoryOwner, DType, StridedLayout)] does, for loops that
  /// view much memory in layouts known to be free of overlap, such as packed ones: whether elements
  /// overlap is not checked, and the array is as writable as the segment.
  ///
  /// @param segment native or mapped memory, from whose first byte the layout counts
  /// @param owner who keeps the memory alive, see [Retention]
  /// @param dtype the type of the elements
  /// @param layout where the elements are, no two of which share a byte
  /// @return the array
  /// @throws IllegalArgumentException as for [#of(MemorySegment, MemoryOwner, DType,
  ///   StridedLayout)]
  public static NDArray ofNonOverlapping(
      MemorySegment segment, MemoryOwner owner, DType dtype, StridedLayout layout) {
    Objects.requireNonNull(owner, "owner");
    Segments.requireNative(segment);
    if (layout.itemSize() != dtype.itemSize()) {
      throw Errors.argument(
          "expected a layout with the %d bytes of %s but found %d",
          dtype.itemSize(), dtype, layout.itemSize());
    }
    if (!layout.liesIn(segment.byteSize())) {
      throw LayoutErrors.outside(segment.byteSize(), layout, dtype);
    }
    return new NDArray(segment, layout, dtype, owner);
  }

  // --- from Java arrays

  /// Copies a Java array off the heap, as `float64` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, double[] values, long... shape) {
    return copyOf(arena, DType.FLOAT64, MemorySegment.ofArray(values), shape);
  }

  /// Copies a Java array off the heap, as `float64` in C order, into GC-managed memory. Otherwise
  /// as [#copyOf(Arena, double\[\], long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(double[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies a Java array off the heap, as `float32` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, float[] values, long... shape) {
    return copyOf(arena, DType.FLOAT32, MemorySegment.ofArray(values), shape);
  }

  /// Copies a Java array off the heap, as `float32` in C order, into GC-managed memory. Otherwise
  /// as [#copyOf(Arena, float\[\], long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(float[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies a Java array off the heap, as `int64` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, long[] values, long... shape) {
    return copyOf(arena, DType.INT64, MemorySegment.ofArray(values), shape);
  }

  /// Copies a Java array off the heap, as `int64` in C order, into GC-managed memory. Otherwise as
  /// [#copyOf(Arena, long\[\], long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(long[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies a Java array off the heap, as `int32` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, int[] values, long... shape) {
    return copyOf(arena, DType.INT32, MemorySegment.ofArray(values), shape);
  }

  /// Copies a Java array off the heap, as `int32` in C order, into GC-managed memory. Otherwise as
  /// [#copyOf(Arena, int\[\], long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(int[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies a Java array off the heap, as `int16` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, short[] values, long... shape) {
    return copyOf(arena, DType.INT16, MemorySegment.ofArray(values), shape);
  }

  /// Copies a Java array off the heap, as `int16` in C order, into GC-managed memory. Otherwise as
  /// [#copyOf(Arena, short\[\], long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(short[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies a Java array off the heap, as `int8` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, byte[] values, long... shape) {
    return copyOf(arena, DType.INT8, MemorySegment.ofArray(values), shape);
  }

  /// Copies a Java array off the heap, as `int8` in C order, into GC-managed memory. Otherwise as
  /// [#copyOf(Arena, byte\[\], long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(byte[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies a Java array off the heap, as `bool` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, boolean[] values, long... shape) {
    return copyOf(arena, DType.BOOL, MemorySegment.ofArray(HeapArrays.bytes(values)), shape);
  }

  /// Copies a Java array off the heap, as `bool` in C order, into GC-managed memory. Otherwise as
  /// [#copyOf(Arena, boolean\[\], long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(boolean[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  private static NDArray copyOf(Arena arena, DType dtype, MemorySegment heap, long[] shape) {
    long count = heap.byteSize() / dtype.itemSize();
    long[] lengths = shape.length == 0 ? new long[] {count} : Reshape.resolve(count, shape);
    NDArray array = zeros(arena, dtype, lengths);
    array.segment.copyFrom(heap);
    return array;
  }

  // --- what it is

  /// The type of the elements.
  ///
  /// @return the type
  public DType dtype() {
    return dtype;
  }

  /// The number of axes: NumPy's `a.ndim`.
  ///
  /// @return the number of axes, 0 for a single element
  public int rank() {
    return layout.rank();
  }

  /// The lengths of all axes: NumPy's `a.shape`.
  ///
  /// @return a new array, in elements
  public long[] shape() {
    return layout.shape();
  }

  /// The length of an axis.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @return the length in elements
  /// @throws IllegalArgumentException if there is no such axis
  public long shape(int axis) {
    return layout.shape(axis);
  }

  /// The length of an axis as an `int`.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @return the length in elements
  /// @throws IllegalArgumentException if there is no such axis
  /// @throws ArithmeticException if the length does not fit an `int`
  public int intShape(int axis) {
    return Math.toIntExact(layout.shape(axis));
  }

  /// The strides of all axes: NumPy's `a.strides`.
  ///
  /// @return a new array, in bytes
  public long[] strides() {
    return layout.strides();
  }

  /// The stride of an axis.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @return the stride in bytes
  /// @throws IllegalArgumentException if there is no such axis
  public long stride(int axis) {
    return layout.stride(axis);
  }

  /// The number of elements: NumPy's `a.size`.
  ///
  /// @return the product of the shape, 1 for rank 0
  public long size() {
    return layout.size();
  }

  /// The size of one element: NumPy's `a.itemsize`.
  ///
  /// @return the size in bytes
  public int itemSize() {
    return layout.itemSize();
  }

  /// The bytes that the elements fill when packed: NumPy's `a.nbytes`. A strided array may span
  /// more, a broadcast one less: see [#byteExtent()].
  ///
  /// @return size times item size
  public long byteSize() {
    return layout.byteSize();
  }

  /// A range of bytes around an array's element `(0, …, 0)`.
  ///
  /// @param low the lowest byte, at most 0
  /// @param high one past the highest byte
  public record ByteExtent(long low, long high) {}

  /// The bytes that the elements touch, from the lowest to before the highest, counted from element
  /// `(0, …, 0)`. A reversed axis reaches below 0. NumPy's `byte_bounds` are these plus
  /// [#address()].
  ///
  /// @return the bounds `[low, high)` in bytes; both 0 without elements
  public ByteExtent byteExtent() {
    long from = layout.byteOffset();
    return new ByteExtent(layout.lowByte() - from, layout.highByte() - from);
  }

  /// Whether this array and another have a byte in common: NumPy's `np.shares_memory(a, b)` within
  /// a bounded time.
  ///
  /// @param other the other array
  /// @return false if they certainly have none; true if they have, or if it is too hard to decide
  public boolean mayShareMemory(NDArray other) {
    return Overlap.mayShare(operand(), other.operand());
  }

  /// Whether writing is rejected: the opposite of NumPy's `a.flags.writeable`. Views of a read-only
  /// array are read-only.
  ///
  /// @return true if read-only
  public boolean isReadOnly() {
    return segment.isReadOnly();
  }

  /// Whether the elements lie packed in C order: NumPy's `a.flags.c_contiguous`. Axes of length 1
  /// do not count.
  ///
  /// @return true if so; always for an array without elements
  public boolean isCContiguous() {
    return layout.isCContiguous();
  }

  /// Whether the elements lie packed in Fortran order: NumPy's `a.flags.f_contiguous`. Axes of
  /// length 1 do not count.
  ///
  /// @return true if so; always for an array without elements
  public boolean isFContiguous() {
    return layout.isFContiguous();
  }

  /// Whether every element lies at a multiple of its type's alignment: NumPy's `a.flags.aligned`.
  /// Access works either way; C code may insist.
  ///
  /// @return true if so; always for an array without elements
  public boolean isAligned() {
    return layout.isAligned(segment.address(), dtype.alignment());
  }

  /// The layout, counted in bytes from the beginning of [#segment()].
  ///
  /// @return the layout
  public StridedLayout layout() {
    return layout;
  }

  /// The memory that this array and all its views look into. It is not cut to the array:
  /// [#layout()] locates the elements.
  ///
  /// @return the segment
  public MemorySegment segment() {
    return segment;
  }

  /// Where element `(0, …, 0)` lies in [#segment()].
  ///
  /// @return the offset in bytes
  public long byteOffset() {
    return layout.byteOffset();
  }

  /// Where element `(0, …, 0)` lies in memory. The address does not keep the memory alive.
  ///
  /// @return the address
  public long address() {
    return segment.address() + layout.byteOffset();
  }

  /// The owner, from whom an export leases the memory.
  ///
  /// @return the owner
  public MemoryOwner owner() {
    return owner;
  }

  // --- single elements, converted
  //
  // Setters take the value last, as the JDK's do, and Java has no variable number of arguments
  // before
  // it: so each comes for ranks 0 to 4 and once for all ranks.

  /// An element as a `double`, from any type of real numbers: NumPy's `float(a[index])`. For loops
  /// take a typed view, such as [#asDoubles()].
  ///
  /// @param index one index per axis, not negative
  /// @return the value; integers beyond 2^53 are rounded to the nearest, true is 1
  /// @throws IllegalArgumentException if the type is not of real numbers, or the number of indices
  ///   is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public double getDouble(long... index) {
    return Elements.getDouble(segment, layout.byteOffset(index), dtype);
  }

  /// An element as a `long`, from any type of real numbers, exactly, or the count of a time. For
  /// loops take a typed view, such as [#asLongs()].
  ///
  /// @param index one index per axis, not negative
  /// @return the value; true is 1
  /// @throws ArithmeticException if the value is not an integer in the range of `long`
  /// @throws IllegalArgumentException if the type is neither of real numbers nor of times, or the
  ///   number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public long getLong(long... index) {
    return Elements.getLong(segment, layout.byteOffset(index), dtype);
  }

  /// An element as a truth value, from any type of real numbers: NumPy's `bool(a[index])`.
  ///
  /// @param index one index per axis, not negative
  /// @return false for zero, true for anything else, NaN included
  /// @throws IllegalArgumentException if the type is not of real numbers, or the number of indices
  ///   is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public boolean getBoolean(long... index) {
    return getDouble(index) != 0;
  }

  /// An element of a text type.
  ///
  /// @param index one index per axis, not negative
  /// @return the text without its padding; a byte is the character of its number (Latin-1)
  /// @throws IllegalArgumentException if the type is not text, or the number of indices is not the
  ///   rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public String getString(long... index) {
    return Texts.get(segment, layout.byteOffset(index), dtype);
  }

  /// Sets an element, converted to the array's type. A floating-point type rounds to the nearest
  /// number; an integer type takes only values that it holds exactly. For loops take a typed view,
  /// such as [#asDoubles()].
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws IllegalArgumentException if the type cannot hold the value, the array is read-only, or
  ///   the number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public void setDouble(long[] index, double value) {
    Elements.setDouble(writable(), layout.byteOffset(index), dtype, value);
  }

  /// Sets the element of an array of rank 0, with the rules of [#setDouble(long\[\], double)].
  ///
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setDouble(long\[\], double)]
  public void setDouble(double value) {
    setDouble(new long[0], value);
  }

  /// Sets an element of an array of rank 1, with the rules of [#setDouble(long\[\], double)].
  ///
  /// @param i the index on axis 0
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setDouble(long\[\], double)]
  /// @throws IndexOutOfBoundsException if the index is out of range
  public void setDouble(long i, double value) {
    setDouble(new long[] {i}, value);
  }

  /// Sets an element of a matrix, with the rules of [#setDouble(long\[\], double)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setDouble(long\[\], double)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setDouble(long i, long j, double value) {
    setDouble(new long[] {i, j}, value);
  }

  /// Sets an element of an array of rank 3, with the rules of [#setDouble(long\[\], double)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setDouble(long\[\], double)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setDouble(long i, long j, long k, double value) {
    setDouble(new long[] {i, j, k}, value);
  }

  /// Sets an element of an array of rank 4, with the rules of [#setDouble(long\[\], double)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param l the index on axis 3
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setDouble(long\[\], double)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setDouble(long i, long j, long k, long l, double value) {
    setDouble(new long[] {i, j, k, l}, value);
  }

  /// Sets an element, converted to the array's type, or the count of a time. A floating-point type
  /// rounds to the nearest number; an integer type takes only values in its range. For loops take a
  /// typed view, such as [#asLongs()].
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws IllegalArgumentException if the type cannot hold the value, the array is read-only, or
  ///   the number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public void setLong(long[] index, long value) {
    Elements.setLong(writable(), layout.byteOffset(index), dtype, value);
  }

  /// Sets the element of an array of rank 0, with the rules of [#setLong(long\[\], long)].
  ///
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setLong(long\[\], long)]
  public void setLong(long value) {
    setLong(new long[0], value);
  }

  /// Sets an element of an array of rank 1, with the rules of [#setLong(long\[\], long)].
  ///
  /// @param i the index on axis 0
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setLong(long\[\], long)]
  /// @throws IndexOutOfBoundsException if the index is out of range
  public void setLong(long i, long value) {
    setLong(new long[] {i}, value);
  }

  /// Sets an element of a matrix, with the rules of [#setLong(long\[\], long)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setLong(long\[\], long)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setLong(long i, long j, long value) {
    setLong(new long[] {i, j}, value);
  }

  /// Sets an element of an array of rank 3, with the rules of [#setLong(long\[\], long)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setLong(long\[\], long)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setLong(long i, long j, long k, long value) {
    setLong(new long[] {i, j, k}, value);
  }

  /// Sets an element of an array of rank 4, with the rules of [#setLong(long\[\], long)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param l the index on axis 3
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setLong(long\[\], long)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setLong(long i, long j, long k, long l, long value) {
    setLong(new long[] {i, j, k, l}, value);
  }

  /// Sets an element of a type of real numbers to 1 or 0.
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws IllegalArgumentException if the type is not of real numbers, the array is read-only,
  ///   or the number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public void setBoolean(long[] index, boolean value) {
    Elements.requireReal(dtype);
    setLong(index, value ? 1 : 0);
  }

  /// Sets the element of an array of rank 0, with the rules of [#setBoolean(long\[\], boolean)].
  ///
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setBoolean(long\[\], boolean)]
  public void setBoolean(boolean value) {
    setBoolean(new long[0], value);
  }

  /// Sets an element of an array of rank 1, with the rules of [#setBoolean(long\[\], boolean)].
  ///
  /// @param i the index on axis 0
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setBoolean(long\[\], boolean)]
  /// @throws IndexOutOfBoundsException if the index is out of range
  public void setBoolean(long i, boolean value) {
    setBoolean(new long[] {i}, value);
  }

  /// Sets an element of a matrix, with the rules of [#setBoolean(long\[\], boolean)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setBoolean(long\[\], boolean)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setBoolean(long i, long j, boolean value) {
    setBoolean(new long[] {i, j}, value);
  }

  /// Sets an element of an array of rank 3, with the rules of [#setBoolean(long\[\], boolean)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setBoolean(long\[\], boolean)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setBoolean(long i, long j, long k, boolean value) {
    setBoolean(new long[] {i, j, k}, value);
  }

  /// Sets an element of an array of rank 4, with the rules of [#setBoolean(long\[\], boolean)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param l the index on axis 3
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setBoolean(long\[\], boolean)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setBoolean(long i, long j, long k, long l, boolean value) {
    setBoolean(new long[] {i, j, k, l}, value);
  }

  /// Sets an element of a text type, padded with NUL.
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws IllegalArgumentException if the type is not text or cannot hold the value, the array
  ///   is read-only, or the number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public void setString(long[] index, String value) {
    Objects.requireNonNull(value, "value");
    Texts.set(writable(), layout.byteOffset(index), dtype, value);
  }

  /// Sets the element of an array of rank 0, with the rules of [#setString(long\[\], String)].
  ///
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setString(long\[\], String)]
  public void setString(String value) {
    setString(new long[0], value);
  }

  /// Sets an element of an array of rank 1, with the rules of [#setString(long\[\], String)].
  ///
  /// @param i the index on axis 0
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setString(long\[\], String)]
  /// @throws IndexOutOfBoundsException if the index is out of range
  public void setString(long i, String value) {
    setString(new long[] {i}, value);
  }

  /// Sets an element of a matrix, with the rules of [#setString(long\[\], String)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setString(long\[\], String)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setString(long i, long j, String value) {
    setString(new long[] {i, j}, value);
  }

  /// Sets an element of an array of rank 3, with the rules of [#setString(long\[\], String)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setString(long\[\], String)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setString(long i, long j, long k, String value) {
    setString(new long[] {i, j, k}, value);
  }

  /// Sets an element of an array of rank 4, with the rules of [#setString(long\[\], String)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param l the index on axis 3
  /// @param value the value
  /// @throws IllegalArgumentException as for [#setString(long\[\], String)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setString(long i, long j, long k, long l, String value) {
    setString(new long[] {i, j, k, l}, value);
  }

  private MemorySegment writable() {
    if (segment.isReadOnly()) {
      throw LayoutErrors.readOnly(layout, dtype);
    }
    return segment;
  }

  // --- views

  private NDArray view(StridedLayout other) {
    return new NDArray(segment, other, dtype, owner);
  }

  /// Every element from `start` towards `stop`, in steps along one axis: NumPy's `a[:,
  /// start:stop:step]` on axis 1.
  ///
  /// The bounds follow Python: `stop` is not included, a negative bound counts from the end, bounds
  /// beyond the axis are clipped to it, and a negative step walks backwards. The axis stays, with
  /// the length of the slice, which may be 0; its stride is multiplied by the step.
  ///
  /// ```java
  /// a.sliceAxis(0, 1, 5, 2);                           // a[1:5:2]
  /// a.sliceAxis(0, -1, Long.MIN_VALUE, -1);            // a[::-1], as flip(0)
  /// a.sliceAxis(1, 0, Long.MAX_VALUE, 2);              // a[:, ::2]
  /// ```
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @param start the first index
  /// @param stop the index before which to stop; [Long#MIN_VALUE] with a negative step means that
  ///   index 0 is included
  /// @param step the step, not 0
  /// @return a view of the same rank
  /// @throws IllegalArgumentException if there is no such axis or the step is 0
  public NDArray sliceAxis(int axis, long start, long stop, long step) {
    return view(layout.sliceAxis(axis, start, stop, step));
  }

  /// From `start` to before `stop` along one axis, as [#sliceAxis(int, long, long, long)] with step
  /// 1: NumPy's `a[:, start:stop]` on axis 1. The strides stay as they are.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @param start the first index; a negative one counts from the end
  /// @param stop the index before which to stop; a negative one counts from the end
  /// @return a view of the same rank
  /// @throws IllegalArgumentException if there is no such axis
  public NDArray sliceAxis(int axis, long start, long stop) {
    return view(layout.sliceAxis(axis, start, stop, 1));
  }

  /// A multi-dimensional index: NumPy's basic indexing, `a[1:5, ::-1, ..., None]`.
  ///
  /// Entries are taken axis by axis. A position removes its axis, a range keeps it with another
  /// length and stride, a new axis has length 1, and an ellipsis stands for all axes that the other
  /// entries leave; axes after the last entry stay whole.
  ///
  /// ```java
  /// a.slice(at(1), reversed());      // a[1, ::-1]
  /// a.slice(range(1, 5), newAxis()); // a[1:5, None]
  /// ```
  ///
  /// @param index the entries, see [Index]
  /// @return a view
  /// @throws IllegalArgumentException if there are more entries than axes or two ellipses, a step
  ///   is 0, or the axes would be more than [StridedLayout#MAX_RANK]
  /// @throws IndexOutOfBoundsException if a position is out of range; the message names the axis
  public NDArray slice(Index... index) {
    return view(layout.slice(index));
  }

  /// A multi-dimensional index as Python writes it between brackets: `a.slice("1:5, ::-1, ...")` is
  /// NumPy's `a[1:5, ::-1, ...]`. Does what [#slice(Index...)] does; the text is parsed in every
  /// call.
  ///
  /// @param index the text between Python's brackets; [Index#parse(String)] has the grammar
  /// @return a view
  /// @throws IllegalArgumentException if the text is no index, or as [#slice(Index...)]
  /// @throws IndexOutOfBoundsException if a position is out of range; the message names the axis
  public NDArray slice(String index) {
    return view(layout.slice(Index.parse(index)));
  }

  /// One index along one axis, which is removed: NumPy's `a[:, index]` on axis 1. The other axes
  /// keep their lengths and strides.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @param index the index; a negative one counts from the end
  /// @return a view with one axis less
  /// @throws IllegalArgumentException if there is no such axis
  /// @throws IndexOutOfBoundsException if the index is out of range; the message names the axis
  public NDArray select(int axis, long index) {
    return view(layout.select(axis, index));
  }

  /// The sub-arrays at each index of an axis, in order, as [#select(int, long)] returns them: on
  /// axis 0, NumPy's `for row in a`.
  ///
  /// ```java
  /// image.along(0).forEach(row -> write(row));
  /// ```
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @return views with one axis less, as many as the axis is long
  /// @throws IllegalArgumentException if there is no such axis
  public Stream<NDArray> along(int axis) {
    return LongStream.range(0, shape(axis)).mapToObj(i -> select(axis, i));
  }

  /// The axes in reverse order, shape and strides alike: NumPy's `a.T`. A matrix is transposed;
  /// arrays of rank 0 and 1 look the same.
  ///
  /// @return a view of the same rank
  public NDArray transpose() {
    return view(layout.transpose());
  }

  /// The axes in another order: axis `k` of the result is axis `axes[k]` of this array, with its
  /// length and stride. NumPy's `a.transpose(axes)`.
  ///
  /// ```java
  /// image.permute(2, 0, 1);   // (height, width, channel) as (channel, height, width)
  /// image.permute(-1, 0, 1);  // the same
  /// ```
  ///
  /// @param axes each axis once; negative ones count from the end
  /// @return a view of the same rank
  /// @throws IllegalArgumentException if an axis is missing, repeated or out of range
  public NDArray permute(int... axes) {
    return view(layout.permute(axes));
  }

  /// Two axes exchanged, lengths and strides alike: NumPy's `a.swapaxes(axis1, axis2)`.
  ///
  /// @param axis1 an axis; a negative one counts from the end
  /// @param axis2 another; a negative one counts from the end
  /// @return a view of the same rank
  /// @throws IllegalArgumentException if there is no such axis
  public NDArray swapAxes(int axis1, int axis2) {
    return view(layout.swapAxes(axis1, axis2));
  }

  /// One axis moved to another position; the others keep their order. NumPy's `np.moveaxis(a,
  /// source, destination)`.
  ///
  /// @param source the axis; a negative one counts from the end
  /// @param destination its position in the result; a negative one counts from the end
  /// @return a view of the same rank
  /// @throws IllegalArgumentException if there is no such axis or position
  public NDArray moveAxis(int source, int destination) {
    return view(layout.moveAxis(source, destination));
  }

  /// One axis reversed: NumPy's `np.flip(a, axis)`. The stride changes its sign, and element `(0,
  /// …, 0)` is the one that was last on the axis.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @return a view of the same shape
  /// @throws IllegalArgumentException if there is no such axis
  public NDArray flip(int axis) {
    return view(layout.flip(axis));
  }

  /// A new axis of length 1 and stride 0: NumPy's `np.expand_dims(a, position)`.
  ///
  /// @param position its position in the result; a negative one counts from the result's end, so
  ///   that -1 appends it
  /// @return a view with one axis more
  /// @throws IllegalArgumentException if there is no such position, or the axes would be more than
  ///   [StridedLayout#MAX_RANK]
  public NDArray expandDims(int position) {
    return view(layout.expandDims(position));
  }

  /// Several new axes of length 1 and stride 0: NumPy's `np.expand_dims(a, positions)`.
  ///
  /// ```java
  /// NDArray.zeros(DType.FLOAT64, 3, 4).expandDims(0, 2);  // shape (1, 3, 1, 4)
  /// ```
  ///
  /// @param positions their positions in the result, in any order; negative ones count from the
  ///   result's end
  /// @return a view with as many axes more
  /// @throws IllegalArgumentException if there is no such position, one is named twice, or the axes
  ///   would be more than [StridedLayout#MAX_RANK]
  public NDArray expandDims(int... positions) {
    return view(layout.expandDims(positions));
  }

  /// Without the axes of length 1, whose elements are the same without them: NumPy's `a.squeeze()`.
  /// The other axes keep their strides.
  ///
  /// @return a view
  public NDArray squeeze() {
    return view(layout.squeeze());
  }

  /// Without the given axes, each of which has length 1: NumPy's `a.squeeze(axes)`.
  ///
  /// @param axes the axes; negative ones count from the end
  /// @return a view with as many axes less
  /// @throws IllegalArgumentException if there is no such axis, one is named twice, or one is not
  ///   of length 1
  public NDArray squeeze(int... axes) {
    return view(layout.squeeze(axes));
  }

  /// The same elements in C order under another shape, always as a view: NumPy's `a.reshape(shape,
  /// copy=False)`. The strides follow from the shape. Unlike NumPy's `a.reshape(shape)`, which
  /// silently copies, this throws if elements would have to move. The methods that may copy say so:
  /// [#reshape(CopyPolicy, Order, long...)], [#ravel(Order)], [#flatten(Order)] and
  /// [#contiguous()].
  ///
  /// @param shape the shape; one length may be -1 and is then computed
  /// @return a view
  /// @throws IllegalArgumentException if the number of elements differs, or they would have to
  ///   move: then [#reshape(CopyPolicy, Order, long...)] does it
  public NDArray reshape(long... shape) {
    return reshape(CopyPolicy.NEVER, Order.C, shape);
  }

  /// The same elements under another shape, taken and filled in an order.
  ///
  /// NumPy's `a.reshape(shape, order=..., copy=...)`.
  ///
  /// @param policy whether a copy is allowed; copies live in an automatic arena
  /// @param order [Order#C], [Order#F] or [Order#A]
  /// @param shape the shape; one length may be -1 and is then computed
  /// @return a view, or a copy as the policy says
  /// @throws IllegalArgumentException if the number of elements differs, a copy is needed but not
  ///   allowed, or the order is [Order#K]
  public NDArray reshape(CopyPolicy policy, Order order, long... shape) {
    Objects.requireNonNull(policy, "policy");
    Order resolved = Reshape.order(layout, order);
    long[] lengths = Reshape.resolve(size(), shape);
    boolean always = policy == CopyPolicy.ALWAYS;
    StridedLayout same = always ? null : Reshape.view(layout, resolved, lengths);
    if (same == null && policy == CopyPolicy.NEVER) {
      throw LayoutErrors.needsCopy(layout, dtype, resolved, lengths);
    }
    return same != null
        ? view(same)
        : copy(resolved).view(Reshape.packed(itemSize(), resolved, lengths));
  }

  /// All elements along one axis: a view if they are packed in that order, else a copy in an
  /// automatic arena. NumPy's `a.ravel(order=...)`.
  ///
  /// @param order the order in which the elements are taken
  /// @return an array of rank 1
  public NDArray ravel(Order order) {
    NDArray ordered = view(Reshape.slowestFirst(layout, order));
    return ordered.isCContiguous() ? ordered.reshape(size()) : ordered.flatten(Order.C);
  }

  /// A copy of all elements along one axis, in an automatic arena. NumPy's `a.flatten(order=...)`.
  ///
  /// @param order the order in which the elements are taken
  /// @return a new array of rank 1
  public NDArray flatten(Order order) {
    NDArray packed = view(Reshape.slowestFirst(layout, order)).copy();
    return packed.view(StridedLayout.cOrder(itemSize(), size()));
  }

  /// This array if it is packed in C order, else a packed copy in an automatic arena. NumPy's
  /// `np.ascontiguousarray(a)`, but a single element keeps rank 0.
  ///
  /// @return an array with [#isCContiguous()]
  public NDArray contiguous() {
    return contiguous(Order.C);
  }

  /// This array if it is packed in an order, else a packed copy in an automatic arena. NumPy's
  /// `np.asarray(a, order=...)`.
  ///
  /// @param order the order; [Order#A] takes an array packed in C or Fortran order as it is,
  ///   [Order#K] one packed in any order of its axes
  /// @return a packed array
  public NDArray contiguous(Order order) {
    boolean packed = Reshape.slowestFirst(layout, order).isCContiguous();
    return packed ? this : copy(Arena.ofAuto(), dtype, order);
  }

  /// The same bytes as elements of another type: NumPy's `a.view(dtype)`. Nothing is converted.
  ///
  /// With a type of the same size, shape and strides stay, whatever they are. With a type of
  /// another size, the last axis has to be packed; it gets the length that its bytes have in the
  /// new type.
  ///
  /// @param type the type
  /// @return a view of the same rank
  /// @throws IllegalArgumentException if the sizes differ and the last axis is not packed, its
  ///   bytes are not a whole number of elements, or there is no axis
  public NDArray reinterpret(DType type) {
    return new NDArray(segment, layout.reinterpreted(type.itemSize(), type), type, owner);
  }

  /// Any shape and strides over the memory that this array's owner keeps, from this array's element
  /// `(0, …, 0)` on: NumPy's `np.lib.stride_tricks.as_strided(a, shape, strides)`, but no element
  /// can lie outside the memory. That is checked against the whole of [#segment()], not against
  /// this view.
  ///
  /// @param shape elements per axis
  /// @param strides bytes per step along each axis
  /// @return a view; read-only where elements overlap
  /// @throws IllegalArgumentException if an element would lie outside the memory
  public NDArray asStrided(long[] shape, long[] strides) {
    return asStrided(0, shape, strides);
  }

  /// Any shape and strides over the memory that this array's owner keeps, from another element on:
  /// [#asStrided(long\[\], long\[\])] with an offset.
  ///
  /// @param byteOffset where to begin, in bytes from this array's element `(0, …, 0)`; may be
  ///   negative
  /// @param shape elements per axis
  /// @param strides bytes per step along each axis
  /// @return a view; read-only where elements overlap
  /// @throws IllegalArgumentException if an element would lie outside the memory
  public NDArray asStrided(long byteOffset, long[] shape, long[] strides) {
    long from = LayoutErrors.exactSum(layout.byteOffset(), byteOffset);
    return of(segment, owner, dtype, StridedLayout.of(itemSize(), from, shape, strides));
  }

  /// The elements `(i, i + k)` of two axes, along one axis that replaces both and comes last:
  /// NumPy's `a.diagonal(k, axis1, axis2)`. Its stride is the sum of the two; its length is 0 for a
  /// diagonal outside the array.
  ///
  /// As in NumPy, the view is read-only; `a.asStrided(…)` makes one that can be written.
  ///
  /// @param k which diagonal: 0 the main one, positive above it, negative below
  /// @param axis1 the axis of the first index; a negative one counts from the end
  /// @param axis2 the axis of the second index; a negative one counts from the end
  /// @return a read-only view with one axis less
  /// @throws IllegalArgumentException if an axis does not exist or both are the same
  public NDArray diagonal(long k, int axis1, int axis2) {
    return view(layout.diagonal(k, axis1, axis2)).asReadOnly();
  }

  /// Every window of a given shape, one step apart: NumPy's
  /// `np.lib.stride_tricks.sliding_window_view(a, window)`.
  ///
  /// The windows' positions come first, the axes inside a window last, each with the stride of its
  /// axis. Shape `(6, 8)` with window `(3, 3)` is `(4, 6, 3, 3)`. No element is copied, so windows
  /// share elements, and the view is read-only.
  ///
  /// @param window the window's length along each axis, at least 1
  /// @return a read-only view with twice the axes
  /// @throws IllegalArgumentException if the number of lengths is not the rank, a window is longer
  ///   than its axis, or the axes would be more than [StridedLayout#MAX_RANK]
  public NDArray slidingWindow(long... window) {
    return view(layout.slidingWindow(window)).asReadOnly();
  }

  /// A field of every element of a struct array: NumPy's `a["name"]`. The axes keep their lengths
  /// and strides; the axes of a sub-array follow them.
  ///
  /// @param name the field's name or title
  /// @return a view of the field's type
  /// @throws IllegalArgumentException if there is no such field, or the axes would be more than
  ///   [StridedLayout#MAX_RANK]
  public NDArray field(String name) {
    Field field = dtype.field(name);
    DType type = field.dtype();
    StridedLayout inside = layout.within(type.itemSize(), field.byteOffset(), field.shape());
    return new NDArray(segment, inside, type, owner);
  }

  /// The real parts of a complex array: NumPy's `a.real`. A view of `float32` or `float64` of the
  /// same shape and strides.
  ///
  /// @return a view
  /// @throws IllegalArgumentException if the type is not complex
  public NDArray real() {
    return part(0);
  }

  /// The imaginary parts of a complex array: NumPy's `a.imag`. A view of `float32` or `float64` of
  /// the same shape and strides.
  ///
  /// @return a view
  /// @throws IllegalArgumentException if the type is not complex
  public NDArray imag() {
    return part(1);
  }

  private NDArray part(int index) {
    if (dtype.kind() != DType.Kind.COMPLEX) {
      throw Errors.argument(
          "expected a complex type but found %s", LayoutErrors.describe(layout, dtype));
    }
    DType part = Elements.partOf(dtype);
    return new NDArray(
        segment, layout.within(part.itemSize(), (long) index * part.itemSize()), part, owner);
  }

  /// Stretched to a shape by repeating elements: NumPy's `np.broadcast_to(a, shape)`.
  ///
  /// Shapes are aligned at the last axis. An axis of length 1 is repeated to any length, 0
  /// included, by stride 0; missing axes are added before the first; all other lengths have to
  /// agree. One element of memory may appear many times, so the view is read-only.
  ///
  /// ```java
  /// NDArray.copyOf(new int[] {1, 2, 3}).broadcastTo(2, 3);  // [[1 2 3] [1 2 3]], strides (0, 4)
  /// ```
  ///
  /// @param shape the shape to reach
  /// @return a read-only view
  /// @throws IllegalArgumentException if an axis is neither of length 1 nor as asked, or the shape
  ///   has fewer axes; the message names both shapes
  public NDArray broadcastTo(long... shape) {
    return new NDArray(segment.asReadOnly(), layout.broadcastTo(shape), dtype, owner);
  }

  /// The same elements, without the right to change them: NumPy's `a.flags.writeable = False`, of a
  /// view. The memory may still be changed through other views.
  ///
  /// @return a read-only view; this one if it is already
  public NDArray asReadOnly() {
    return isReadOnly() ? this : new NDArray(segment.asReadOnly(), layout, dtype, owner);
  }

  // --- typed views, for loops

  /// The elements of a `bool`, `int8` or `uint8` array as bytes.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the type is another
  public ByteView asBytes() {
    requireCarrier(isByte(), "asBytes", "bool, int8 or uint8");
    return Segments.isFast(segment) ? new ByteView(segment, layout) : onNativeSegment().asBytes();
  }

  /// The elements of an `int16` or `uint16` array as shorts.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the type is another, or not in this machine's byte order
  public ShortView asShorts() {
    requireCarrier(isInteger(2) && dtype.isNativeOrder(), "asShorts", "int16 or uint16");
    return Segments.isFast(segment) ? new ShortView(segment, layout) : onNativeSegment().asShorts();
  }

  /// The elements of an `int32` or `uint32` array as ints.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the type is another, or not in this machine's byte order
  public IntView asInts() {
    requireCarrier(isInteger(4) && dtype.isNativeOrder(), "asInts", "int32 or uint32");
    return Segments.isFast(segment) ? new IntView(segment, layout) : onNativeSegment().asInts();
  }

  /// The elements of an `int64` or `uint64` array as longs.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the type is another, or not in this machine's byte order
  public LongView asLongs() {
    requireCarrier(isInteger(8) && dtype.isNativeOrder(), "asLongs", "int64 or uint64");
    return Segments.isFast(segment) ? new LongView(segment, layout) : onNativeSegment().asLongs();
  }

  /// The elements of a `float16` array, as floats: read exactly, written rounded to nearest.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the type is another, or not in this machine's byte order
  public Float16View asFloat16s() {
    requireCarrier(dtype.equals(DType.FLOAT16), "asFloat16s", "float16");
    return Segments.isFast(segment)
        ? new Float16View(segment, layout)
        : onNativeSegment().asFloat16s();
  }

  /// The elements of a `bfloat16` array, as floats: read exactly, written rounded to nearest.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the type is another, or not in this machine's byte order
  public BFloat16View asBFloat16s() {
    requireCarrier(dtype.equals(DType.BFLOAT16), "asBFloat16s", "bfloat16");
    return Segments.isFast(segment)
        ? new BFloat16View(segment, layout)
        : onNativeSegment().asBFloat16s();
  }

  /// The elements of a `float32` array.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the type is another, or not in this machine's byte order
  public FloatView asFloats() {
    requireCarrier(dtype.equals(DType.FLOAT32), "asFloats", "float32");
    return Segments.isFast(segment) ? new FloatView(segment, layout) : onNativeSegment().asFloats();
  }

  /// The elements of a `float64` array.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the type is another, or not in this machine's byte order
  public DoubleView asDoubles() {
    requireCarrier(dtype.equals(DType.FLOAT64), "asDoubles", "float64");
    return Segments.isFast(segment)
        ? new DoubleView(segment, layout)
        : onNativeSegment().asDoubles();
  }

  /// The elements through the typed view of their type, one of the eight of [ArrayView]: for code
  /// that takes arrays of any type.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if there is no view of the type, or it is not in this
  ///   machine's byte order
  public ArrayView asView() {
    return switch (dtype.kind()) {
      case BOOL, INT, UINT ->
          switch (itemSize()) {
            case 1 -> asBytes();
            case 2 -> asShorts();
            case 4 -> asInts();
            default -> asLongs();
          };
      case FLOAT ->
          switch (itemSize()) {
            case 2 -> asFloat16s();
            case 4 -> asFloats();
            default -> asDoubles();
          };
      case BFLOAT -> asBFloat16s();
      default ->
          throw LayoutErrors.wrongCarrier(
              "asView", "real numbers", layout, dtype, dtype.isNativeOrder());
    };
  }

  private boolean isByte() {
    return isInteger(1) || dtype.kind() == DType.Kind.BOOL;
  }

  private boolean isInteger(int size) {
    return dtype.isInteger() && dtype.itemSize() == size;
  }

  private void requireCarrier(boolean fits, String view, String accepts) {
    if (!fits) {
      throw LayoutErrors.wrongCarrier(view, accepts, layout, dtype, dtype.isNativeOrder());
    }
  }

  /// The same array of mapped memory through a segment of the native class, see [Segments].
  private NDArray onNativeSegment() {
    Operand plain = operand().onNativeSegment();
    return new NDArray(plain.segment(), layout.atOffset(plain.byteOffset()), dtype, owner);
  }

  // --- copies

  /// A packed copy in C order, in GC-managed memory: NumPy's `a.copy()`.
  ///
  /// @return a new, writable array of the same type and byte order
  public NDArray copy() {
    return copy(dtype);
  }

  /// A packed copy in C order, converted to a type, in GC-managed memory: NumPy's `a.astype(type)`.
  /// Converts as [#copyFrom(NDArray, Casting)] does with [Casting#UNSAFE].
  ///
  /// @param type the type of the copy
  /// @return a new, writable array
  /// @throws ArithmeticException if a time does not fit 64 bits of the type's unit
  /// @throws IllegalArgumentException if the conversion has no meaning
  public NDArray copy(DType type) {
    return copy(Arena.ofAuto(), type, Order.C);
  }

  /// A packed copy, in GC-managed memory: NumPy's `a.copy(order)`.
  ///
  /// @param order the order of the copy; [Order#K] keeps the order of the axes in memory
  /// @return a new, writable array of the same type and byte order
  public NDArray copy(Order order) {
    return copy(Arena.ofAuto(), dtype, order);
  }

  /// A packed copy in C order, in memory of an arena.
  ///
  /// @param arena the arena, which owns the copy's memory
  /// @return a new, writable array of the same type and byte order
  public NDArray copy(Arena arena) {
    return copy(arena, dtype);
  }

  /// A packed copy in C order, converted to a type, in memory of an arena.
  ///
  /// Converts as [#copyFrom(NDArray, Casting)] does with [Casting#UNSAFE].
  ///
  /// @param arena the arena, which owns the copy's memory
  /// @param type the type of the copy
  /// @return a new, writable array
  /// @throws ArithmeticException if a time does not fit 64 bits of the type's unit
  /// @throws IllegalArgumentException if the conversion has no meaning
  public NDArray copy(Arena arena, DType type) {
    return copy(arena, type, Order.C);
  }

  /// A packed copy in an order, converted to a type, in memory of an arena.
  ///
  /// Converts as [#copyFrom(NDArray, Casting)] does with [Casting#UNSAFE].
  ///
  /// @param arena the arena, which owns the copy's memory
  /// @param type the type of the copy
  /// @param order the order of the copy; [Order#K] keeps the order of the axes in memory
  /// @return a new, writable array
  /// @throws ArithmeticException if a time does not fit 64 bits of the type's unit
  /// @throws IllegalArgumentException if the conversion has no meaning
  public NDArray copy(Arena arena, DType type, Order order) {
    StridedLayout packed = Reshape.packedLike(layout, type.itemSize(), order);
    return zeros(arena, type, packed).copyFrom(this, Casting.UNSAFE);
  }

  /// Sets every element from another array, which is broadcast to this shape and converted to this
  /// type, as far as [Casting#SAME_KIND] allows: NumPy's `np.copyto(a, source)`. Where the two
  /// share memory, the result is as if the source had been copied first.
  ///
  /// @param source the values; it may have additional leading axes of length 1
  /// @return this array
  /// @throws ArithmeticException if a time does not fit 64 bits of this type's unit
  /// @throws IllegalArgumentException if this array is read-only or has elements that share memory,
  ///   the shapes do not match, or the conversion is not allowed
  public NDArray copyFrom(NDArray source) {
    return copyFrom(source, Casting.SAME_KIND);
  }

  /// Sets every element from another array, which is broadcast to this shape and converted to this
  /// type: NumPy's `np.copyto(a, source, casting)`. Where the two share memory, the result is as if
  /// the source had been copied first.
  ///
  /// A floating-point number that does not fit an integer type becomes the nearest that does after
  /// rounding towards zero, and NaN becomes 0, on every machine; an integer that does not fit a
  /// smaller integer type loses its high bits; the imaginary part is dropped where the type has
  /// none, but a complex number is true unless both its parts are zero. A time is rounded towards
  /// the past; one that the unit of this type cannot count is rejected, and elements before it may
  /// have been written already.
  ///
  /// @param source the values; it may have additional leading axes of length 1
  /// @param casting how much the conversion may change
  /// @return this array
  /// @throws ArithmeticException if a time does not fit 64 bits of this type's unit
  /// @throws IllegalArgumentException if this array is read-only or has elements that share memory,
  ///   the shapes do not match, or the conversion is not allowed
  public NDArray copyFrom(NDArray source, Casting casting) {
    Copies.copy(operand(), stretched(source), casting);
    return this;
  }

  /// An array stretched to this one's shape, for a kernel.
  private Operand stretched(NDArray source) {
    StridedLayout other = source.layout.withoutLeadingOnes(rank()).broadcastTo(shape());
    return Operand.of(source.segment, other, source.dtype);
  }

  private Operand operand() {
    return Operand.of(segment, layout, dtype);
  }

  /// Sets every element to a number, with the rules of [#setDouble(long\[\], double)]: NumPy's
  /// `a.fill(value)`. A complex element gets it as its real part.
  ///
  /// @param value the value
  /// @return this array
  /// @throws IllegalArgumentException if the array is read-only or its type cannot hold the value
  public NDArray fill(double value) {
    FillKernel.fill(operand(), value);
    return this;
  }

  /// Sets every element to an integer, exactly, with the rules of [#setLong(long\[\], long)]:
  /// NumPy's `a.fill(value)`. A complex element gets it as its real part.
  ///
  /// @param value the value
  /// @return this array
  /// @throws IllegalArgumentException if the array is read-only or its type cannot hold the value
  public NDArray fill(long value) {
    FillKernel.fill(operand(), value);
    return this;
  }

  // --- functions of elements, and reductions

  /// Sets every element to a function of the source's element in the same place: `y.mapFrom(x,
  /// Math::sqrt)`. The source is broadcast, read as `double` and the result converted by the rules
  /// of [#copyFrom(NDArray, Casting)]. Where memory is shared, the result is as if the source had
  /// been copied first. The function is called once per element, in an unspecified order.
  ///
  /// @param source real numbers of any type
  /// @param function the function
  /// @return this array
  /// @throws IllegalArgumentException if this array is read-only or has elements that share memory,
  ///   the shapes do not match, or a type is not of real numbers
  public NDArray mapFrom(NDArray source, DoubleUnaryOperator function) {
    MapKernel.map(operand(), stretched(source), Objects.requireNonNull(function, "function"));
    return this;
  }

  /// Sets every element to a function of two sources' elements in the same place: `c.zipFrom(a, b,
  /// Double::sum)`. The sources are broadcast, read as `double` and the result converted, with the
  /// rules of [#mapFrom(NDArray, DoubleUnaryOperator)].
  ///
  /// @param a real numbers of any type
  /// @param b real numbers of any type
  /// @param function the function
  /// @return this array
  /// @throws IllegalArgumentException as for [#mapFrom(NDArray, DoubleUnaryOperator)]
  public NDArray zipFrom(NDArray a, NDArray b, DoubleBinaryOperator function) {
    MapKernel.zip(
        operand(), stretched(a), stretched(b), Objects.requireNonNull(function, "function"));
    return this;
  }

  /// Sets every element to a function of the source's element in the same place, of integers and
  /// booleans and exactly: unsigned 64-bit numbers pass as their bits, results lose the high bits
  /// that do not fit the type. Otherwise as [#mapFrom(NDArray, DoubleUnaryOperator)].
  ///
  /// @param source integers or booleans
  /// @param function the function
  /// @return this array
  /// @throws IllegalArgumentException as for [#mapFrom(NDArray, DoubleUnaryOperator)], or if a type
  ///   is not of integers
  public NDArray mapLongsFrom(NDArray source, LongUnaryOperator function) {
    MapKernel.mapLongs(operand(), stretched(source), Objects.requireNonNull(function, "function"));
    return this;
  }

  /// Sets every element to a function of two sources' elements in the same place, of integers and
  /// booleans and exactly, as [#mapLongsFrom(NDArray, LongUnaryOperator)] does of one.
  ///
  /// @param a integers or booleans
  /// @param b integers or booleans
  /// @param function the function
  /// @return this array
  /// @throws IllegalArgumentException as for [#mapLongsFrom(NDArray, LongUnaryOperator)]
  public NDArray zipLongsFrom(NDArray a, NDArray b, LongBinaryOperator function) {
    MapKernel.zipLongs(
        operand(), stretched(a), stretched(b), Objects.requireNonNull(function, "function"));
    return this;
  }

  /// The sum of all elements: NumPy's `a.sum()`. Integers are summed exactly, and a sum that a
  /// `double` does not hold is rejected, not rounded; floating-point numbers are summed in an
  /// unspecified order, more exactly than one after the other.
  ///
  /// @return the sum, 0 without elements
  /// @throws ArithmeticException if the type is of integers and the sum is no `double`: see
  ///   [#sumLong()]
  /// @throws IllegalArgumentException if the type is not of real numbers
  public double sum() {
    return Reductions.sum(operand());
  }

  /// The exact sum of all elements of a type of integers, or the number of true ones.
  ///
  /// @return the sum, 0 without elements
  /// @throws ArithmeticException if it does not fit a `long`
  /// @throws IllegalArgumentException if the type is not of integers or booleans
  public long sumLong() {
    return Reductions.sumLong(operand());
  }

  /// The least element: NumPy's `a.min()`. An integer that a `double` does not hold is rejected,
  /// not rounded.
  ///
  /// @return the least, NaN if there is one
  /// @throws ArithmeticException if the type is of integers and the element is no `double`: see
  ///   [#minLong()]
  /// @throws IllegalArgumentException if there are no elements, or the type is not of real numbers
  public double min() {
    return Reductions.extremeDouble(operand(), false);
  }

  /// The greatest element: NumPy's `a.max()`. An integer that a `double` does not hold is rejected,
  /// not rounded.
  ///
  /// @return the greatest, NaN if there is one
  /// @throws ArithmeticException if the type is of integers and the element is no `double`: see
  ///   [#maxLong()]
  /// @throws IllegalArgumentException if there are no elements, or the type is not of real numbers
  public double max() {
    return Reductions.extremeDouble(operand(), true);
  }

  /// The least element of a type of integers, exactly.
  ///
  /// @return the least
  /// @throws ArithmeticException if it does not fit a `long`
  /// @throws IllegalArgumentException if there are no elements, or the type is not of integers or
  ///   booleans
  public long minLong() {
    return Reductions.extremeLong(operand(), false);
  }

  /// The greatest element of a type of integers, exactly.
  ///
  /// @return the greatest
  /// @throws ArithmeticException if it does not fit a `long`
  /// @throws IllegalArgumentException if there are no elements, or the type is not of integers or
  ///   booleans
  public long maxLong() {
    return Reductions.extremeLong(operand(), true);
  }

  // --- to Java arrays
  //
  // One rule for the six: what the Java type holds (Casting.SAFE), and unsigned integers and
  // booleans
  // of its size as their bits.

  /// The elements in C order as `double`, from any type of real numbers: `true` is 1, 64-bit
  /// integers beyond 2^53 are rounded. NumPy's `a.astype(float).ravel()`.
  ///
  /// Any other type is converted explicitly: `copy(DType.FLOAT64).toDoubleArray()`.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the type is another, or there are more elements than a
  ///   Java array holds
  public double[] toDoubleArray() {
    return HeapArrays.doubles(operand());
  }

  /// The elements in C order as `float`, from `bool`, integers of at most 16 bits, `float16`,
  /// `bfloat16` or `float32`.
  ///
  /// Any other type is converted explicitly: `copy(DType.FLOAT32).toFloatArray()`.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the type is another, or there are more elements than a
  ///   Java array holds
  public float[] toFloatArray() {
    return HeapArrays.floats(operand());
  }

  /// The elements in C order as `long`, from `bool` or integers; those of `uint64` as their bits.
  ///
  /// Any other type is converted explicitly: `copy(DType.INT64).toLongArray()`.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the type is another, or there are more elements than a
  ///   Java array holds
  public long[] toLongArray() {
    return HeapArrays.longs(operand());
  }

  /// The elements in C order as `int`, from `bool` or integers of at most 32 bits; those of
  /// `uint32` as their bits.
  ///
  /// Any other type is converted explicitly: `copy(DType.INT32).toIntArray()`.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the type is another, or there are more elements than a
  ///   Java array holds
  public int[] toIntArray() {
    return HeapArrays.ints(operand());
  }

  /// The elements in C order as `short`, from `bool` or integers of at most 16 bits; those of
  /// `uint16` as their bits.
  ///
  /// Any other type is converted explicitly: `copy(DType.INT16).toShortArray()`.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the type is another, or there are more elements than a
  ///   Java array holds
  public short[] toShortArray() {
    return HeapArrays.shorts(operand());
  }

  /// The elements in C order as `byte`, from `bool` or integers of 8 bits; those of `uint8` as
  /// their bits, those of `bool` as their bytes. [#rawBytes()] takes the bytes of any type.
  ///
  /// Any other type is converted explicitly: `copy(DType.INT8).toByteArray()`.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the type is another, or there are more elements than a
  ///   Java array holds
  public byte[] toByteArray() {
    return HeapArrays.bytes(operand());
  }

  /// The elements' bytes in C order, in the type's byte order: NumPy's `a.tobytes()`.
  ///
  /// @return a new Java array of [#byteSize()] bytes
  /// @throws IllegalArgumentException if there are more bytes than a Java array holds
  public byte[] rawBytes() {
    return HeapArrays.rawBytes(operand());
  }

  /// The elements' bytes in an order, in the type's byte order: NumPy's `a.tobytes(order)`.
  ///
  /// @param order the order in which the elements are taken
  /// @return a new Java array of [#byteSize()] bytes
  /// @throws IllegalArgumentException if there are more bytes than a Java array holds
  public byte[] rawBytes(Order order) {
    return view(Reshape.slowestFirst(layout, order)).rawBytes();
  }

  // --- comparison and text

  /// Whether another array has the same shape and equal elements: NumPy's `np.array_equal(a, b)`.
  /// They are compared as numbers: an `int32` 1 equals a `float64` 1, and NaN equals nothing,
  /// itself included. Times are equal if they mean the same instant or span, whatever their units,
  /// and "not a time" equals nothing.
  ///
  /// @param other the other array
  /// @return true if so
  public boolean contentEquals(NDArray other) {
    return Comparison.equal(operand(), other.operand());
  }

  /// Prints as NumPy's `str` does; an array without elements or of more than 1000 also names its
  /// shape and, unless implied, its type: `[], shape=(0, 3), dtype=float32`. A text of rank 0
  /// prints as it does inside an array, `b'x'`, and not as NumPy's scalar, `np.bytes_(b'x')`; dates
  /// beyond the range of 64 bits are right where NumPy's wrap around. Never throws: what cannot be
  /// read (a closed arena, another thread's memory, a cut file) is described instead.
  ///
  /// @return the text
  @Override
  public String toString() {
    return ArrayPrinter.print(segment, layout, dtype);
  }
}
