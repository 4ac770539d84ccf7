package org.culebra.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
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
/// says what the elements are and a [MemoryOwner] that says who keeps the memory.
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

  /// A new array of zeros in C order whose memory is freed by the garbage collector some time after
  /// the last view of it has become unreachable. It can be used from every thread and handed to
  /// others for as long as they like. Prefer an arena for many or big short-lived arrays.
  ///
  /// All such memory of the JVM together is limited by `-XX:MaxDirectMemorySize`, which is the
  /// heap's greatest size (`-Xmx`) unless the flag says otherwise; so it is for every method that
  /// makes an array and takes no arena. Memory of an arena that can be closed is not limited, nor
  /// is that of `ExchangeArena.ofAuto()` in the module `org.culebra.ffi`.
  ///
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array
  /// @throws IllegalArgumentException if the shape is not one
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
  /// @throws IllegalArgumentException if the shape is not one, or the arena gives memory on the
  ///   heap or of another size
  /// @throws IllegalStateException if the arena is closed
  public static NDArray zeros(Arena arena, DType dtype, long... shape) {
    StridedLayout layout = StridedLayout.cOrder(dtype.itemSize(), shape);
    MemorySegment segment = ArenaMemory.zeros(arena, layout.byteSize(), ALIGNMENT);
    return new NDArray(segment, layout, dtype, MemoryOwner.of(arena, segment));
  }

  /// Views memory as a C-ordered array from its first byte on. The array borrows the memory:
  /// nothing is copied, and it ends with the segment's arena. A read-only segment gives a read-only
  /// array.
  ///
  /// Of a wrapped segment it is not known how long it lives: in the global scope lies each address
  /// of C, and an automatic one may only borrow the memory. So it cannot be exported without a
  /// copy; [#of(MemorySegment, MemoryOwner, DType, StridedLayout)] lets the caller say so.
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
  /// order unless the type says otherwise; the order set on the buffer means nothing here.
  ///
  /// @param buffer a direct buffer
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array
  /// @throws IllegalArgumentException if the buffer is on the heap or too small for the shape
  public static NDArray of(ByteBuffer buffer, DType dtype, long... shape) {
    return of(MemorySegment.ofBuffer(buffer), dtype, shape);
  }

  /// Views a whole segment as one axis. The array borrows the memory; its owner is asked when the
  /// memory is exported.
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

  /// Views memory through any layout. The array borrows the memory; its owner is asked when the
  /// memory is exported. A read-only segment gives a read-only array, and so do elements that
  /// overlap, since a write to one would change others: see [StridedLayout#mayOverlapItself()].
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
  /// overlap is not looked at, and the array is as writable as the segment.
  ///
  /// @param segment native or mapped memory, from whose first byte the layout counts
  /// @param owner who keeps the memory alive, see [Retention]
  /// @param dtype the type of the elements
  /// @param layout where the elements are, none on another
  /// @return the array
  /// @throws IllegalArgumentException as [#of(MemorySegment, MemoryOwner, DType, StridedLayout)]
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

  // --- what it is

  /// The type of the elements.
  ///
  /// @return the type
  public DType dtype() {
    return dtype;
  }

  /// The number of axes.
  ///
  /// @return the number of axes, 0 for a single element
  public int rank() {
    return layout.rank();
  }

  /// The lengths of all axes.
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

  /// The strides of all axes.
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

  /// The number of elements.
  ///
  /// @return the product of the shape, 1 for rank 0
  public long size() {
    return layout.size();
  }

  /// The size of one element.
  ///
  /// @return the size in bytes
  public int itemSize() {
    return layout.itemSize();
  }

  /// The bytes that the elements fill when packed, NumPy's `nbytes`.
  ///
  /// @return size times item size
  public long byteSize() {
    return layout.byteSize();
  }

  /// The bytes that the elements touch, from the lowest to before the highest, counted from element
  /// `(0, …, 0)`; NumPy's term. A reversed axis reaches below 0.
  ///
  /// @return the bounds `[low, high)` in bytes; both 0 without elements
  public ByteExtent byteExtent() {
    long from = layout.byteOffset();
    return new ByteExtent(layout.lowByte() - from, layout.highByte() - from);
  }

  /// Whether this array and another have a byte in common.
  ///
  /// @param other the other array
  /// @return false if they certainly have none; true if they have, or if it is too hard to tell
  public boolean mayShareMemory(NDArray other) {
    StridedLayout a = layout;
    StridedLayout b = other.layout;
    long start = segment.address();
    long otherStart = other.segment.address();
    boolean meet =
        start + a.lowByte() < otherStart + b.highByte()
            && otherStart + b.lowByte() < start + a.highByte();
    return meet && Overlap.mayShare(operand(), other.operand());
  }

  /// Whether writing is refused. Views of a read-only array are read-only.
  ///
  /// @return true if read-only
  public boolean isReadOnly() {
    return segment.isReadOnly();
  }

  /// Whether the elements lie packed in C order.
  ///
  /// @return true if so; always for an array without elements
  public boolean isCContiguous() {
    return layout.isCContiguous();
  }

  /// Whether the elements lie packed in Fortran order.
  ///
  /// @return true if so; always for an array without elements
  public boolean isFContiguous() {
    return layout.isFContiguous();
  }

  /// Whether every element lies at a multiple of its type's alignment. Access works either way; C
  /// code may insist.
  ///
  /// @return true if so; always for an array without elements
  public boolean isAligned() {
    if (size() == 0) {
      return true;
    }
    long bits = address();
    for (int k = 0; k < layout.rank(); k++) {
      bits |= layout.lengthAt(k) > 1 ? layout.strideAt(k) : 0;
    }
    return (bits & dtype.alignment() - 1) == 0;
  }

  /// The layout, counted in bytes from the beginning of [#segment()].
  ///
  /// @return the layout
  public StridedLayout layout() {
    return layout;
  }

  /// The memory that this array and all its views look into. It is not cut to the array: the
  /// elements are where [#layout()] says.
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

  /// Where element `(0, …, 0)` lies in memory. The address says nothing about how long it will be
  /// valid.
  ///
  /// @return the address
  public long address() {
    return segment.address() + layout.byteOffset();
  }

  /// Who keeps the memory alive when it is handed to others.
  ///
  /// @return the owner
  public MemoryOwner owner() {
    return owner;
  }

  // --- single elements, converted

  /// An element as a `double`, from any type of real numbers. For loops take a typed view:
  /// [#asDoubles()].
  ///
  /// @param index one index per axis, not negative
  /// @return the value; integers beyond 2^53 are rounded, true is 1
  /// @throws IllegalArgumentException if the type is not of real numbers, or the number of indices
  ///   is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range
  public double getDouble(long... index) {
    return Elements.getDouble(segment, layout.byteOffset(index), dtype);
  }

  /// An element as a `long`, from any type of real numbers, or the count of a time.
  ///
  /// @param index one index per axis, not negative
  /// @return the value; true is 1
  /// @throws ArithmeticException if the value is not an integer in the range of `long`
  /// @throws IllegalArgumentException if the type is neither of real numbers nor of times, or the
  ///   number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range
  public long getLong(long... index) {
    return Elements.getLong(segment, layout.byteOffset(index), dtype);
  }

  /// An element as a truth value, from any type of real numbers.
  ///
  /// @param index one index per axis, not negative
  /// @return false for zero, true for anything else, NaN included
  /// @throws IllegalArgumentException if the type is not of real numbers, or the number of indices
  ///   is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range
  public boolean getBoolean(long... index) {
    return getDouble(index) != 0;
  }

  /// Sets an element, converted to the array's type. A floating-point type rounds; an integer type
  /// takes only values that it can hold exactly. For loops take a typed view: [#asDoubles()].
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws IllegalArgumentException if the type cannot hold the value, the array is read-only, or
  ///   the number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setDouble(long[] index, double value) {
    requireWritable();
    Elements.setDouble(segment, layout.byteOffset(index), dtype, value);
  }

  /// Sets the element of a rank-0 array, as [#setDouble(long\[\], double)] does.
  ///
  /// @param value the value
  public void setDouble(double value) {
    setDouble(new long[0], value);
  }

  /// Sets an element of a rank-1 array, as [#setDouble(long\[\], double)] does.
  ///
  /// @param i the index
  /// @param value the value
  public void setDouble(long i, double value) {
    setDouble(new long[] {i}, value);
  }

  /// Sets an element of a rank-2 array, as [#setDouble(long\[\], double)] does.
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param value the value
  public void setDouble(long i, long j, double value) {
    setDouble(new long[] {i, j}, value);
  }

  /// Sets an element of a rank-3 array, as [#setDouble(long\[\], double)] does.
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param value the value
  public void setDouble(long i, long j, long k, double value) {
    setDouble(new long[] {i, j, k}, value);
  }

  /// Sets an element of a rank-4 array, as [#setDouble(long\[\], double)] does.
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param l the index on axis 3
  /// @param value the value
  public void setDouble(long i, long j, long k, long l, double value) {
    setDouble(new long[] {i, j, k, l}, value);
  }

  /// Sets an element, converted to the array's type. A floating-point type rounds; an integer type
  /// takes only values in its range. For loops take a typed view: [#asLongs()].
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws IllegalArgumentException if the type cannot hold the value, the array is read-only, or
  ///   the number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setLong(long[] index, long value) {
    requireWritable();
    Elements.setLong(segment, layout.byteOffset(index), dtype, value);
  }

  /// Sets the element of a rank-0 array, as [#setLong(long\[\], long)] does.
  ///
  /// @param value the value
  public void setLong(long value) {
    setLong(new long[0], value);
  }

  /// Sets an element of a rank-1 array, as [#setLong(long\[\], long)] does.
  ///
  /// @param i the index
  /// @param value the value
  public void setLong(long i, long value) {
    setLong(new long[] {i}, value);
  }

  /// Sets an element of a rank-2 array, as [#setLong(long\[\], long)] does.
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param value the value
  public void setLong(long i, long j, long value) {
    setLong(new long[] {i, j}, value);
  }

  /// Sets an element of a rank-3 array, as [#setLong(long\[\], long)] does.
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param value the value
  public void setLong(long i, long j, long k, long value) {
    setLong(new long[] {i, j, k}, value);
  }

  /// Sets an element of a rank-4 array, as [#setLong(long\[\], long)] does.
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param l the index on axis 3
  /// @param value the value
  public void setLong(long i, long j, long k, long l, long value) {
    setLong(new long[] {i, j, k, l}, value);
  }

  /// Sets an element of a type of real numbers to 1 or 0.
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws IllegalArgumentException if the type is not of real numbers, the array is read-only,
  ///   or the number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setBoolean(long[] index, boolean value) {
    Elements.requireReal(dtype);
    setLong(index, value ? 1 : 0);
  }

  /// Sets the element of a rank-0 array, as [#setBoolean(long\[\], boolean)] does.
  ///
  /// @param value the value
  public void setBoolean(boolean value) {
    setBoolean(new long[0], value);
  }

  /// Sets an element of a rank-1 array, as [#setBoolean(long\[\], boolean)] does.
  ///
  /// @param i the index
  /// @param value the value
  public void setBoolean(long i, boolean value) {
    setBoolean(new long[] {i}, value);
  }

  /// Sets an element of a rank-2 array, as [#setBoolean(long\[\], boolean)] does.
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param value the value
  public void setBoolean(long i, long j, boolean value) {
    setBoolean(new long[] {i, j}, value);
  }

  /// Sets an element of a rank-3 array, as [#setBoolean(long\[\], boolean)] does.
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param value the value
  public void setBoolean(long i, long j, long k, boolean value) {
    setBoolean(new long[] {i, j, k}, value);
  }

  /// Sets an element of a rank-4 array, as [#setBoolean(long\[\], boolean)] does.
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param l the index on axis 3
  /// @param value the value
  public void setBoolean(long i, long j, long k, long l, boolean value) {
    setBoolean(new long[] {i, j, k, l}, value);
  }

  /// An element of a text type.
  ///
  /// @param index one index per axis, not negative
  /// @return the text without its padding; a byte is the character of its number (Latin-1)
  /// @throws IllegalArgumentException if the type is not text, or the number of indices is not the
  ///   rank
  /// @throws IndexOutOfBoundsException if an index is out of range
  public String getString(long... index) {
    return Texts.get(segment, layout.byteOffset(index), dtype);
  }

  /// Sets an element of a text type, padded with NUL.
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws IllegalArgumentException if the type is not text or cannot hold the value, the array
  ///   is read-only, or the number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void setString(long[] index, String value) {
    Objects.requireNonNull(value, "value");
    requireWritable();
    Texts.set(segment, layout.byteOffset(index), dtype, value);
  }

  /// Sets the element of a rank-0 array, as [#setString(long\[\], String)] does.
  ///
  /// @param value the value
  public void setString(String value) {
    setString(new long[0], value);
  }

  /// Sets an element of a rank-1 array, as [#setString(long\[\], String)] does.
  ///
  /// @param i the index
  /// @param value the value
  public void setString(long i, String value) {
    setString(new long[] {i}, value);
  }

  /// Sets an element of a rank-2 array, as [#setString(long\[\], String)] does.
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param value the value
  public void setString(long i, long j, String value) {
    setString(new long[] {i, j}, value);
  }

  /// Sets an element of a rank-3 array, as [#setString(long\[\], String)] does.
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param value the value
  public void setString(long i, long j, long k, String value) {
    setString(new long[] {i, j, k}, value);
  }

  /// Sets an element of a rank-4 array, as [#setString(long\[\], String)] does.
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param k the index on axis 2
  /// @param l the index on axis 3
  /// @param value the value
  public void setString(long i, long j, long k, long l, String value) {
    setString(new long[] {i, j, k, l}, value);
  }

  private void requireWritable() {
    if (segment.isReadOnly()) {
      throw LayoutErrors.readOnly(layout, dtype);
    }
  }

  // --- views

  private NDArray view(StridedLayout other) {
    return new NDArray(segment, other, dtype, owner);
  }

  /// See [StridedLayout#slice(int, long, long, long)].
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @param start the first index
  /// @param stop the index before which to stop
  /// @param step the step, not 0
  /// @return a view
  public NDArray slice(int axis, long start, long stop, long step) {
    return view(layout.slice(axis, start, stop, step));
  }

  /// From `start` to before `stop` along one axis.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @param start the first index
  /// @param stop the index before which to stop
  /// @return a view
  public NDArray slice(int axis, long start, long stop) {
    return view(layout.slice(axis, start, stop, 1));
  }

  /// See [StridedLayout#slice(Index...)].
  ///
  /// @param index the entries, see [Index]
  /// @return a view
  public NDArray slice(Index... index) {
    return view(layout.slice(index));
  }

  /// An index as Python writes it: `array.slice("1:5, ::-1, ...")`. See [Index#parse(String)].
  ///
  /// @param index the text between Python's brackets
  /// @return a view
  public NDArray slice(String index) {
    return view(layout.slice(Index.parse(index)));
  }

  /// See [StridedLayout#select(int, long)].
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @param index the index; a negative one counts from the end
  /// @return a view with one axis less
  public NDArray select(int axis, long index) {
    return view(layout.select(axis, index));
  }

  /// The axes in reverse order.
  ///
  /// @return a view
  public NDArray transpose() {
    return view(layout.transpose());
  }

  /// See [StridedLayout#permute(int...)].
  ///
  /// @param axes each axis once; negative ones count from the end
  /// @return a view
  public NDArray permute(int... axes) {
    return view(layout.permute(axes));
  }

  /// See [StridedLayout#swapAxes(int, int)].
  ///
  /// @param axis1 an axis
  /// @param axis2 another
  /// @return a view
  public NDArray swapAxes(int axis1, int axis2) {
    return view(layout.swapAxes(axis1, axis2));
  }

  /// See [StridedLayout#moveAxis(int, int)].
  ///
  /// @param source the axis
  /// @param destination its new position
  /// @return a view
  public NDArray moveAxis(int source, int destination) {
    return view(layout.moveAxis(source, destination));
  }

  /// See [StridedLayout#flip(int)].
  ///
  /// @param axis the axis to reverse
  /// @return a view
  public NDArray flip(int axis) {
    return view(layout.flip(axis));
  }

  /// See [StridedLayout#expandDims(int)].
  ///
  /// @param position the new axis's position
  /// @return a view
  public NDArray expandDims(int position) {
    return view(layout.expandDims(position));
  }

  /// Without the axes of length 1.
  ///
  /// @return a view
  public NDArray squeeze() {
    return view(layout.squeeze());
  }

  /// See [StridedLayout#squeeze(int...)].
  ///
  /// @param axes axes of length 1
  /// @return a view
  public NDArray squeeze(int... axes) {
    return view(layout.squeeze(axes));
  }

  /// The same elements in C order under another shape, always as a view: where elements would have
  /// to move it refuses, other than NumPy's, which then copies without a word. The methods that may
  /// copy say so: [#reshape(CopyPolicy, Order, long...)], [#ravel(Order)], [#flatten(Order)] and
  /// [#contiguous()].
  ///
  /// @param shape the shape; one length may be -1 and is then computed
  /// @return a view
  /// @throws IllegalArgumentException if the number of elements differs, or they would have to be
  ///   moved: then [#reshape(CopyPolicy, Order, long...)] does it
  public NDArray reshape(long... shape) {
    return reshape(CopyPolicy.NEVER, Order.C, shape);
  }

  /// The same elements under another shape, taken and filled in an order.
  ///
  /// @param policy whether elements may move into new memory, which then is the garbage collector's
  /// @param order [Order#C], [Order#F], or [Order#K], which here means F for an array that is
  ///   packed in Fortran order only, else C (NumPy's `A`)
  /// @param shape the shape; one length may be -1 and is then computed
  /// @return a view, or a copy as the policy says
  /// @throws IllegalArgumentException if the number of elements differs, or they would have to be
  ///   moved and must not
  public NDArray reshape(CopyPolicy policy, Order order, long... shape) {
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(order, "order");
    boolean fortran = order == Order.F || order == Order.K && isFContiguous() && !isCContiguous();
    long[] resolved = Reshape.resolve(size(), shape);
    if (fortran) {
      // Fortran order is C order of the reversed axes.
      return transpose().reshapeInC(policy, Reshape.reversed(resolved)).transpose();
    }
    return reshapeInC(policy, resolved);
  }

  private NDArray reshapeInC(CopyPolicy policy, long[] shape) {
    StridedLayout reshaped = policy == CopyPolicy.ALWAYS ? null : layout.reshaped(shape);
    if (reshaped != null) {
      return view(reshaped);
    }
    if (policy == CopyPolicy.NEVER) {
      throw Errors.argument(
          "expected strides that can be read as shape %s without a copy but found %s:"
              + " reshape(CopyPolicy.IF_NEEDED, Order.C, …) copies",
          Errors.tuple(shape), LayoutErrors.describe(layout, dtype));
    }
    NDArray copy = copy();
    return copy.view(StridedLayout.cOrder(itemSize(), shape));
  }

  /// All elements along one axis: a view if they are packed in that order, else a copy.
  ///
  /// @param order [Order#C], [Order#F], or [Order#K]: the order in which they lie in memory
  /// @return an array of rank 1
  public NDArray ravel(Order order) {
    Objects.requireNonNull(order, "order");
    NDArray ordered =
        order == Order.K ? permute(layout.memoryOrder()) : order == Order.F ? transpose() : this;
    return ordered.isCContiguous()
        ? ordered.reshapeInC(CopyPolicy.NEVER, new long[] {size()})
        : ordered.flatten(Order.C);
  }

  /// A copy of all elements along one axis.
  ///
  /// @param order [Order#C], [Order#F], or [Order#K]: the order in which they lie in memory
  /// @return a new array of rank 1
  public NDArray flatten(Order order) {
    Objects.requireNonNull(order, "order");
    NDArray ordered =
        order == Order.K ? permute(layout.memoryOrder()) : order == Order.F ? transpose() : this;
    return ordered.reshapeInC(CopyPolicy.ALWAYS, new long[] {size()});
  }

  /// This array if it is packed in C order, else a packed copy in memory of the garbage collector.
  ///
  /// @return an array with [#isCContiguous()]
  public NDArray contiguous() {
    return contiguous(Order.C);
  }

  /// This array if it is packed in an order, else a packed copy in memory of the garbage collector.
  ///
  /// @param order the order; [Order#K] asks for any packed order and keeps that of the axes
  /// @return a packed array
  public NDArray contiguous(Order order) {
    boolean packed =
        switch (order) {
          case C -> isCContiguous();
          case F -> isFContiguous();
          case K -> layout.permute(layout.memoryOrder()).isCContiguous();
        };
    return packed ? this : copy(Arena.ofAuto(), dtype, order);
  }

  /// The same bytes as elements of another type. Of the same size, any strides will do; of another,
  /// the last axis has to be packed, and grows or shrinks.
  ///
  /// @param type the type; nothing is converted
  /// @return a view
  /// @throws IllegalArgumentException if the sizes differ and the last axis is not packed, its
  ///   bytes are not a whole number of elements, or there is no axis
  public NDArray reinterpret(DType type) {
    return new NDArray(segment, layout.reinterpreted(type.itemSize(), type), type, owner);
  }

  /// Any layout over the memory that this array's owner holds, counted from this array's element
  /// `(0, …, 0)`: checked against the whole of [#segment()], not against this view.
  ///
  /// @param shape elements per axis
  /// @param strides bytes per step along each axis
  /// @return a view; read-only where elements overlap
  /// @throws IllegalArgumentException if an element would lie outside the memory
  public NDArray asStrided(long[] shape, long[] strides) {
    return asStrided(0, shape, strides);
  }

  /// As [#asStrided(long\[\], long\[\])], from another element on.
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

  /// See [StridedLayout#diagonal(long, int, int)].
  ///
  /// @param k which diagonal: 0 the main one, positive above, negative below
  /// @param axis1 the axis of the first index
  /// @param axis2 the axis of the second index
  /// @return a read-only view
  public NDArray diagonal(long k, int axis1, int axis2) {
    return view(layout.diagonal(k, axis1, axis2)).asReadOnly();
  }

  /// See [StridedLayout#slidingWindow(long...)].
  ///
  /// @param window the window's length along each axis
  /// @return a read-only view, since windows share elements
  public NDArray slidingWindow(long... window) {
    return view(layout.slidingWindow(window)).asReadOnly();
  }

  /// A field of a struct array. A sub-array's axes follow this array's.
  ///
  /// @param name the field's name or title
  /// @return a view of every element's field
  /// @throws IllegalArgumentException if there is no such field, or the axes would be more than
  ///   [StridedLayout#MAX_RANK]
  public NDArray field(String name) {
    Field field = dtype.field(name);
    StridedLayout.checkRank(rank() + field.shape().length);
    return field(field);
  }

  /// Inside, where fields are walked, the axes may be more than [StridedLayout#MAX_RANK].
  private NDArray field(Field field) {
    StridedLayout inside = layout.within(field.dtype().itemSize(), field.byteOffset());
    long[] shape = field.shape();
    long[] strides = StridedLayout.packedStrides(field.dtype().itemSize(), shape, Order.C);
    for (int k = 0; k < shape.length; k++) {
      inside = inside.withInserted(inside.rank(), shape[k], strides[k]);
    }
    return new NDArray(segment, inside, field.dtype(), owner);
  }

  /// The real parts of a complex array.
  ///
  /// @return a view
  /// @throws IllegalArgumentException if the type is not complex
  public NDArray real() {
    return part(0);
  }

  /// The imaginary parts of a complex array.
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
    int half = dtype.itemSize() / 2;
    DType part = (half == 4 ? DType.FLOAT32 : DType.FLOAT64).withByteOrder(dtype.byteOrder());
    return new NDArray(segment, layout.within(half, (long) index * half), part, owner);
  }

  /// Repeated to a shape, see [StridedLayout#broadcastTo(long...)]. The view is read-only, since
  /// one element of memory may appear many times.
  ///
  /// @param shape the shape to reach
  /// @return a read-only view
  public NDArray broadcastTo(long... shape) {
    return new NDArray(segment.asReadOnly(), layout.broadcastTo(shape), dtype, owner);
  }

  /// The same elements, without the right to change them.
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

  private boolean isByte() {
    return isInteger(1) || dtype.kind() == DType.Kind.BOOL;
  }

  private boolean isInteger(int size) {
    return dtype.isInteger() && dtype.itemSize() == size;
  }

  private void requireCarrier(boolean fits, String view, String accepts) {
    if (!fits) {
      throw LayoutErrors.wrongCarrier(view, accepts, layout, dtype);
    }
  }

  /// The same array of mapped memory through a segment of the native class, see [Segments].
  private NDArray onNativeSegment() {
    if (Segments.isFast(segment)) {
      return this;
    }
    if (size() == 0) {
      // No byte of the memory, but its scope and access.
      return new NDArray(Segments.rebase(segment, 0, 0), layout.atOffset(0), dtype, owner);
    }
    MemorySegment plain = Segments.rebase(segment, layout.lowByte(), layout.highByte());
    return new NDArray(plain, layout.atOffset(address() - plain.address()), dtype, owner);
  }

  // --- copies

  /// A packed copy in C order, in memory of the garbage collector.
  ///
  /// @return a new, writable array of the same type and byte order
  public NDArray copy() {
    return copy(dtype);
  }

  /// A packed copy in C order, converted to a type, in memory of the garbage collector.
  ///
  /// @param type the type of the copy
  /// @return a new, writable array
  /// @throws ArithmeticException if a time does not fit 64 bits of the type's unit
  /// @throws IllegalArgumentException if the conversion has no meaning
  public NDArray copy(DType type) {
    return copy(Arena.ofAuto(), type, Order.C);
  }

  /// A packed copy, in memory of the garbage collector.
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
    NDArray packed = zeros(arena, type, shapeInMemory(order)).inOrderOf(this, order);
    return packed.copyFrom(this, Casting.UNSAFE);
  }

  /// The axes' lengths from the slowest to the fastest that a packed array in an order has.
  private long[] shapeInMemory(Order order) {
    return switch (order) {
      case C -> shape();
      case F -> Reshape.reversed(shape());
      case K -> layout.permute(layout.memoryOrder()).shape();
    };
  }

  private NDArray inOrderOf(NDArray model, Order order) {
    return switch (order) {
      case C -> this;
      case F -> transpose();
      case K -> permute(Reshape.inverse(model.layout.memoryOrder()));
    };
  }

  /// Sets every element from another array, which is broadcast to this shape and converted to this
  /// type, as far as [Casting#SAME_KIND] allows. Where the two share memory, the result is as if
  /// the source had been copied first.
  ///
  /// @param source the values; axes of length 1 in front of it may be more than this array has
  /// @return this array
  /// @throws ArithmeticException if a time does not fit 64 bits of this type's unit
  /// @throws IllegalArgumentException if this array is read-only or has elements that share memory,
  ///   the shapes do not match, or the conversion is not allowed
  public NDArray copyFrom(NDArray source) {
    return copyFrom(source, Casting.SAME_KIND);
  }

  /// Sets every element from another array, which is broadcast to this shape and converted to this
  /// type. Where the two share memory, the result is as if the source had been copied first.
  ///
  /// A floating-point number that does not fit an integer type becomes the nearest that does after
  /// rounding towards zero, and NaN becomes 0, on every machine; an integer that does not fit a
  /// smaller integer type loses its high bits; the imaginary part is dropped where the type has
  /// none, but a complex number is true unless both its parts are zero. A time is rounded towards
  /// the past; one that the unit of this type cannot count is refused, when others may have been
  /// written already.
  ///
  /// @param source the values; axes of length 1 in front of it may be more than this array has
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

  /// Sets every element to a number, as [#setDouble(long\[\], double)] does.
  ///
  /// @param value the value
  /// @return this array
  /// @throws IllegalArgumentException if the array is read-only or its type cannot hold the value
  public NDArray fill(double value) {
    FillKernel.fill(operand(), value);
    return this;
  }

  /// Sets every element to an integer, as [#setLong(long\[\], long)] does.
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
  /// been copied first. The function is called once per element, in no stated order.
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

  /// Sets every element to a function of two sources' elements in the same place, as
  /// [#mapFrom(NDArray, DoubleUnaryOperator)] does: `c.zipFrom(a, b, Double::sum)`.
  ///
  /// @param a real numbers of any type
  /// @param b real numbers of any type
  /// @param function the function
  /// @return this array
  /// @throws IllegalArgumentException as [#mapFrom(NDArray, DoubleUnaryOperator)]
  public NDArray zipFrom(NDArray a, NDArray b, DoubleBinaryOperator function) {
    MapKernel.zip(
        operand(), stretched(a), stretched(b), Objects.requireNonNull(function, "function"));
    return this;
  }

  /// As [#mapFrom(NDArray, DoubleUnaryOperator)] for integers and booleans, exactly: unsigned
  /// 64-bit numbers pass as their bits, results lose the high bits that the type has not.
  ///
  /// @param source integers or booleans
  /// @param function the function
  /// @return this array
  /// @throws IllegalArgumentException as [#mapFrom(NDArray, DoubleUnaryOperator)], or if a type is
  ///   not of integers
  public NDArray mapLongsFrom(NDArray source, LongUnaryOperator function) {
    MapKernel.mapLongs(operand(), stretched(source), Objects.requireNonNull(function, "function"));
    return this;
  }

  /// As [#zipFrom(NDArray, NDArray, DoubleBinaryOperator)] for integers and booleans, see
  /// [#mapLongsFrom(NDArray, LongUnaryOperator)].
  ///
  /// @param a integers or booleans
  /// @param b integers or booleans
  /// @param function the function
  /// @return this array
  /// @throws IllegalArgumentException as [#mapLongsFrom(NDArray, LongUnaryOperator)]
  public NDArray zipLongsFrom(NDArray a, NDArray b, LongBinaryOperator function) {
    MapKernel.zipLongs(
        operand(), stretched(a), stretched(b), Objects.requireNonNull(function, "function"));
    return this;
  }

  /// The sum of all elements. Integers are summed exactly and rounded once; floating-point numbers
  /// are summed in an order of their own, more exactly than one after the other.
  ///
  /// @return the sum, 0 without elements
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

  /// The least element.
  ///
  /// @return the least, NaN if there is one
  /// @throws IllegalArgumentException if there are no elements, or the type is not of real numbers
  public double min() {
    return Reductions.extremeDouble(operand(), false);
  }

  /// The greatest element.
  ///
  /// @return the greatest, NaN if there is one
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

  // --- Java arrays, copied

  /// Copies a Java array off-heap, as `float64` in C order.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, double[] values, long... shape) {
    return zeros(arena, DType.FLOAT64, shapeFor(values.length, shape))
        .load(MemorySegment.ofArray(values));
  }

  /// Copies a Java array off-heap into memory of the garbage collector, as [#copyOf(Arena,
  /// double\[\], long...)] does.
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  public static NDArray copyOf(double[] values, long... shape) {
    return zeros(DType.FLOAT64, shapeFor(values.length, shape)).load(MemorySegment.ofArray(values));
  }

  /// Copies a Java array off-heap, as `float32` in C order.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, float[] values, long... shape) {
    return zeros(arena, DType.FLOAT32, shapeFor(values.length, shape))
        .load(MemorySegment.ofArray(values));
  }

  /// Copies a Java array off-heap into memory of the garbage collector, as [#copyOf(Arena,
  /// float\[\], long...)] does.
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  public static NDArray copyOf(float[] values, long... shape) {
    return zeros(DType.FLOAT32, shapeFor(values.length, shape)).load(MemorySegment.ofArray(values));
  }

  /// Copies a Java array off-heap, as `int64` in C order.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, long[] values, long... shape) {
    return zeros(arena, DType.INT64, shapeFor(values.length, shape))
        .load(MemorySegment.ofArray(values));
  }

  /// Copies a Java array off-heap into memory of the garbage collector, as [#copyOf(Arena,
  /// long\[\], long...)] does.
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  public static NDArray copyOf(long[] values, long... shape) {
    return zeros(DType.INT64, shapeFor(values.length, shape)).load(MemorySegment.ofArray(values));
  }

  /// Copies a Java array off-heap, as `int32` in C order.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, int[] values, long... shape) {
    return zeros(arena, DType.INT32, shapeFor(values.length, shape))
        .load(MemorySegment.ofArray(values));
  }

  /// Copies a Java array off-heap into memory of the garbage collector, as [#copyOf(Arena, int\[\],
  /// long...)] does.
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  public static NDArray copyOf(int[] values, long... shape) {
    return zeros(DType.INT32, shapeFor(values.length, shape)).load(MemorySegment.ofArray(values));
  }

  /// Copies a Java array off-heap, as `int16` in C order.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, short[] values, long... shape) {
    return zeros(arena, DType.INT16, shapeFor(values.length, shape))
        .load(MemorySegment.ofArray(values));
  }

  /// Copies a Java array off-heap into memory of the garbage collector, as [#copyOf(Arena,
  /// short\[\], long...)] does.
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  public static NDArray copyOf(short[] values, long... shape) {
    return zeros(DType.INT16, shapeFor(values.length, shape)).load(MemorySegment.ofArray(values));
  }

  /// Copies a Java array off-heap, as `int8` in C order.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, byte[] values, long... shape) {
    return zeros(arena, DType.INT8, shapeFor(values.length, shape))
        .load(MemorySegment.ofArray(values));
  }

  /// Copies a Java array off-heap into memory of the garbage collector, as [#copyOf(Arena,
  /// byte\[\], long...)] does.
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  public static NDArray copyOf(byte[] values, long... shape) {
    return zeros(DType.INT8, shapeFor(values.length, shape)).load(MemorySegment.ofArray(values));
  }

  /// Copies a Java array off-heap, as `bool` in C order.
  ///
  /// @param arena the arena, which owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not that of the shape
  public static NDArray copyOf(Arena arena, boolean[] values, long... shape) {
    return zeros(arena, DType.BOOL, shapeFor(values.length, shape))
        .load(MemorySegment.ofArray(HeapArrays.bytes(values)));
  }

  /// Copies a Java array off-heap into memory of the garbage collector, as `bool` in C order.
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means one
  ///   axis of `values.length`
  /// @return a new, writable array
  public static NDArray copyOf(boolean[] values, long... shape) {
    return zeros(DType.BOOL, shapeFor(values.length, shape))
        .load(MemorySegment.ofArray(HeapArrays.bytes(values)));
  }

  /// No shape means one axis; else the number of values has to fit.
  private static long[] shapeFor(int values, long[] shape) {
    return shape.length == 0 ? new long[] {values} : Reshape.resolve(values, shape);
  }

  /// Fills a packed array from heap memory of the same size.
  private NDArray load(MemorySegment heap) {
    segment.copyFrom(heap);
    return this;
  }

  /// The elements in C order, converted to `double` as [#getDouble(long...)] does.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the type is not of real numbers, or there are more
  ///   elements than a Java array holds
  public double[] toDoubleArray() {
    Elements.requireReal(dtype);
    double[] values = new double[HeapArrays.length(operand())];
    HeapArrays.store(operand(), DType.FLOAT64, MemorySegment.ofArray(values));
    return values;
  }

  /// The elements of float32 in C order, from either byte order.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the type is another, or there are more elements than a
  ///   Java array holds
  public float[] toFloatArray() {
    requireCarrier(
        dtype.kind() == DType.Kind.FLOAT && dtype.itemSize() == 4, "toFloatArray", "float32");
    float[] values = new float[HeapArrays.length(operand())];
    HeapArrays.store(
        operand(), dtype.withByteOrder(ByteOrder.nativeOrder()), MemorySegment.ofArray(values));
    return values;
  }

  /// The elements of int64 or uint64 in C order, from either byte order.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the type is another, or there are more elements than a
  ///   Java array holds
  public long[] toLongArray() {
    requireCarrier(isInteger(8), "toLongArray", "int64 or uint64");
    long[] values = new long[HeapArrays.length(operand())];
    HeapArrays.store(
        operand(), dtype.withByteOrder(ByteOrder.nativeOrder()), MemorySegment.ofArray(values));
    return values;
  }

  /// The elements of int32 or uint32 in C order, from either byte order.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the type is another, or there are more elements than a
  ///   Java array holds
  public int[] toIntArray() {
    requireCarrier(isInteger(4), "toIntArray", "int32 or uint32");
    int[] values = new int[HeapArrays.length(operand())];
    HeapArrays.store(
        operand(), dtype.withByteOrder(ByteOrder.nativeOrder()), MemorySegment.ofArray(values));
    return values;
  }

  /// The elements of int16 or uint16 in C order, from either byte order.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the type is another, or there are more elements than a
  ///   Java array holds
  public short[] toShortArray() {
    requireCarrier(isInteger(2), "toShortArray", "int16 or uint16");
    short[] values = new short[HeapArrays.length(operand())];
    HeapArrays.store(
        operand(), dtype.withByteOrder(ByteOrder.nativeOrder()), MemorySegment.ofArray(values));
    return values;
  }

  /// The elements of bool, int8 or uint8 in C order, from either byte order.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the type is another, or there are more elements than a
  ///   Java array holds
  public byte[] toByteArray() {
    requireCarrier(isByte(), "toByteArray", "bool, int8 or uint8");
    byte[] values = new byte[HeapArrays.length(operand())];
    HeapArrays.store(
        operand(), dtype.withByteOrder(ByteOrder.nativeOrder()), MemorySegment.ofArray(values));
    return values;
  }

  /// The elements' bytes in an order, in the type's byte order.
  ///
  /// @param order the order; [Order#K] is the order of memory
  /// @return a new Java array of [#byteSize()] bytes
  /// @throws IllegalArgumentException if there are more bytes than a Java array holds
  public byte[] rawBytes(Order order) {
    return switch (order) {
      case C -> rawBytes();
      case F -> transpose().rawBytes();
      case K -> permute(layout.memoryOrder()).rawBytes();
    };
  }

  /// The elements' bytes in C order, in the type's byte order.
  ///
  /// @return a new Java array of [#byteSize()] bytes
  /// @throws IllegalArgumentException if there are more bytes than a Java array holds
  public byte[] rawBytes() {
    byte[] bytes = new byte[HeapArrays.bytes(operand())];
    HeapArrays.store(operand(), dtype, MemorySegment.ofArray(bytes));
    return bytes;
  }

  /// Whether another array has the same shape and equal elements, compared as numbers: an `int32` 1
  /// equals a `float64` 1, and NaN equals nothing, itself included. Times are equal if they mean
  /// the same instant or span, whatever their units, and "not a time" equals nothing.
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
