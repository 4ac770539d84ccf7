package org.culebra.array.python;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.OptionalLong;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// The C struct `PyArrayInterface` of the attribute `__array_struct__`: an older protocol than
/// [ArrayInterface] with which Python libraries share memory, with the same addresses in 56 bytes.
///
/// [#write(SegmentAllocator, NDArray)] creates the struct for an array. [#parse(MemorySegment)]
/// decodes one without following an address; a caller that may read foreign memory reads the two
/// blocks of `nd` lengths and strides and passes them to [#descriptor(long\[\], long\[\])].
///
/// The struct states only kind and size of the elements: code-point strings would be read with four
/// times their length, times lose their unit, and structs their fields. So only booleans, integers,
/// floating-point and complex numbers and byte strings are supported, in both directions; the
/// `descr`, a Python object, is neither written nor read. NumPy calls the struct legacy: prefer
/// [ArrayInterface] or DLPack.
///
/// | offset | 0 | 4 | 8 | 12 | 16 | 24 | 32 | 40 | 48 |
/// |---|---|---|---|---|---|---|---|---|---|
/// | field | `int two` | `int nd` | `char typekind` | `int itemsize` | `int flags` | `Py_ssize_t *shape` | `Py_ssize_t *strides` | `void *data` | `PyObject *descr` |
///
/// @param nd the number of axes
/// @param typekind one of `b i u f c S`
/// @param itemsize the size of an element in bytes
/// @param flags a sum of [#C_CONTIGUOUS] and the other flags
/// @param shape the address of the lengths, 0 if there are none
/// @param strides the address of the strides in bytes, 0 if there are none
/// @param data the address of element `(0, …, 0)`
public record PyArrayInterface(
    int nd, char typekind, int itemsize, int flags, long shape, long strides, long data) {

  /// The size of the struct in bytes.
  public static final int BYTES = 56;

  /// The flag of elements packed in C order.
  public static final int C_CONTIGUOUS = 0x1;

  /// The flag of elements packed in Fortran order.
  public static final int F_CONTIGUOUS = 0x2;

  /// The flag of elements at multiples of their alignment.
  public static final int ALIGNED = 0x100;

  /// The flag of elements in the byte order of this machine.
  public static final int NOTSWAPPED = 0x200;

  /// The flag of writable elements.
  public static final int WRITEABLE = 0x400;

  private static final String KINDS = "biufcS";
  private static final int MAX_ND = 64;
  private static final int ND = 4;
  private static final int TYPEKIND = 8;
  private static final int ITEMSIZE = 12;
  private static final int FLAGS = 16;
  private static final int SHAPE = 24;
  private static final int STRIDES = 32;
  private static final int DATA = 40;

  /// Checks everything that can be checked without following an address.
  ///
  /// @throws IllegalArgumentException if the number of axes is not in [0, 64], there is no such
  ///   type, or there are axes but no lengths
  public PyArrayInterface {
    if (nd < 0 || nd > MAX_ND) {
      throw Errors.argument("expected nd in [0, %d] but found %d", MAX_ND, nd);
    }
    if (KINDS.indexOf(typekind) < 0) {
      throw Errors.argument(
          "expected one of b, i, u, f, c, S as typekind but found %s", shown(typekind));
    }
    if (plain(typekind, itemsize) == null) {
      throw Errors.argument(
          "expected an itemsize of typekind '%c' but found %d", typekind, itemsize);
    }
    if (nd > 0 && shape == 0) {
      throw Errors.argument("expected the address of %d lengths in shape but found NULL", nd);
    }
  }

  /// The type in this machine's byte order; null if there is none.
  private static @Nullable DType plain(char typekind, int itemsize) {
    try {
      return DType.ofTypestr("" + typekind + itemsize);
    } catch (FormatException _) {
      return null;
    }
  }

  private static String shown(char typekind) {
    return typekind > ' ' && typekind < 127 ? "'" + typekind + "'" : "byte " + (int) typekind;
  }

  /// Writes the struct of an array and, after it in the same memory, the lengths and strides that
  /// it points to. Strides are always present; those without meaning are replaced by a packed
  /// array's. If there are no axes, both addresses are NULL.
  ///
  /// Nothing here keeps the array's memory alive: the caller keeps both the struct's and the
  /// array's memory alive until the consumer is done, see [NDArray#owner()]. Some consumers write
  /// to the struct, NumPy among them, so each consumer needs its own.
  ///
  /// @param arena allocates the memory and owns it; must return native memory
  /// @param array the array
  /// @return the memory; its first [#BYTES] bytes are the struct
  /// @throws UnsupportedOperationException if the struct cannot describe the array's type
  /// @throws IllegalArgumentException if the memory is not native, or not of the requested size
  public static MemorySegment write(SegmentAllocator arena, NDArray array) {
    Objects.requireNonNull(arena, "arena");
    checkKind(array.dtype());
    int nd = array.rank();
    long bytes = BYTES + 2L * Long.BYTES * nd;
    MemorySegment block = ArenaMemory.allocate(arena, bytes, Long.BYTES).fill((byte) 0);
    block.set(JAVA_INT, 0, 2);
    block.set(JAVA_INT, ND, nd);
    block.set(JAVA_BYTE, TYPEKIND, (byte) array.dtype().typestr().charAt(1));
    block.set(JAVA_INT, ITEMSIZE, array.itemSize());
    block.set(JAVA_INT, FLAGS, flagsOf(array));
    block.set(JAVA_LONG, DATA, array.address());
    if (nd > 0) {
      long shape = BYTES;
      long strides = shape + (long) Long.BYTES * nd;
      block.set(JAVA_LONG, SHAPE, block.address() + shape);
      block.set(JAVA_LONG, STRIDES, block.address() + strides);
      put(block, shape, array.shape());
      put(block, strides, ArrayInterface.canonical(array.layout()).strides());
    }
    return block;
  }

  private static void put(MemorySegment block, long byteOffset, long[] values) {
    MemorySegment.copy(values, 0, block, JAVA_LONG, byteOffset, values.length);
  }

  private static int flagsOf(NDArray array) {
    return (array.isCContiguous() ? C_CONTIGUOUS : 0)
        | (array.isFContiguous() ? F_CONTIGUOUS : 0)
        | (array.isAligned() ? ALIGNED : 0)
        | (array.dtype().isNativeOrder() ? NOTSWAPPED : 0)
        | (array.isReadOnly() ? 0 : WRITEABLE);
  }

  private static void checkKind(DType type) {
    String reason =
        switch (type.kind()) {
          case BOOL, INT, UINT, FLOAT, COMPLEX, BYTES -> "";
          case STRING -> "consumers would read its size in bytes as one in code points";
          case TIMEDELTA, DATETIME -> "it has no place for the unit";
          case RAW, STRUCT ->
              "it has no place for fields, and consumers cannot distinguish raw bytes from structs";
          case BFLOAT, FLOAT8 -> "it has no typekind";
        };
    if (!reason.isEmpty()) {
      throw new UnsupportedOperationException(
          Errors.text(
              "expected a type that __array_struct__ can describe but found %s: %s", type, reason));
    }
  }

  /// Decodes the bytes of a struct. No address in it is followed.
  ///
  /// @param struct at least the [#BYTES] bytes of the struct
  /// @return its content
  /// @throws FormatException if it is not such a struct, or has a type that it cannot describe
  public static PyArrayInterface parse(MemorySegment struct) {
    if (struct.byteSize() < BYTES) {
      throw new FormatException(
          Errors.text(
              "expected the %d bytes of a PyArrayInterface but found %d",
              BYTES, struct.byteSize()));
    }
    int two = intAt(struct, 0);
    if (two != 2) {
      throw new FormatException(
          "expected 2 as the first field of a PyArrayInterface but found " + two);
    }
    try {
      return new PyArrayInterface(
          intAt(struct, ND),
          (char) (struct.get(JAVA_BYTE, TYPEKIND) & 0xFF),
          intAt(struct, ITEMSIZE),
          intAt(struct, FLAGS),
          longAt(struct, SHAPE),
          longAt(struct, STRIDES),
          longAt(struct, DATA));
    } catch (IllegalArgumentException e) {
      throw new FormatException(e.getMessage());
    }
  }

  // Unaligned: the bytes may be a copy, possibly on the heap.
  private static int intAt(MemorySegment struct, long byteOffset) {
    return struct.get(JAVA_INT_UNALIGNED, byteOffset);
  }

  private static long longAt(MemorySegment struct, long byteOffset) {
    return struct.get(JAVA_LONG_UNALIGNED, byteOffset);
  }

  /// The type of the elements, in the byte order given by the flags.
  ///
  /// @return the type
  public DType dtype() {
    DType type = Objects.requireNonNull(plain(typekind, itemsize)); // the constructor looked
    boolean isNative = (flags & NOTSWAPPED) != 0;
    boolean little = isNative == (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    return type.withByteOrder(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  /// The description of the array, after the caller has read the lengths and strides. The flags for
  /// contiguous and aligned elements are ignored: shape and strides determine both. Without
  /// [#WRITEABLE] the array is read-only.
  ///
  /// @param lengths the `nd` lengths at address `shape`
  /// @param byteStrides the `nd` strides at address `strides`; null if that is NULL, for C order
  /// @return the description, validated like every [ArrayInterface]
  /// @throws FormatException if there are not `nd` of them, or they describe no array
  public ArrayInterface descriptor(long[] lengths, long @Nullable [] byteStrides) {
    checkCount("lengths", lengths.length);
    if (byteStrides != null) {
      checkCount("strides", byteStrides.length);
    }
    try {
      StridedLayout layout =
          byteStrides == null
              ? StridedLayout.cOrder(itemsize, lengths)
              : StridedLayout.of(itemsize, 0, lengths, byteStrides);
      boolean readOnly = (flags & WRITEABLE) == 0;
      return new ArrayInterface(dtype(), layout, OptionalLong.of(data), readOnly);
    } catch (IllegalArgumentException e) {
      throw new FormatException(e.getMessage());
    }
  }

  private void checkCount(String what, int found) {
    if (found != nd) {
      throw new FormatException(Errors.text("expected nd = %d %s but found %d", nd, what, found));
    }
  }
}
