package org.culebra.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.culebra.array.internal.kernel.Texts;
import org.culebra.array.internal.kernel.TotalReductions;
import org.culebra.array.internal.print.ArrayPrinter;

/// An n-dimensional array: a view of native memory. A [StridedLayout] locates the elements, a
/// [DType] describes them, and a [MemoryOwner] keeps their memory alive.
///
/// The view is immutable and may be shared between threads. The memory is mutable, and its arena
/// determines which threads may access it. View methods such as slicing and transposing never copy:
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
/// Methods that access elements throw an [IndexOutOfBoundsException] that names the axis if an
/// index is out of range, an [IllegalArgumentException] if they would write to a read-only array,
/// an [IllegalStateException] if the arena is closed, and a [WrongThreadException] if it is
/// confined to another thread.
///
/// Equality is identity, because the elements can change; [#contentEquals(NDArray)] compares
/// elements.
public final class NDArray {

  static {
    requireHost();
  }

  /// The alignment of new memory in bytes: a cache line, which also suits every vector unit.
  private static final long ALIGNMENT = 64;

  private static final long[] NO_AXES = {};

  private final MemorySegment segment;
  private final StridedLayout layout;
  private final DType dtype;
  private final MemoryOwner owner;

  private static void requireHost() {
    if (ValueLayout.ADDRESS.byteSize() != 8 || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new UnsupportedOperationException(
          Errors.text(
              "expected a 64-bit little-endian host but found addresses of %d bytes in %s order",
              ValueLayout.ADDRESS.byteSize(), ByteOrder.nativeOrder()));
    }
  }

  private NDArray(MemorySegment segment, StridedLayout layout, DType dtype, MemoryOwner owner) {
    this.segment = segment;
    this.layout = layout;
    this.dtype = dtype;
    this.owner = owner;
  }

  // --- creating arrays

  /// Creates an array of zeros in C order in GC-managed memory, which is freed some time after the
  /// last view of it becomes unreachable. It can be used on any thread, and exported for any length
  /// of time. For many or large short-lived arrays, use an arena.
  ///
  /// The JVM limits the total size of such memory to `-XX:MaxDirectMemorySize`, by default the
  /// maximum heap size (`-Xmx`). The limit applies to every method that creates an array without an
  /// arena. It does not apply to arenas that can be closed, nor to `ExchangeArena.ofAuto()` in the
  /// module `org.culebra.ffi`.
  ///
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array, aligned to 64 bytes
  /// @throws IllegalArgumentException if a length is negative, the rank exceeds 64, or the size
  ///   overflows
  /// @throws OutOfMemoryError if the limit is exceeded even after a garbage collection
  public static NDArray zeros(DType dtype, long... shape) {
    return zeros(Arena.ofAuto(), dtype, shape);
  }

  /// Creates an array of zeros in C order in memory of an arena, which frees the memory when it is
  /// closed.
  ///
  /// Arenas of the JDK, and arenas that are [MemoryOwner]s, return zeroed memory. The memory of any
  /// other arena is filled with zeros.
  ///
  /// @param arena allocates and owns the memory
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array, aligned to 64 bytes
  /// @throws IllegalArgumentException if a length is negative, the rank exceeds 64, the size
  ///   overflows, or the arena returns memory on the heap or of another size
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is confined to another thread
  /// @throws OutOfMemoryError if there is not enough memory
  public static NDArray zeros(Arena arena, DType dtype, long... shape) {
    return zeros(arena, dtype, StridedLayout.cOrder(dtype.itemSize(), shape));
  }

  private static NDArray zeros(Arena arena, DType dtype, StridedLayout packed) {
    MemorySegment segment = ArenaMemory.zeros(arena, packed.byteSize(), ALIGNMENT);
    return new NDArray(segment, packed, dtype, MemoryOwner.of(arena, segment));
  }

  /// A new array of zeros with the shape, the type and the order of the axes of another, in
  /// GC-managed memory: NumPy's `np.zeros_like(a)`.
  ///
  /// @param like the other array
  /// @return a new, writable, packed array
  public static NDArray zerosLike(NDArray like) {
    return zerosLike(Arena.ofAuto(), like);
  }

  /// A new array of zeros with the shape, the type and the order of the axes of another.
  ///
  /// @param arena the arena, which owns the memory
  /// @param like the other array
  /// @return a new, writable, packed array
  public static NDArray zerosLike(Arena arena, NDArray like) {
    StridedLayout packed = Reshape.packedLike(like.layout, like.itemSize(), Order.K);
    return zeros(arena, like.dtype, packed);
  }

  /// A new array of arbitrary content in C order in GC-managed memory: NumPy's `np.empty(shape,
  /// dtype)`.
  ///
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array
  /// @throws IllegalArgumentException as for [#zeros(DType, long...)]
  public static NDArray empty(DType dtype, long... shape) {
    return empty(Arena.ofAuto(), dtype, shape);
  }

  /// A new array of arbitrary content in C order. It saves filling the memory of an arena that does
  /// not give zeros by itself; that of the JDK's arenas is zero anyway.
  ///
  /// @param arena the arena, which owns the memory
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array, aligned to 64 bytes
  /// @throws IllegalArgumentException as for [#zeros(Arena, DType, long...)]
  public static NDArray empty(Arena arena, DType dtype, long... shape) {
    StridedLayout packed = StridedLayout.cOrder(dtype.itemSize(), shape);
    MemorySegment segment = ArenaMemory.allocate(arena, packed.byteSize(), ALIGNMENT);
    return new NDArray(segment, packed, dtype, MemoryOwner.of(arena, segment));
  }

  /// A new array of ones in C order in GC-managed memory: NumPy's `np.ones(shape, dtype)`.
  ///
  /// @param dtype a type of numbers or booleans
  /// @param shape elements per axis, none for a single element
  /// @return the array
  /// @throws IllegalArgumentException if the type is another, or as for [#zeros(DType, long...)]
  public static NDArray ones(DType dtype, long... shape) {
    return full(Arena.ofAuto(), dtype, 1, shape);
  }

  /// A new array of one value in C order in GC-managed memory: NumPy's `np.full(shape, value,
  /// dtype)`. The first number after the type is the value: `full(FLOAT64, 0.5, 3, 4)`.
  ///
  /// @param dtype a type of numbers
  /// @param value the value, see [#fill(double)]
  /// @param shape elements per axis, none for a single element
  /// @return the array
  /// @throws IllegalArgumentException if the type cannot hold the value, or as for
  ///   [#zeros(DType,long...)]
  public static NDArray full(DType dtype, double value, long... shape) {
    return full(Arena.ofAuto(), dtype, value, shape);
  }

  /// A new array of one integer in C order in GC-managed memory, exactly: `full(INT32, -1, 3, 4)`.
  ///
  /// @param dtype a type of numbers or times
  /// @param value the value, see [#fill(long)]
  /// @param shape elements per axis, none for a single element
  /// @return the array
  /// @throws IllegalArgumentException as for [#full(DType, double, long...)]
  public static NDArray full(DType dtype, long value, long... shape) {
    return full(Arena.ofAuto(), dtype, value, shape);
  }

  /// A new array of one value in C order, otherwise as [#full(DType, double, long...)].
  ///
  /// @param arena the arena, which owns the memory
  /// @param dtype a type of numbers
  /// @param value the value, see [#fill(double)]
  /// @param shape elements per axis, none for a single element
  /// @return the array
  /// @throws IllegalArgumentException as for [#full(DType, double, long...)]
  public static NDArray full(Arena arena, DType dtype, double value, long... shape) {
    return empty(arena, dtype, shape).fill(value);
  }

  /// A new array of one integer in C order, otherwise as [#full(DType, long, long...)].
  ///
  /// @param arena the arena, which owns the memory
  /// @param dtype a type of numbers or times
  /// @param value the value, see [#fill(long)]
  /// @param shape elements per axis, none for a single element
  /// @return the array
  /// @throws IllegalArgumentException as for [#full(DType, double, long...)]
  public static NDArray full(Arena arena, DType dtype, long value, long... shape) {
    return empty(arena, dtype, shape).fill(value);
  }

  /// The integers from 0 to before `stop`, as `int64` in GC-managed memory: NumPy's
  /// `np.arange(stop)`.
  ///
  /// @param stop the end, not included
  /// @return a new array of rank 1, without elements if `stop` is not positive
  public static NDArray arange(long stop) {
    return arange(Arena.ofAuto(), 0, stop, 1);
  }

  /// The integers from `start` to before `stop`, as `int64` in GC-managed memory: NumPy's
  /// `np.arange(start, stop)`.
  ///
  /// @param start the first integer
  /// @param stop the end, not included
  /// @return a new array of rank 1
  public static NDArray arange(long start, long stop) {
    return arange(Arena.ofAuto(), start, stop, 1);
  }

  /// The integers from `start` in steps towards `stop`, as `int64` in GC-managed memory: NumPy's
  /// `np.arange(start, stop, step)`.
  ///
  /// @param start the first integer
  /// @param stop the end, not included
  /// @param step the step, not 0
  /// @return a new array of rank 1
  /// @throws IllegalArgumentException if the step is 0, or `stop - start` is beyond 64 bits
  public static NDArray arange(long start, long stop, long step) {
    return arange(Arena.ofAuto(), start, stop, step);
  }

  /// The numbers from `start` in steps towards `stop`, as `float64` in GC-managed memory, to the
  /// last bit as NumPy's `np.arange(start, stop, step)`. Rounding may include `stop`:
  /// [#linspace(double, double, long)] counts.
  ///
  /// @param start the first number
  /// @param stop the end
  /// @param step the step, not 0
  /// @return a new array of rank 1
  /// @throws IllegalArgumentException if the step is 0 or a number is not finite
  public static NDArray arange(double start, double stop, double step) {
    return arange(Arena.ofAuto(), start, stop, step);
  }

  /// The integers from `start` in steps towards `stop`: see [#arange(long, long, long)].
  ///
  /// @param arena the arena, which owns the memory
  /// @param start the first integer
  /// @param stop the end, not included
  /// @param step the step, not 0
  /// @return a new array of rank 1
  /// @throws IllegalArgumentException if the step is 0, or `stop - start` is beyond 64 bits
  public static NDArray arange(Arena arena, long start, long stop, long step) {
    return Sequences.arange(Objects.requireNonNull(arena, "arena"), start, stop, step);
  }

  /// The numbers from `start` in steps towards `stop`: see [#arange(double, double, double)].
  ///
  /// @param arena the arena, which owns the memory
  /// @param start the first number
  /// @param stop the end
  /// @param step the step, not 0
  /// @return a new array of rank 1
  /// @throws IllegalArgumentException if the step is 0 or a number is not finite
  public static NDArray arange(Arena arena, double start, double stop, double step) {
    return Sequences.arange(Objects.requireNonNull(arena, "arena"), start, stop, step);
  }

  /// Evenly spaced numbers from `start` to `stop`, both included, as `float64` in GC-managed
  /// memory, to the last bit as NumPy's `np.linspace(start, stop, count)`.
  ///
  /// @param start the first number
  /// @param stop the last number, unless there is only one
  /// @param count how many
  /// @return a new array of rank 1
  /// @throws IllegalArgumentException if the count is negative
  public static NDArray linspace(double start, double stop, long count) {
    return linspace(Arena.ofAuto(), start, stop, count);
  }

  /// Evenly spaced numbers from `start` to `stop`: see [#linspace(double, double, long)].
  ///
  /// @param arena the arena, which owns the memory
  /// @param start the first number
  /// @param stop the last number, unless there is only one
  /// @param count how many
  /// @return a new array of rank 1
  /// @throws IllegalArgumentException if the count is negative
  public static NDArray linspace(Arena arena, double start, double stop, long count) {
    return Sequences.linspace(arena, start, stop, count);
  }

  /// Views memory as an array in C order that begins at the first byte of a segment. Nothing is
  /// copied. The array borrows the memory and becomes inaccessible when the segment's arena is
  /// closed. If the segment is read-only, so is the array.
  ///
  /// How long a segment's memory lives cannot be told from the segment: every address obtained from
  /// C is in the global scope, and an automatic arena may itself borrow its memory. Therefore this
  /// array can only be exported as a copy. To state the lifetime, use
  /// [#of(MemorySegment,MemoryOwner,DType,StridedLayout)].
  ///
  /// @param segment native or mapped memory
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array
  /// @throws IllegalArgumentException if the segment is on the heap or too small for the shape, a
  ///   length is negative, the rank exceeds 64, or the size overflows
  public static NDArray of(MemorySegment segment, DType dtype, long... shape) {
    return ofNonOverlapping(
        segment, Retention.ARENA, dtype, StridedLayout.cOrder(dtype.itemSize(), shape));
  }

  /// Views the bytes between the position and the limit of a direct buffer as an array in C order.
  /// The array borrows the memory and keeps the buffer reachable. The buffer's byte order is
  /// ignored: the type states the byte order of the elements.
  ///
  /// @param buffer a direct buffer
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array, read-only if the buffer is
  /// @throws IllegalArgumentException if the buffer is on the heap or too small for the shape, a
  ///   length is negative, the rank exceeds 64, or the size overflows
  public static NDArray of(ByteBuffer buffer, DType dtype, long... shape) {
    return of(MemorySegment.ofBuffer(buffer), dtype, shape);
  }

  /// Views a whole segment as an array with one axis. The array borrows the memory; exports lease
  /// it from the owner. If the segment is read-only, so is the array.
  ///
  /// @param segment native or mapped memory
  /// @param owner keeps the memory alive, see [Retention]
  /// @param dtype the type of the elements
  /// @return the array, with as many elements as the segment has room for
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

  /// Views memory through any layout. The array borrows the memory; exports lease it from the
  /// owner. The array is read-only if the segment is, or if elements overlap, because a write to
  /// one would change others: see [StridedLayout#mayOverlapItself()].
  ///
  /// @param segment native or mapped memory
  /// @param owner keeps the memory alive, see [Retention]
  /// @param dtype the type of the elements
  /// @param layout locates the elements, relative to the segment's first byte
  /// @return the array
  /// @throws IllegalArgumentException if the segment is on the heap, an element is outside it (for
  ///   an array without elements: the layout's offset is), or the layout's item size is not the
  ///   type's
  public static NDArray of(
      MemorySegment segment, MemoryOwner owner, DType dtype, StridedLayout layout) {
    NDArray array = ofNonOverlapping(segment, owner, dtype, layout);
    return layout.mayOverlapItself() ? array.asReadOnly() : array;
  }

  /// Views memory as [#of(MemorySegment, MemoryOwner, DType, StridedLayout)] does, but without
  /// checking whether elements overlap: the array is writable if the segment is. This makes it
  /// faster where many layouts are known not to overlap, such as packed ones.
  ///
  /// @param segment native or mapped memory
  /// @param owner keeps the memory alive, see [Retention]
  /// @param dtype the type of the elements
  /// @param layout locates the elements, relative to the segment's first byte; no two elements
  ///   share a byte
  /// @return the array
  /// @throws IllegalArgumentException as for [#of(MemorySegment,MemoryOwner,DType,StridedLayout)]
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

  /// Copies a Java array into memory of an arena, as `float64` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena allocates and owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is confined to another thread
  public static NDArray copyOf(Arena arena, double[] values, long... shape) {
    return copyOf(arena, DType.FLOAT64, MemorySegment.ofArray(values), shape);
  }

  /// Copies a Java array into GC-managed memory, as `float64` in C order. Otherwise as
  /// [#copyOf(Arena, double\[\], long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  public static NDArray copyOf(double[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies a Java array into memory of an arena, as `float32` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena allocates and owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is confined to another thread
  public static NDArray copyOf(Arena arena, float[] values, long... shape) {
    return copyOf(arena, DType.FLOAT32, MemorySegment.ofArray(values), shape);
  }

  /// Copies a Java array into GC-managed memory, as `float32` in C order. Otherwise as
  /// [#copyOf(Arena, float\[\], long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  public static NDArray copyOf(float[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies a Java array into memory of an arena, as `int64` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena allocates and owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is confined to another thread
  public static NDArray copyOf(Arena arena, long[] values, long... shape) {
    return copyOf(arena, DType.INT64, MemorySegment.ofArray(values), shape);
  }

  /// Copies a Java array into GC-managed memory, as `int64` in C order. Otherwise as
  /// [#copyOf(Arena, long\[\], long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  public static NDArray copyOf(long[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies a Java array into memory of an arena, as `int32` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena allocates and owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is confined to another thread
  public static NDArray copyOf(Arena arena, int[] values, long... shape) {
    return copyOf(arena, DType.INT32, MemorySegment.ofArray(values), shape);
  }

  /// Copies a Java array into GC-managed memory, as `int32` in C order. Otherwise as
  /// [#copyOf(Arena, int\[\], long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  public static NDArray copyOf(int[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies a Java array into memory of an arena, as `int16` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena allocates and owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is confined to another thread
  public static NDArray copyOf(Arena arena, short[] values, long... shape) {
    return copyOf(arena, DType.INT16, MemorySegment.ofArray(values), shape);
  }

  /// Copies a Java array into GC-managed memory, as `int16` in C order. Otherwise as
  /// [#copyOf(Arena, short\[\], long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  public static NDArray copyOf(short[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies a Java array into memory of an arena, as `int8` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena allocates and owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is confined to another thread
  public static NDArray copyOf(Arena arena, byte[] values, long... shape) {
    return copyOf(arena, DType.INT8, MemorySegment.ofArray(values), shape);
  }

  /// Copies a Java array into GC-managed memory, as `int8` in C order. Otherwise as
  /// [#copyOf(Arena,byte\[\],long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  public static NDArray copyOf(byte[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies a Java array into memory of an arena, as `bool` in C order: NumPy's
  /// `np.array(values).reshape(shape)`.
  ///
  /// @param arena allocates and owns the memory
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is confined to another thread
  public static NDArray copyOf(Arena arena, boolean[] values, long... shape) {
    return copyOf(arena, DType.BOOL, MemorySegment.ofArray(HeapArrays.bytes(values)), shape);
  }

  /// Copies a Java array into GC-managed memory, as `bool` in C order. Otherwise as
  /// [#copyOf(Arena,boolean\[\],long...)].
  ///
  /// @param values the elements in C order, as many as the shape has
  /// @param shape elements per axis; one length may be -1, which is computed; none means one axis
  ///   of `values.length`
  /// @return a new, writable array
  /// @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
  ///   invalid
  public static NDArray copyOf(boolean[] values, long... shape) {
    return copyOf(Arena.ofAuto(), values, shape);
  }

  /// Copies nested Java arrays off the heap, in C order and with their shape: NumPy's
  /// `np.array(values)`. `double[][]` becomes a matrix of `float64`, `int[][][]` an array of rank 3
  /// of `int32`.
  ///
  /// ```java
  /// NDArray.copyOf(new double[][] {{1, 2, 3}, {4, 5, 6}});  // shape (2, 3)
  /// ```
  ///
  /// The type follows from that of the innermost array: the one of its size for primitives,
  /// `uint16` for `char`, text of the greatest length for [String], `complex128` for [Complex],
  /// `datetime64[ns]` for [java.time.Instant], `datetime64[D]` for [java.time.LocalDate].
  ///
  /// @param values an array of such values, or of arrays of one length
  /// @return a new, writable array in GC-managed memory
  /// @throws IllegalArgumentException if rows differ in length, or the values are of another class
  /// @throws ArithmeticException if a time does not fit 64 bits
  public static NDArray copyOf(Object[] values) {
    return copyOf(Arena.ofAuto(), values);
  }

  /// Copies nested Java arrays off the heap, otherwise as [#copyOf(Object\[\])].
  ///
  /// @param arena the arena, which owns the memory
  /// @param values an array of values, or of arrays of one length
  /// @return a new, writable array
  /// @throws IllegalArgumentException as for [#copyOf(Object\[\])]
  public static NDArray copyOf(Arena arena, Object[] values) {
    return NestedArrays.copyOf(arena, Objects.requireNonNull(values, "values"), null, new long[0]);
  }

  /// Copies texts off the heap, as fixed-size strings of the longest one: NumPy's `np.array(["a",
  /// "bc"])`.
  ///
  /// @param values the texts
  /// @return a new, writable array of rank 1 of type [DType#string(int)] in GC-managed memory
  public static NDArray copyOf(String... values) {
    return copyOf(Arena.ofAuto(), (Object[]) values);
  }

  /// Copies a Java array off the heap, converted to a type: NumPy's
  /// `np.array(values).astype(dtype)`.
  ///
  /// ```java
  /// NDArray.copyOf(pixels, DType.UINT8, 480, 640);     // byte[], int[] …
  /// NDArray.copyOf(names, DType.bytes(16));            // String[]
  /// NDArray.copyOf(new Point[] {p, q}, struct);        // records, see get
  /// ```
  ///
  /// Primitive values are converted as [#copy(DType)] does, so `(byte) -1` is 255 as `uint8` and
  /// 300 is 44; objects as [#set(long\[\], Object)] does, which rejects what does not fit.
  ///
  /// @param values a Java array, nested or not
  /// @param dtype the type of the elements
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means the
  ///   Java array's own
  /// @return a new, writable array in GC-managed memory
  /// @throws IllegalArgumentException if `values` is no array, rows differ in length, the number of
  ///   values is not that of the shape, or the type cannot hold a value
  /// @throws ArithmeticException if a time does not fit 64 bits of the type's unit
  public static NDArray copyOf(Object values, DType dtype, long... shape) {
    return copyOf(Arena.ofAuto(), values, dtype, shape);
  }

  /// Copies a Java array off the heap, converted to a type, otherwise as
  /// [#copyOf(Object,DType,long...)].
  ///
  /// @param arena the arena, which owns the memory
  /// @param values a Java array, nested or not
  /// @param dtype the type of the elements
  /// @param shape elements per axis, of which one may be -1 and is then computed; none means the
  ///   Java array's own
  /// @return a new, writable array
  /// @throws IllegalArgumentException as for [#copyOf(Object, DType, long...)]
  /// @throws ArithmeticException as for [#copyOf(Object, DType, long...)]
  public static NDArray copyOf(Arena arena, Object values, DType dtype, long... shape) {
    Objects.requireNonNull(values, "values");
    return NestedArrays.copyOf(arena, values, Objects.requireNonNull(dtype, "dtype"), shape);
  }

  private static NDArray copyOf(Arena arena, DType dtype, MemorySegment heap, long[] shape) {
    long count = heap.byteSize() / dtype.itemSize();
    long[] lengths = shape.length == 0 ? new long[] {count} : Reshape.resolve(count, shape);
    NDArray array = zeros(arena, dtype, lengths);
    array.segment.copyFrom(heap);
    return array;
  }

  // --- properties

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

  /// The stride of an axis in elements, as C libraries count: the `lda` and `incx` of BLAS, the
  /// `stride` of GSL.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @return the stride in elements
  /// @throws IllegalArgumentException if there is no such axis
  /// @throws ArithmeticException if it is no whole number of elements, as in a field of a
  ///   structured array
  public long elementStride(int axis) {
    long bytes = layout.stride(axis);
    if (bytes % itemSize() != 0) {
      throw new ArithmeticException(
          "expected a stride of whole elements of %d bytes but found %d bytes"
              .formatted(itemSize(), bytes));
    }
    return bytes / itemSize();
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

  /// The size of all elements without gaps: NumPy's `a.nbytes`. Gaps between strided elements are
  /// not counted, and repeated elements of a broadcast array are: see [#byteExtent()] for the
  /// memory that is touched.
  ///
  /// @return size times item size, in bytes
  public long byteSize() {
    return layout.byteSize();
  }

  /// A range of bytes, relative to an array's element `(0, …, 0)`.
  ///
  /// @param low the lowest byte, at most 0
  /// @param high the byte after the highest
  public record ByteExtent(long low, long high) {}

  /// The range of bytes from the lowest to the highest that an element touches, relative to element
  /// `(0, …, 0)`; an axis with a negative stride extends it below 0. Add [#address()] for NumPy's
  /// `byte_bounds`.
  ///
  /// @return the range `[low, high)` in bytes; both 0 without elements
  public ByteExtent byteExtent() {
    long from = layout.byteOffset();
    return new ByteExtent(layout.lowByte() - from, layout.highByte() - from);
  }

  /// Whether this array and another have a byte in common: NumPy's `np.shares_memory(a, b)`, with
  /// bounded effort.
  ///
  /// @param other the other array
  /// @return false if they certainly share no byte; true if they do, or if that is too costly to
  ///   decide
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

  /// Whether the elements are packed in C order: NumPy's `a.flags.c_contiguous`. Strides of axes of
  /// length 1 are ignored.
  ///
  /// @return true if so; always for an array without elements
  public boolean isCContiguous() {
    return layout.isCContiguous();
  }

  /// Whether the elements are packed in Fortran order: NumPy's `a.flags.f_contiguous`. Strides of
  /// axes of length 1 are ignored.
  ///
  /// @return true if so; always for an array without elements
  public boolean isFContiguous() {
    return layout.isFContiguous();
  }

  /// Whether the address of every element is a multiple of its type's alignment: NumPy's
  /// `a.flags.aligned`. Java can access unaligned elements; C code may not be able to.
  ///
  /// @return true if so; always for an array without elements
  public boolean isAligned() {
    return layout.isAligned(segment.address(), dtype.alignment());
  }

  /// Shape, strides and offset; the offset is relative to the beginning of [#segment()].
  ///
  /// @return the layout
  public StridedLayout layout() {
    return layout;
  }

  /// The memory that this array and its views share. It may extend beyond this array's elements,
  /// which [#layout()] locates.
  ///
  /// @return the segment
  public MemorySegment segment() {
    return segment;
  }

  /// The offset of element `(0, …, 0)` in [#segment()].
  ///
  /// @return the offset in bytes
  public long byteOffset() {
    return layout.byteOffset();
  }

  /// The address of element `(0, …, 0)`. It does not keep the memory alive.
  ///
  /// @return the address
  public long address() {
    return segment.address() + layout.byteOffset();
  }

  /// The addresses of rows, for C functions that take a table of row pointers, `double *rows[]`. A
  /// row is the elements along the last axis; rows are counted in C order over the other axes. The
  /// table may also hold rows in another order, or some more than once.
  ///
  /// Nothing is allocated. The addresses do not keep the memory alive: call with the array's arena
  /// open and the array reachable. A table of all rows is [#rowAddresses(Arena)].
  ///
  /// @param rows the rows, each in `[0, size / length of the last axis)`
  /// @param table where the addresses go, 8 bytes for each row
  /// @throws IllegalArgumentException if the rank is 0, the elements of a row are not packed, or
  ///   the table is too small or read-only
  /// @throws IndexOutOfBoundsException if there is no such row; the table is unchanged
  public void rowAddresses(int[] rows, MemorySegment table) {
    RowAddresses.write(segment.address(), layout, dtype, rows, table);
  }

  /// The addresses of all rows, `double *rows[]`, in new memory: see
  /// [#rowAddresses(int\[\],MemorySegment)].
  ///
  /// @param arena the arena, which owns the table
  /// @return the table, 8 bytes for each row
  /// @throws IllegalArgumentException if the rank is 0, or the elements of a row are not packed
  public MemorySegment rowAddresses(Arena arena) {
    return RowAddresses.all(arena, segment.address(), layout, dtype);
  }

  /// The owner of the memory, which grants leases to exports.
  ///
  /// @return the owner
  public MemoryOwner owner() {
    return owner;
  }

  // --- single elements, converted
  // Setters take the value last, as the JDK's do. Since Java allows varargs only at the end, each
  // has
  // overloads for ranks 0 to 4, and one for any rank with the indices in an array.

  /// An element as a `double`, from any type of real numbers: NumPy's `float(a[index])`. In loops,
  /// use a typed view such as [#asDoubles()].
  ///
  /// @param index one index per axis, not negative
  /// @return the value; integers beyond 2^53 are rounded to nearest, true is 1
  /// @throws IllegalArgumentException if the elements are not real numbers, or the number of
  ///   indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public double getDouble(long... index) {
    return Elements.getDouble(segment, layout.byteOffset(index), dtype);
  }

  /// An element as a `long`, from any type of real numbers or times, without rounding. A time is
  /// returned as its number of units. In loops, use a typed view such as [#asLongs()].
  ///
  /// @param index one index per axis, not negative
  /// @return the value; true is 1
  /// @throws ArithmeticException if the value is not an integer in the range of `long`
  /// @throws IllegalArgumentException if the elements are neither real numbers nor times, or the
  ///   number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public long getLong(long... index) {
    return Elements.getLong(segment, layout.byteOffset(index), dtype);
  }

  /// An element as a `boolean`, from any type of real numbers: NumPy's `bool(a[index])`.
  ///
  /// @param index one index per axis, not negative
  /// @return false for zero, true for anything else, including NaN
  /// @throws IllegalArgumentException if the elements are not real numbers, or the number of
  ///   indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public boolean getBoolean(long... index) {
    return getDouble(index) != 0;
  }

  /// An element of a text type as a string.
  ///
  /// @param index one index per axis, not negative
  /// @return the text without its padding; bytes are decoded as Latin-1
  /// @throws IllegalArgumentException if the elements are not text, or the number of indices is not
  ///   the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public String getString(long... index) {
    return Texts.get(segment, layout.byteOffset(index), dtype);
  }

  /// Sets an element, converted to the array's type. A floating-point type rounds to nearest; an
  /// integer type accepts only integers in its range. In loops, use a typed view such as
  /// [#asDoubles()].
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws IllegalArgumentException if the type cannot represent the value, the array is
  ///   read-only, or the number of indices is not the rank
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

  /// Sets an element, converted to the array's type. A floating-point type rounds to nearest; an
  /// integer type accepts only values in its range; a time is set to that number of units. In
  /// loops, use a typed view such as [#asLongs()].
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws IllegalArgumentException if the type cannot represent the value, the array is
  ///   read-only, or the number of indices is not the rank
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

  /// Sets an element of a type of real numbers to 1 for true or 0 for false.
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws IllegalArgumentException if the elements are not real numbers, the array is read-only,
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

  /// Sets an element of a text type; the rest of the element is filled with NUL.
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws IllegalArgumentException if the elements are not text or too short for the value, the
  ///   value has characters that the type cannot represent, the array is read-only, or the number
  ///   of indices is not the rank
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

  /// An element as a Java object, for what has no primitive type:
  ///
  /// | class | elements |
  /// |---|---|
  /// | [Complex] | complex numbers, and real ones |
  /// | a record | structs: each component is the field of its name, nested records included |
  /// | [java.time.Instant], [java.time.LocalDate] | `datetime64`, rounded towards the past |
  /// | [String] | text |
  /// | `Double`, `Float` | as [#getDouble(long...)]; a `Float` is rounded |
  /// | `Long`, `Integer`, `Short`, `Byte` | as [#getLong(long...)], in their range |
  /// | `Boolean` | as [#getBoolean(long...)] |
  /// | [NDArray] | any: a view of rank 0 |
  ///
  /// A component of a record may also be of a primitive type, or for a sub-array a Java array of
  /// numbers, in C order and converted as in [#copyOf(Object, DType, long...)], or an [NDArray].
  ///
  /// ```java
  /// record Atom(String symbol, double x, double y) {}
  /// Atom first = atoms.get(Atom.class, 0);
  /// atoms.set(1, new Atom("He", 0.5, 0.25));
  /// Instant start = log.field("time").get(Instant.class, 0);
  /// ```
  ///
  /// The record's package must be open to this module, as those of the class path are. It is made
  /// by reflection: loops over many elements take a [#field(String)] and its typed view.
  ///
  /// @param <T> the class
  /// @param type the class of the result
  /// @param index one index per axis, not negative
  /// @return the value
  /// @throws ArithmeticException if the class cannot express the value: an integer out of range,
  ///   "not a time"
  /// @throws IllegalArgumentException if the class does not suit the type, a component has no
  ///   field, the record is not accessible, or the number of indices is not the rank
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public <T> T get(Class<T> type, long... index) {
    Objects.requireNonNull(type, "type");
    return ObjectElements.get(element(index), type);
  }

  /// Sets an element to a Java object of the classes that [#get(Class, long...)] returns, with the
  /// rules of [#setDouble(long\[\], double)] and [#setLong(long\[\], long)]; a real number sets a
  /// complex element too. Fields of a struct that the record has no component for keep their
  /// values.
  ///
  /// @param index one index per axis, not negative
  /// @param value the value
  /// @throws ArithmeticException if a time does not fit 64 bits of the type's unit
  /// @throws IllegalArgumentException if the type cannot hold the value, the array is read-only, or
  ///   the number of indices is not the rank; fields of a struct may have been set before
  /// @throws IndexOutOfBoundsException if an index is out of range; the message names the axis
  public void set(long[] index, Object value) {
    Objects.requireNonNull(value, "value");
    NDArray element = element(index);
    writable();
    ObjectElements.set(element, value);
  }

  /// Sets the element of an array of rank 0, with the rules of [#set(long\[\], Object)].
  ///
  /// @param value the value
  /// @throws IllegalArgumentException as for [#set(long\[\], Object)]
  public void set(Object value) {
    set(new long[0], value);
  }

  /// Sets an element of an array of rank 1, with the rules of [#set(long\[\], Object)].
  ///
  /// @param i the index on axis 0
  /// @param value the value
  /// @throws IllegalArgumentException as for [#set(long\[\], Object)]
  /// @throws IndexOutOfBoundsException if the index is out of range
  public void set(long i, Object value) {
    set(new long[] {i}, value);
  }

  /// Sets an element of a matrix, with the rules of [#set(long\[\], Object)].
  ///
  /// @param i the index on axis 0
  /// @param j the index on axis 1
  /// @param value the value
  /// @throws IllegalArgumentException as for [#set(long\[\], Object)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public void set(long i, long j, Object value) {
    set(new long[] {i, j}, value);
  }

  private NDArray element(long[] index) {
    return view(StridedLayout.trusted(itemSize(), layout.byteOffset(index), NO_AXES, NO_AXES));
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

  /// A slice of one axis, from `start` to `stop` in steps of `step`: NumPy's `a[:,
  /// start:stop:step]` on axis 1.
  ///
  /// The bounds follow Python: `stop` is excluded, negative bounds count from the end, bounds
  /// beyond the axis are clipped to it, and a negative step goes backwards. The rank stays the
  /// same. The length of the axis becomes that of the slice, which may be 0, and its stride is
  /// multiplied by the step.
  ///
  /// ```java
  /// a.sliceAxis(0, 1, 5, 2);                           // a[1:5:2]
  /// a.sliceAxis(0, -1, Long.MIN_VALUE, -1);            // a[::-1], as flip(0)
  /// a.sliceAxis(1, 0, Long.MAX_VALUE, 2);              // a[:, ::2]
  /// ```
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @param start the first index
  /// @param stop the end of the slice, excluded; with a negative step, [Long#MIN_VALUE] includes
  ///   index 0
  /// @param step the step, not 0
  /// @return a view of the same rank
  /// @throws IllegalArgumentException if there is no such axis or the step is 0
  public NDArray sliceAxis(int axis, long start, long stop, long step) {
    return view(layout.sliceAxis(axis, start, stop, step));
  }

  /// A slice of one axis, as [#sliceAxis(int, long, long, long)] with step 1: NumPy's `a[:,
  /// start:stop]` on axis 1.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @param start the first index; a negative one counts from the end
  /// @param stop the end of the slice, excluded; a negative one counts from the end
  /// @return a view of the same rank
  /// @throws IllegalArgumentException if there is no such axis
  public NDArray sliceAxis(int axis, long start, long stop) {
    return view(layout.sliceAxis(axis, start, stop, 1));
  }

  /// Indexes several axes at once: NumPy's basic indexing, `a[1:5, ::-1, ..., None]`.
  ///
  /// Each entry applies to the next axis. A position removes its axis, a range changes its length
  /// and stride, a new axis has length 1, and an ellipsis stands for all axes not covered by other
  /// entries. Axes after the last entry are unchanged.
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

  /// Indexes several axes at once, in Python's notation: `a.slice("1:5, ::-1, ...")` is NumPy's
  /// `a[1:5, ::-1, ...]`. Equivalent to [#slice(Index...)]; the text is parsed in every call.
  ///
  /// @param index the text between Python's brackets; [Index#parse(String)] has the grammar
  /// @return a view
  /// @throws IllegalArgumentException if the text is not an index, or as for [#slice(Index...)]
  /// @throws IndexOutOfBoundsException if a position is out of range; the message names the axis
  public NDArray slice(String index) {
    return view(layout.slice(Index.parse(index)));
  }

  /// Selects one index of an axis and removes the axis: NumPy's `a[:, index]` on axis 1. The other
  /// axes keep their lengths and strides.
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

  /// The sub-arrays along axis 0, for a loop: NumPy's `for row in a`. Of a matrix they are the
  /// rows; of rank 1, single elements as arrays of rank 0.
  ///
  /// ```java
  /// for (NDArray row : image.rows()) {
  ///   write(row);
  /// }
  /// ```
  ///
  /// @return views with one axis less, each created when it is reached; can be iterated repeatedly
  /// @throws IllegalArgumentException if the rank is 0
  public Iterable<NDArray> rows() {
    long length = shape(0);
    return () -> LongStream.range(0, length).mapToObj(i -> select(0, i)).iterator();
  }

  /// Reverses the order of the axes: NumPy's `a.T`. A matrix is transposed; arrays of rank 0 and 1
  /// are unchanged.
  ///
  /// @return a view of the same rank
  public NDArray transpose() {
    return view(layout.transpose());
  }

  /// Reorders the axes: axis `k` of the result is axis `axes[k]` of this array, with its length and
  /// stride. NumPy's `a.transpose(axes)`.
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

  /// Exchanges two axes: NumPy's `a.swapaxes(axis1, axis2)`.
  ///
  /// @param axis1 an axis; a negative one counts from the end
  /// @param axis2 another; a negative one counts from the end
  /// @return a view of the same rank
  /// @throws IllegalArgumentException if there is no such axis
  public NDArray swapAxes(int axis1, int axis2) {
    return view(layout.swapAxes(axis1, axis2));
  }

  /// Moves an axis to another position; the others keep their order. NumPy's `np.moveaxis(a,
  /// source, destination)`.
  ///
  /// @param source the axis; a negative one counts from the end
  /// @param destination its position in the result; a negative one counts from the end
  /// @return a view of the same rank
  /// @throws IllegalArgumentException if there is no such axis or position
  public NDArray moveAxis(int source, int destination) {
    return view(layout.moveAxis(source, destination));
  }

  /// Reverses an axis: NumPy's `np.flip(a, axis)`. The stride is negated, and index 0 is what was
  /// the last one.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @return a view of the same shape
  /// @throws IllegalArgumentException if there is no such axis
  public NDArray flip(int axis) {
    return view(layout.flip(axis));
  }

  /// Inserts an axis of length 1 and stride 0: NumPy's `np.expand_dims(a, position)`.
  ///
  /// @param position its position in the result; a negative one counts from the result's end, so
  ///   that -1 appends it
  /// @return a view with one axis more
  /// @throws IllegalArgumentException if there is no such position, or the axes would be more than
  ///   [StridedLayout#MAX_RANK]
  public NDArray expandDims(int position) {
    return view(layout.expandDims(position));
  }

  /// Inserts several axes of length 1 and stride 0: NumPy's `np.expand_dims(a, positions)`.
  ///
  /// ```java
  /// NDArray.zeros(DType.FLOAT64, 3, 4).expandDims(0, 2);  // shape (1, 3, 1, 4)
  /// ```
  ///
  /// @param positions their positions in the result, in any order; negative ones count from the
  ///   result's end
  /// @return a view with that many axes more
  /// @throws IllegalArgumentException if there is no such position, one is named twice, or the axes
  ///   would be more than [StridedLayout#MAX_RANK]
  public NDArray expandDims(int... positions) {
    return view(layout.expandDims(positions));
  }

  /// Removes all axes of length 1: NumPy's `a.squeeze()`. The other axes keep their strides.
  ///
  /// @return a view
  public NDArray squeeze() {
    return view(layout.squeeze());
  }

  /// Removes the given axes, each of length 1: NumPy's `a.squeeze(axes)`.
  ///
  /// @param axes the axes; negative ones count from the end
  /// @return a view with that many axes less
  /// @throws IllegalArgumentException if there is no such axis, one is named twice, or one is not
  ///   of length 1
  public NDArray squeeze(int... axes) {
    return view(layout.squeeze(axes));
  }

  /// The same elements in C order under another shape, always as a view: NumPy's `a.reshape(shape,
  /// copy=False)`. The strides follow from the shape. Unlike NumPy's `a.reshape(shape)`, which
  /// silently copies, this throws if elements would have to move. These methods may copy:
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

  /// The same elements under another shape, read and placed in the given order.
  ///
  /// NumPy's `a.reshape(shape, order=..., copy=...)`.
  ///
  /// @param policy whether a copy is allowed; copies are in GC-managed memory
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

  /// All elements along one axis: a view if they are packed in that order, otherwise a copy in
  /// GC-managed memory. NumPy's `a.ravel(order=...)`.
  ///
  /// @param order the order in which the elements are taken
  /// @return an array of rank 1
  public NDArray ravel(Order order) {
    NDArray ordered = view(Reshape.slowestFirst(layout, order));
    return ordered.isCContiguous() ? ordered.reshape(size()) : ordered.flatten(Order.C);
  }

  /// A copy of all elements along one axis, in GC-managed memory. NumPy's `a.flatten(order=...)`.
  ///
  /// @param order the order in which the elements are taken
  /// @return a new array of rank 1
  public NDArray flatten(Order order) {
    NDArray packed = view(Reshape.slowestFirst(layout, order)).copy();
    return packed.view(StridedLayout.cOrder(itemSize(), size()));
  }

  /// This array if it is packed in C order, otherwise a packed copy in GC-managed memory. NumPy's
  /// `np.ascontiguousarray(a)`, but a single element keeps rank 0.
  ///
  /// @return an array with [#isCContiguous()]
  public NDArray contiguous() {
    return contiguous(Order.C);
  }

  /// This array if it is packed in the given order, otherwise a packed copy in GC-managed memory.
  /// NumPy's `np.asarray(a, order=...)`.
  ///
  /// @param order the order; [Order#A] accepts C and Fortran order, [Order#K] any order of the axes
  /// @return a packed array
  public NDArray contiguous(Order order) {
    boolean packed = Reshape.slowestFirst(layout, order).isCContiguous();
    return packed ? this : copy(Arena.ofAuto(), dtype, order);
  }

  /// The same bytes as elements of another type: NumPy's `a.view(dtype)`. Nothing is converted.
  ///
  /// If the type has the same size, shape and strides are unchanged. Otherwise the last axis must
  /// be packed, and its length changes so that its bytes stay the same.
  ///
  /// @param type the type
  /// @return a view of the same rank
  /// @throws IllegalArgumentException if the sizes differ and the last axis is not packed, its
  ///   bytes are not a whole number of elements, or there is no axis
  public NDArray reinterpret(DType type) {
    return new NDArray(segment, layout.reinterpreted(type.itemSize(), type), type, owner);
  }

  /// Views the memory with any shape and strides, starting at this array's element `(0, …, 0)`:
  /// NumPy's `np.lib.stride_tricks.as_strided(a, shape, strides)`, with a check that all elements
  /// are inside [#segment()]. They may be outside this view.
  ///
  /// @param shape elements per axis
  /// @param strides bytes per step along each axis
  /// @return a view, read-only if elements overlap
  /// @throws IllegalArgumentException if an element would be outside the memory, or the lengths are
  ///   invalid
  public NDArray asStrided(long[] shape, long[] strides) {
    return asStrided(0, shape, strides);
  }

  /// Views the memory with any shape and strides, starting at an offset; otherwise as
  /// [#asStrided(long\[\], long\[\])].
  ///
  /// @param byteOffset the start in bytes, relative to this array's element `(0, …, 0)`; may be
  ///   negative
  /// @param shape elements per axis
  /// @param strides bytes per step along each axis
  /// @return a view, read-only if elements overlap
  /// @throws IllegalArgumentException if an element would be outside the memory, or the lengths are
  ///   invalid
  public NDArray asStrided(long byteOffset, long[] shape, long[] strides) {
    long from = LayoutErrors.exactSum(layout.byteOffset(), byteOffset);
    return of(segment, owner, dtype, StridedLayout.of(itemSize(), from, shape, strides));
  }

  /// A diagonal of two axes, the elements `(i, i + k)`, as one axis that replaces both and comes
  /// last: NumPy's `a.diagonal(k, axis1, axis2)`. Its stride is the sum of the two; its length is 0
  /// for a diagonal outside the array.
  ///
  /// As in NumPy, the view is read-only; `a.asStrided(…)` creates a writable one.
  ///
  /// @param k which diagonal: 0 the main one, positive above it, negative below
  /// @param axis1 the axis of the first index; a negative one counts from the end
  /// @param axis2 the axis of the second index; a negative one counts from the end
  /// @return a read-only view with one axis less
  /// @throws IllegalArgumentException if an axis does not exist or both are the same
  public NDArray diagonal(long k, int axis1, int axis2) {
    return view(layout.diagonal(k, axis1, axis2)).asReadOnly();
  }

  /// All windows of a given shape, as a view: NumPy's `np.lib.stride_tricks.sliding_window_view(a,
  /// window)`.
  ///
  /// The first axes are the positions of the windows, the last axes the elements of a window. Shape
  /// `(6, 8)` with window `(3, 3)` is `(4, 6, 3, 3)`. Windows share elements, so the view is
  /// read-only.
  ///
  /// @param window the window's length along each axis, at least 1
  /// @return a read-only view with twice the axes
  /// @throws IllegalArgumentException if the number of lengths is not the rank, a window is longer
  ///   than its axis, or the axes would be more than [StridedLayout#MAX_RANK]
  public NDArray slidingWindow(long... window) {
    return view(layout.slidingWindow(window)).asReadOnly();
  }

  /// A field of every element of a struct array: NumPy's `a["name"]`. The axes keep their lengths
  /// and strides; the axes of a sub-array follow them. A path with dots leads through nested
  /// structs: `field("pos.x")` is `field("pos").field("x")`, unless there is a field of that whole
  /// name.
  ///
  /// @param name the field's name or title, or a path of them
  /// @return a view of the field's type
  /// @throws IllegalArgumentException if there is no such field, or the axes would be more than
  ///   [StridedLayout#MAX_RANK]
  public NDArray field(String name) {
    int end = Structs.endOfFirst(dtype, Objects.requireNonNull(name, "name"));
    NDArray view = field(dtype.field(name.substring(0, end)));
    return end == name.length() ? view : view.field(name.substring(end + 1));
  }

  private NDArray field(Field field) {
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

  /// Broadcasts this array to a shape, which repeats elements: NumPy's `np.broadcast_to(a, shape)`.
  ///
  /// Shapes are aligned at the last axis. An axis of length 1 is repeated to any length, including
  /// 0, by stride 0; missing axes are inserted before the first; all other lengths must be equal.
  /// The view is read-only, because elements may be repeated.
  ///
  /// ```java
  /// NDArray.copyOf(new int[] {1, 2, 3}).broadcastTo(2, 3);  // [[1 2 3] [1 2 3]], strides (0, 4)
  /// ```
  ///
  /// @param shape the shape of the result
  /// @return a read-only view
  /// @throws IllegalArgumentException if the length of an axis is neither 1 nor the requested one,
  ///   or the shape has fewer axes; the message names both shapes
  public NDArray broadcastTo(long... shape) {
    return new NDArray(segment.asReadOnly(), layout.broadcastTo(shape), dtype, owner);
  }

  /// A read-only view of the same elements: NumPy's `v = a.view(); v.flags.writeable = False`.
  /// Other views can still change the memory.
  ///
  /// @return a read-only view; this array if it is read-only
  public NDArray asReadOnly() {
    return isReadOnly() ? this : new NDArray(segment.asReadOnly(), layout, dtype, owner);
  }

  // --- typed views, for loops

  /// The elements of a `bool`, `int8` or `uint8` array as bytes.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the elements are of another type
  public ByteView asBytes() {
    requireCarrier(isByte(), "asBytes", "bool, int8 or uint8");
    return Segments.isFast(segment) ? new ByteView(segment, layout) : onNativeSegment().asBytes();
  }

  /// The elements of an `int16` or `uint16` array as shorts.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the elements are of another type, or not in this machine's
  ///   byte order
  public ShortView asShorts() {
    requireCarrier(isInteger(2) && dtype.isNativeOrder(), "asShorts", "int16 or uint16");
    return Segments.isFast(segment) ? new ShortView(segment, layout) : onNativeSegment().asShorts();
  }

  /// The elements of an `int32` or `uint32` array as ints.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the elements are of another type, or not in this machine's
  ///   byte order
  public IntView asInts() {
    requireCarrier(isInteger(4) && dtype.isNativeOrder(), "asInts", "int32 or uint32");
    return Segments.isFast(segment) ? new IntView(segment, layout) : onNativeSegment().asInts();
  }

  /// The elements of an `int64` or `uint64` array as longs.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the elements are of another type, or not in this machine's
  ///   byte order
  public LongView asLongs() {
    requireCarrier(isInteger(8) && dtype.isNativeOrder(), "asLongs", "int64 or uint64");
    return Segments.isFast(segment) ? new LongView(segment, layout) : onNativeSegment().asLongs();
  }

  /// The elements of a `float16` array, as floats: read exactly, written rounded to nearest.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the elements are of another type, or not in this machine's
  ///   byte order
  public Float16View asFloat16s() {
    requireCarrier(dtype.equals(DType.FLOAT16), "asFloat16s", "float16");
    return Segments.isFast(segment)
        ? new Float16View(segment, layout)
        : onNativeSegment().asFloat16s();
  }

  /// The elements of a `bfloat16` array, as floats: read exactly, written rounded to nearest.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the elements are of another type, or not in this machine's
  ///   byte order
  public BFloat16View asBFloat16s() {
    requireCarrier(dtype.equals(DType.BFLOAT16), "asBFloat16s", "bfloat16");
    return Segments.isFast(segment)
        ? new BFloat16View(segment, layout)
        : onNativeSegment().asBFloat16s();
  }

  /// The elements of a `float32` array.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the elements are of another type, or not in this machine's
  ///   byte order
  public FloatView asFloats() {
    requireCarrier(dtype.equals(DType.FLOAT32), "asFloats", "float32");
    return Segments.isFast(segment) ? new FloatView(segment, layout) : onNativeSegment().asFloats();
  }

  /// The elements of a `float64` array.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if the elements are of another type, or not in this machine's
  ///   byte order
  public DoubleView asDoubles() {
    requireCarrier(dtype.equals(DType.FLOAT64), "asDoubles", "float64");
    return Segments.isFast(segment)
        ? new DoubleView(segment, layout)
        : onNativeSegment().asDoubles();
  }

  /// The elements through the typed view for their type, one of the eight subtypes of [ArrayView]:
  /// for code that handles several types.
  ///
  /// @return a view for loops
  /// @throws IllegalArgumentException if there is no view for the type, or the elements are not in
  ///   this machine's byte order
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
  /// @throws ArithmeticException if a time overflows 64 bits in the type's unit
  /// @throws IllegalArgumentException if the types cannot be converted
  public NDArray copy(DType type) {
    return copy(Arena.ofAuto(), type, Order.C);
  }

  /// A packed copy, in GC-managed memory: NumPy's `a.copy(order)`.
  ///
  /// @param order the order of the copy; [Order#K] preserves the order of the axes in memory
  /// @return a new, writable array of the same type and byte order
  public NDArray copy(Order order) {
    return copy(Arena.ofAuto(), dtype, order);
  }

  /// A packed copy in C order, in memory of an arena.
  ///
  /// @param arena allocates and owns the memory of the copy
  /// @return a new, writable array of the same type and byte order
  public NDArray copy(Arena arena) {
    return copy(arena, dtype);
  }

  /// A packed copy in C order, converted to a type, in memory of an arena.
  ///
  /// Converts as [#copyFrom(NDArray, Casting)] does with [Casting#UNSAFE].
  ///
  /// @param arena allocates and owns the memory of the copy
  /// @param type the type of the copy
  /// @return a new, writable array
  /// @throws ArithmeticException if a time overflows 64 bits in the type's unit
  /// @throws IllegalArgumentException if the types cannot be converted
  public NDArray copy(Arena arena, DType type) {
    return copy(arena, type, Order.C);
  }

  /// A packed copy in an order, converted to a type, in memory of an arena.
  ///
  /// Converts as [#copyFrom(NDArray, Casting)] does with [Casting#UNSAFE].
  ///
  /// @param arena allocates and owns the memory of the copy
  /// @param type the type of the copy
  /// @param order the order of the copy; [Order#K] preserves the order of the axes in memory
  /// @return a new, writable array
  /// @throws ArithmeticException if a time overflows 64 bits in the type's unit
  /// @throws IllegalArgumentException if the types cannot be converted
  public NDArray copy(Arena arena, DType type, Order order) {
    StridedLayout packed = Reshape.packedLike(layout, type.itemSize(), order);
    return zeros(arena, type, packed).copyFrom(this, Casting.UNSAFE);
  }

  /// Copies the elements of another array into this one. The source is broadcast to this shape and
  /// converted to this type, as far as [Casting#SAME_KIND] allows: NumPy's `np.copyto(a, source)`.
  /// If the two share memory, the result is as if the source had been copied first.
  ///
  /// @param source the values; it may have additional leading axes of length 1
  /// @return this array
  /// @throws ArithmeticException if a time overflows 64 bits in this type's unit
  /// @throws IllegalArgumentException if this array is read-only or has elements that share memory,
  ///   the shapes do not match, or the conversion is not allowed
  public NDArray copyFrom(NDArray source) {
    return copyFrom(source, Casting.SAME_KIND);
  }

  /// Copies the elements of another array into this one. The source is broadcast to this shape and
  /// converted to this type: NumPy's `np.copyto(a, source, casting)`. If the two share memory, the
  /// result is as if the source had been copied first.
  ///
  /// These conversions can lose information, in the same way on every machine. A floating-point
  /// number is truncated to an integer and clamped to the range of an integer type; NaN becomes 0.
  /// An integer that is too large for an integer type loses its high bits. A complex number loses
  /// its imaginary part if the type is real; as a boolean it is true unless both parts are zero.
  /// Text is cut off at the length of the type. A time is rounded towards the past. A time that
  /// overflows, and a character that bytes cannot hold, throw; earlier elements may already have
  /// been written.
  ///
  /// @param source the values; it may have additional leading axes of length 1
  /// @param casting how much the conversion may change
  /// @return this array
  /// @throws ArithmeticException if a time overflows 64 bits in this type's unit
  /// @throws IllegalArgumentException if this array is read-only or has elements that share memory,
  ///   the shapes do not match, the conversion is not allowed, or bytes cannot hold a character
  public NDArray copyFrom(NDArray source, Casting casting) {
    Copies.copy(operand(), stretched(source), casting);
    return this;
  }

  /// An array broadcast to this one's shape, for a kernel.
  private Operand stretched(NDArray source) {
    StridedLayout other = source.layout.withoutLeadingOnes(rank()).broadcastTo(shape());
    return Operand.of(source.segment, other, source.dtype);
  }

  Operand operand() {
    return Operand.of(segment, layout, dtype);
  }

  /// Sets every element to a number, with the rules of [#setDouble(long\[\], double)]: NumPy's
  /// `a.fill(value)`. For complex types it is the real part.
  ///
  /// @param value the value
  /// @return this array
  /// @throws IllegalArgumentException if the array is read-only or its type cannot represent the
  ///   value
  public NDArray fill(double value) {
    FillKernel.fill(operand(), value);
    return this;
  }

  /// Sets every element to an integer, with the rules of [#setLong(long\[\], long)]: NumPy's
  /// `a.fill(value)`. For complex types it is the real part.
  ///
  /// @param value the value
  /// @return this array
  /// @throws IllegalArgumentException if the array is read-only or its type cannot represent the
  ///   value
  public NDArray fill(long value) {
    FillKernel.fill(operand(), value);
    return this;
  }

  // --- functions of elements, and reductions

  /// Sets every element to a function of the source's element at the same index: `y.mapFrom(x,
  /// Math::sqrt)`. The source is broadcast to this shape and read as `double`; results are
  /// converted by the rules of [#copyFrom(NDArray, Casting)]. If the two share memory, the result
  /// is as if the source had been copied first. The function is called once per element, in an
  /// unspecified order.
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

  /// Sets every element to a function of two sources' elements at the same index: `c.zipFrom(a, b,
  /// Double::sum)`. Otherwise as [#mapFrom(NDArray, DoubleUnaryOperator)].
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

  /// Sets every element to a function of the source's element at the same index, in 64-bit
  /// integers: unsigned 64-bit numbers are passed as their bits, and results lose the high bits
  /// that do not fit this type. Otherwise as [#mapFrom(NDArray, DoubleUnaryOperator)].
  ///
  /// @param source integers or booleans
  /// @param function the function
  /// @return this array
  /// @throws IllegalArgumentException as for [#mapFrom(NDArray, DoubleUnaryOperator)], or if a type
  ///   is neither an integer type nor `bool`
  public NDArray mapLongsFrom(NDArray source, LongUnaryOperator function) {
    MapKernel.mapLongs(operand(), stretched(source), Objects.requireNonNull(function, "function"));
    return this;
  }

  /// Sets every element to a function of two sources' elements at the same index, in 64-bit
  /// integers. Otherwise as [#mapLongsFrom(NDArray, LongUnaryOperator)].
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
  /// `double` cannot represent throws instead of being rounded. Floating-point numbers are summed
  /// in an unspecified order, with a smaller error than one by one.
  ///
  /// @return the sum, 0 without elements
  /// @throws ArithmeticException if the elements are integers and their sum is not exactly a
  ///   `double`: use [#sumLong()]
  /// @throws IllegalArgumentException if the elements are not real numbers
  public double sum() {
    return TotalReductions.sum(operand());
  }

  /// The exact sum of integers, or the number of true elements.
  ///
  /// @return the sum, 0 without elements
  /// @throws ArithmeticException if it does not fit a `long`
  /// @throws IllegalArgumentException if the elements are neither integers nor booleans
  public long sumLong() {
    return TotalReductions.sumLong(operand());
  }

  /// The smallest element: NumPy's `a.min()`. An integer that a `double` cannot represent throws
  /// instead of being rounded.
  ///
  /// @return the smallest element, NaN if there is one
  /// @throws ArithmeticException if the elements are integers and the result is not exactly a
  ///   `double`: use [#minLong()]
  /// @throws IllegalArgumentException if there are no elements, or they are not real numbers
  public double min() {
    return TotalReductions.extremeDouble(operand(), false);
  }

  /// The largest element: NumPy's `a.max()`. An integer that a `double` cannot represent throws
  /// instead of being rounded.
  ///
  /// @return the largest element, NaN if there is one
  /// @throws ArithmeticException if the elements are integers and the result is not exactly a
  ///   `double`: use [#maxLong()]
  /// @throws IllegalArgumentException if there are no elements, or they are not real numbers
  public double max() {
    return TotalReductions.extremeDouble(operand(), true);
  }

  /// The smallest element of an array of integers or booleans, exactly.
  ///
  /// @return the smallest element
  /// @throws ArithmeticException if it does not fit a `long`
  /// @throws IllegalArgumentException if there are no elements, or they are neither integers nor
  ///   booleans
  public long minLong() {
    return TotalReductions.extremeLong(operand(), false);
  }

  /// The largest element of an array of integers or booleans, exactly.
  ///
  /// @return the largest element
  /// @throws ArithmeticException if it does not fit a `long`
  /// @throws IllegalArgumentException if there are no elements, or they are neither integers nor
  ///   booleans
  public long maxLong() {
    return TotalReductions.extremeLong(operand(), true);
  }

  // --- to Java arrays
  // One rule for all six: types that the Java type can represent (Casting.SAFE), and unsigned
  // integers
  // and booleans of its size as their bits.

  /// The elements in C order as `double`, from any type of real numbers: `true` is 1, 64-bit
  /// integers beyond 2^53 are rounded. NumPy's `a.astype(float).ravel()`.
  ///
  /// Any other type is converted explicitly: `copy(DType.FLOAT64).toDoubleArray()`.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the elements are of another type, or there are more than a
  ///   Java array can hold
  public double[] toDoubleArray() {
    return HeapArrays.doubles(operand());
  }

  /// The elements in C order as `float`, from `bool`, integers of at most 16 bits, `float16`,
  /// `bfloat16` or `float32`.
  ///
  /// Any other type is converted explicitly: `copy(DType.FLOAT32).toFloatArray()`.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the elements are of another type, or there are more than a
  ///   Java array can hold
  public float[] toFloatArray() {
    return HeapArrays.floats(operand());
  }

  /// The elements in C order as `long`, from `bool` or integers; those of `uint64` as their bits.
  ///
  /// Any other type is converted explicitly: `copy(DType.INT64).toLongArray()`.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the elements are of another type, or there are more than a
  ///   Java array can hold
  public long[] toLongArray() {
    return HeapArrays.longs(operand());
  }

  /// The elements in C order as `int`, from `bool` or integers of at most 32 bits; those of
  /// `uint32` as their bits.
  ///
  /// Any other type is converted explicitly: `copy(DType.INT32).toIntArray()`.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the elements are of another type, or there are more than a
  ///   Java array can hold
  public int[] toIntArray() {
    return HeapArrays.ints(operand());
  }

  /// The elements in C order as `short`, from `bool` or integers of at most 16 bits; those of
  /// `uint16` as their bits.
  ///
  /// Any other type is converted explicitly: `copy(DType.INT16).toShortArray()`.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the elements are of another type, or there are more than a
  ///   Java array can hold
  public short[] toShortArray() {
    return HeapArrays.shorts(operand());
  }

  /// The elements in C order as `byte`, from `bool` or integers of 8 bits; those of `uint8` as
  /// their bits, those of `bool` as their bytes. [#rawBytes()] takes the bytes of any type.
  ///
  /// Any other type is converted explicitly: `copy(DType.INT8).toByteArray()`.
  ///
  /// @return a new Java array
  /// @throws IllegalArgumentException if the elements are of another type, or there are more than a
  ///   Java array can hold
  public byte[] toByteArray() {
    return HeapArrays.bytes(operand());
  }

  /// The elements' bytes in C order, in the type's byte order: NumPy's `a.tobytes()`.
  ///
  /// @return a new Java array of [#byteSize()] bytes
  /// @throws IllegalArgumentException if there are more bytes than a Java array can hold
  public byte[] rawBytes() {
    return HeapArrays.rawBytes(operand());
  }

  /// The elements' bytes in an order, in the type's byte order: NumPy's `a.tobytes(order)`.
  ///
  /// @param order the order in which the elements are taken
  /// @return a new Java array of [#byteSize()] bytes
  /// @throws IllegalArgumentException if there are more bytes than a Java array can hold
  public byte[] rawBytes(Order order) {
    return view(Reshape.slowestFirst(layout, order)).rawBytes();
  }

  // --- comparison and text

  /// Whether another array has the same shape and equal elements: NumPy's `np.array_equal(a, b)`.
  /// Numbers are compared by value, whatever their types: an `int32` 1 equals a `float64` 1. Times
  /// are compared as instants or durations, whatever their units. NaN and "not a time" equal
  /// nothing, not even themselves.
  ///
  /// @param other the other array
  /// @return true if so
  public boolean contentEquals(NDArray other) {
    return Comparison.equal(operand(), other.operand());
  }

  /// The elements as NumPy's `str` prints them. For an array without elements or with more than
  /// 1000, the text includes the shape and, unless implied, the type: `[], shape=(0, 3),
  /// dtype=float32`. Two differences from NumPy: a text of rank 0 prints as it does inside an
  /// array, `b'x'`, not as NumPy's scalar, `np.bytes_(b'x')`, and dates beyond the range of 64 bits
  /// are correct, while NumPy's wrap around.
  ///
  /// Never throws: if the elements cannot be read (a closed arena, another thread's memory, a
  /// truncated file), the text describes why.
  ///
  /// @return the text
  @Override
  public String toString() {
    return ArrayPrinter.print(segment, layout, dtype);
  }
}
