package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.culebra.array.internal.ArenaMemory;

/// One number or pointer that C reads and writes through an address: an out-parameter such as `int
/// *n`, `double *x` or `T **out`. Reusable for any number of calls.
///
/// ```java
/// interface Frexp {
///   double split(double x, Ref.OfInt exponent);
/// }
///
/// Frexp frexp = CLibrary.open("m").function("double frexp(double x, int *exponent)")
///     .as(MethodHandles.lookup(), Frexp.class);
/// Ref.OfInt exponent = Ref.ofInt();
/// double mantissa = frexp.split(48.0, exponent); // 0.75
/// exponent.get();                                // 6
/// ```
///
/// Each kind fits the C types of its size: [OfInt] is for `int *`, `unsigned int *` and `int32_t
/// *`, [OfLong] for `size_t *` and for a `long *` of 8 bytes, [OfPointer] for every `T **`. A
/// number that C only reads, `const int *n`, needs no such object: pass it directly.
///
/// The memory is garbage-collected, or belongs to an arena: use one that outlives the call if C
/// keeps the address. Not synchronized.
public abstract sealed class Ref
    permits Ref.OfByte,
        Ref.OfShort,
        Ref.OfInt,
        Ref.OfLong,
        Ref.OfFloat,
        Ref.OfDouble,
        Ref.OfPointer {
  private final MemorySegment segment;

  private Ref(Arena arena, MemoryLayout layout) {
    this.segment = ArenaMemory.zeros(arena, layout.byteSize(), layout.byteAlignment());
  }

  /// A `char`, `signed char` or `unsigned char`, 0 at first.
  ///
  /// @return the value's address for C
  public static OfByte ofByte() {
    return ofByte(Arena.ofAuto());
  }

  /// A `char`, `signed char` or `unsigned char`, 0 at first.
  ///
  /// @param arena owns the memory
  /// @return the value's address for C
  public static OfByte ofByte(Arena arena) {
    return new OfByte(arena);
  }

  /// A `short` or `unsigned short`, 0 at first.
  ///
  /// @return the value's address for C
  public static OfShort ofShort() {
    return ofShort(Arena.ofAuto());
  }

  /// A `short` or `unsigned short`, 0 at first.
  ///
  /// @param arena owns the memory
  /// @return the value's address for C
  public static OfShort ofShort(Arena arena) {
    return new OfShort(arena);
  }

  /// An `int`, an `unsigned int` or an `enum`, 0 at first.
  ///
  /// @return the value's address for C
  public static OfInt ofInt() {
    return ofInt(Arena.ofAuto());
  }

  /// An `int`, an `unsigned int` or an `enum`, 0 at first.
  ///
  /// @param arena owns the memory
  /// @return the value's address for C
  public static OfInt ofInt(Arena arena) {
    return new OfInt(arena);
  }

  /// A `size_t`, or another integer of 8 bytes, 0 at first.
  ///
  /// @return the value's address for C
  public static OfLong ofLong() {
    return ofLong(Arena.ofAuto());
  }

  /// A `size_t`, or another integer of 8 bytes, 0 at first.
  ///
  /// @param arena owns the memory
  /// @return the value's address for C
  public static OfLong ofLong(Arena arena) {
    return new OfLong(arena);
  }

  /// A `float`, 0 at first.
  ///
  /// @return the value's address for C
  public static OfFloat ofFloat() {
    return ofFloat(Arena.ofAuto());
  }

  /// A `float`, 0 at first.
  ///
  /// @param arena owns the memory
  /// @return the value's address for C
  public static OfFloat ofFloat(Arena arena) {
    return new OfFloat(arena);
  }

  /// A `double`, 0 at first.
  ///
  /// @return the value's address for C
  public static OfDouble ofDouble() {
    return ofDouble(Arena.ofAuto());
  }

  /// A `double`, 0 at first.
  ///
  /// @param arena owns the memory
  /// @return the value's address for C
  public static OfDouble ofDouble(Arena arena) {
    return new OfDouble(arena);
  }

  /// A pointer of any type, NULL at first.
  ///
  /// @return the value's address for C
  public static OfPointer ofPointer() {
    return ofPointer(Arena.ofAuto());
  }

  /// A pointer of any type, NULL at first.
  ///
  /// @param arena owns the memory
  /// @return the value's address for C
  public static OfPointer ofPointer(Arena arena) {
    return new OfPointer(arena);
  }

  /// The memory of the value, for C code that keeps its address.
  ///
  /// @return a segment of the value's size
  public final MemorySegment segment() {
    return segment;
  }

  /// A `char`, `signed char` or `unsigned char`.
  public static final class OfByte extends Ref {
    private OfByte(Arena arena) {
      super(arena, ValueLayout.JAVA_BYTE);
    }

    /// The value that is in memory now.
    ///
    /// @return the value
    public byte get() {
      return segment().get(ValueLayout.JAVA_BYTE, 0);
    }

    /// The value read as `unsigned char`.
    ///
    /// @return the value, never negative
    public int getUnsigned() {
      return Byte.toUnsignedInt(get());
    }

    /// Sets the value.
    ///
    /// @param value the new value
    /// @return this object
    public OfByte set(byte value) {
      segment().set(ValueLayout.JAVA_BYTE, 0, value);
      return this;
    }

    /// The value.
    @Override
    public String toString() {
      return "Ref[" + get() + "]";
    }
  }

  /// A `short` or `unsigned short`.
  public static final class OfShort extends Ref {
    private OfShort(Arena arena) {
      super(arena, ValueLayout.JAVA_SHORT);
    }

    /// The value that is in memory now.
    ///
    /// @return the value
    public short get() {
      return segment().get(ValueLayout.JAVA_SHORT, 0);
    }

    /// The value read as `unsigned short`.
    ///
    /// @return the value, never negative
    public int getUnsigned() {
      return Short.toUnsignedInt(get());
    }

    /// Sets the value.
    ///
    /// @param value the new value
    /// @return this object
    public OfShort set(short value) {
      segment().set(ValueLayout.JAVA_SHORT, 0, value);
      return this;
    }

    /// The value.
    @Override
    public String toString() {
      return "Ref[" + get() + "]";
    }
  }

  /// An `int`, an `unsigned int` or an `enum`.
  public static final class OfInt extends Ref {
    private OfInt(Arena arena) {
      super(arena, ValueLayout.JAVA_INT);
    }

    /// The value that is in memory now.
    ///
    /// @return the value
    public int get() {
      return segment().get(ValueLayout.JAVA_INT, 0);
    }

    /// The value read as `unsigned int`.
    ///
    /// @return the value, never negative
    public long getUnsigned() {
      return Integer.toUnsignedLong(get());
    }

    /// Sets the value.
    ///
    /// @param value the new value
    /// @return this object
    public OfInt set(int value) {
      segment().set(ValueLayout.JAVA_INT, 0, value);
      return this;
    }

    /// The value.
    @Override
    public String toString() {
      return "Ref[" + get() + "]";
    }
  }

  /// A `size_t`, or another integer of 8 bytes.
  public static final class OfLong extends Ref {
    private OfLong(Arena arena) {
      super(arena, ValueLayout.JAVA_LONG);
    }

    /// The value that is in memory now.
    ///
    /// @return the value
    public long get() {
      return segment().get(ValueLayout.JAVA_LONG, 0);
    }

    /// Sets the value.
    ///
    /// @param value the new value
    /// @return this object
    public OfLong set(long value) {
      segment().set(ValueLayout.JAVA_LONG, 0, value);
      return this;
    }

    /// The value.
    @Override
    public String toString() {
      return "Ref[" + get() + "]";
    }
  }

  /// A `float`.
  public static final class OfFloat extends Ref {
    private OfFloat(Arena arena) {
      super(arena, ValueLayout.JAVA_FLOAT);
    }

    /// The value that is in memory now.
    ///
    /// @return the value
    public float get() {
      return segment().get(ValueLayout.JAVA_FLOAT, 0);
    }

    /// Sets the value.
    ///
    /// @param value the new value
    /// @return this object
    public OfFloat set(float value) {
      segment().set(ValueLayout.JAVA_FLOAT, 0, value);
      return this;
    }

    /// The value.
    @Override
    public String toString() {
      return "Ref[" + get() + "]";
    }
  }

  /// A `double`.
  public static final class OfDouble extends Ref {
    private OfDouble(Arena arena) {
      super(arena, ValueLayout.JAVA_DOUBLE);
    }

    /// The value that is in memory now.
    ///
    /// @return the value
    public double get() {
      return segment().get(ValueLayout.JAVA_DOUBLE, 0);
    }

    /// Sets the value.
    ///
    /// @param value the new value
    /// @return this object
    public OfDouble set(double value) {
      segment().set(ValueLayout.JAVA_DOUBLE, 0, value);
      return this;
    }

    /// The value.
    @Override
    public String toString() {
      return "Ref[" + get() + "]";
    }
  }

  /// A pointer of any type.
  public static final class OfPointer extends Ref {
    private OfPointer(Arena arena) {
      super(arena, ValueLayout.ADDRESS);
    }

    /// The value that is in memory now.
    ///
    /// @return a segment of length 0; `MemorySegment.NULL` for NULL
    public MemorySegment get() {
      return segment().get(ValueLayout.ADDRESS, 0);
    }

    /// Sets the value.
    ///
    /// @param value a native segment, of which only the address counts
    /// @return this object
    /// @throws IllegalArgumentException if the segment is on the heap
    public OfPointer set(MemorySegment value) {
      segment().set(ValueLayout.ADDRESS, 0, Objects.requireNonNull(value, "value"));
      return this;
    }

    /// The value.
    @Override
    public String toString() {
      return "Ref[0x" + Long.toHexString(get().address()) + "]";
    }
  }
}
