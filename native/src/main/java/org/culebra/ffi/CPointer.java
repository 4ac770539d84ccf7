package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.argument.Place;
import org.culebra.ffi.internal.argument.PointerRule;
import org.culebra.ffi.internal.argument.StructPath;
import org.culebra.ffi.internal.host.TextDecoder;
import org.jspecify.annotations.Nullable;

/// A pointer in a struct or a variable of C, together with its type. The caller states what is
/// behind it.
///
/// ```java
/// CStruct.Value frame = lib.struct("AVFrame").at(arena, (MemorySegment) next.call());
/// int height = (int) frame.get("height");
/// int stride = (int) frame.get("linesize[0]");
/// NDArray luma = frame.pointer("data[0]").asArray(height, stride);
/// CStruct.Value second = format.pointer("streams").asPointers(2).get(1).asStruct();
/// ```
///
/// What Java has stored in the pointer is known: more than that is rejected. Everything else is
/// trusted, as by [Pointers], and accessible as long as the struct or the variable. NULL is
/// rejected with the field's name.
///
/// The address is that of the moment when the pointer was read.
public final class CPointer {
  private final String where;
  private final CType target;
  private final boolean isConst;
  private final long start;
  private final Place.Memory source;

  private CPointer(String where, CType target, boolean isConst, long start, Place.Memory source) {
    this.where = where;
    this.target = target;
    this.isConst = isConst;
    this.start = start;
    this.source = source;
  }

  /// A pointer or an array in a struct.
  static CPointer of(Place place) {
    StructPath.Field field = place.field();
    String where = field.where();
    if (field.type() instanceof CType.Array array) {
      long start = place.segment().address() + field.byteOffset();
      Place.Memory source =
          array.count() == 0
              ? (address, bytes) -> place.trusted(address, bytes, where)
              : (address, bytes) -> place.part(address, bytes, where);
      return new CPointer(where, array.element(), place.segment().isReadOnly(), start, source);
    }
    if (field.type() instanceof CType.Pointer pointer && pointer.function().isEmpty()) {
      return new CPointer(
          where,
          pointer.target(),
          pointer.targetConst(),
          place.pointer(),
          place.behind(place.pointer(), where));
    }
    throw new IllegalArgumentException(
        where + ": expected a pointer or an array but found " + field.type());
  }

  /// The address.
  ///
  /// @return a segment of length 0
  public MemorySegment address() {
    return MemorySegment.ofAddress(start);
  }

  /// Whether the address is NULL.
  ///
  /// @return whether there is nothing to be found
  public boolean isNull() {
    return start == 0;
  }

  /// Trusts the lengths: the elements as a packed array in C order, of the pointer's type.
  ///
  /// @param shape elements per axis, none for a single element
  /// @return the array; read-only if the elements are `const`
  /// @throws IllegalArgumentException if the pointer is NULL and there are elements, or is not one
  ///   to numbers; if a length is negative; or if Java has stored less
  public NDArray asArray(long... shape) {
    return asArray(dtype(), shape);
  }

  /// Trusts the type and the lengths: the memory as a packed array in C order, as of a `void *` or
  /// a struct.
  ///
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return the array; read-only if the memory is `const`
  /// @throws IllegalArgumentException as for [#asArray(long...)]
  public NDArray asArray(DType dtype, long... shape) {
    return array(dtype, StridedLayout.cOrder(dtype.itemSize(), shape));
  }

  /// Trusts lengths and strides: the elements as an array that need not be packed, such as the rows
  /// of a picture, of the pointer's type.
  ///
  /// @param shape elements per axis
  /// @param strides bytes from one element to the next, per axis; may be negative, as for a picture
  ///   from the bottom up
  /// @return the array; read-only if the elements are `const`, or some overlap
  /// @throws IllegalArgumentException as for [#asArray(long...)]
  public NDArray asStrided(long[] shape, long... strides) {
    DType dtype = dtype();
    return array(dtype, StridedLayout.of(dtype.itemSize(), 0, shape, strides));
  }

  private NDArray array(DType dtype, StridedLayout layout) {
    long low = layout.lowByte();
    MemorySegment memory = memory(low, layout.highByte() - low);
    StridedLayout shifted =
        StridedLayout.of(layout.itemSize(), -low, layout.shape(), layout.strides());
    return NDArray.of(memory, Retention.ARENA, dtype, shifted);
  }

  /// The array type of the target, and of arrays of it.
  private DType dtype() {
    CType element = target;
    while (element instanceof CType.Array array) {
      element = array.element();
    }
    DType dtype = PointerRule.of(CType.Pointer.to(element)).dtype();
    if (dtype == null) {
      throw new IllegalArgumentException(
          "%s: expected a pointer to numbers but found one to %s; state the dtype"
              .formatted(where, target));
    }
    return dtype;
  }

  /// Trusts that there is a value: the struct behind a `struct T *`.
  ///
  /// @return a view of it
  /// @throws IllegalArgumentException if the pointer is NULL or not one to a complete struct, or if
  ///   Java has stored less
  public CStruct.Value asStruct() {
    return asStructs(1).getFirst();
  }

  /// Trusts the number: the structs behind a `struct T *`.
  ///
  /// @param count how many there are
  /// @return views of them
  /// @throws IllegalArgumentException as for [#asStruct()]
  public List<CStruct.Value> asStructs(int count) {
    if (!(target instanceof StructType struct) || !struct.isComplete()) {
      throw new IllegalArgumentException(
          "%s: expected a pointer to a complete struct but found one to %s"
              .formatted(where, target));
    }
    CStruct type = CStruct.of(struct);
    MemorySegment all = elements(count);
    return IntStream.range(0, count)
        .mapToObj(i -> type.over(all.asSlice(i * type.byteSize(), type.byteSize())))
        .toList();
  }

  /// Trusts the number: the pointers behind a `T **`.
  ///
  /// @param count how many there are
  /// @return the pointers
  /// @throws IllegalArgumentException if the pointer is NULL or not one to pointers, or if Java has
  ///   stored less
  public List<CPointer> asPointers(int count) {
    if (!(target instanceof CType.Pointer pointer) || pointer.function().isPresent()) {
      throw new IllegalArgumentException(
          "%s: expected a pointer to pointers but found one to %s".formatted(where, target));
    }
    MemorySegment all = elements(count);
    return IntStream.range(0, count).<CPointer>mapToObj(i -> element(pointer, all, i)).toList();
  }

  private CPointer element(CType.Pointer type, MemorySegment all, int index) {
    long value = all.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) index * Long.BYTES);
    String name = where + "[" + index + "]";
    Place.Memory trusted = (address, bytes) -> Place.trusted(address, bytes, all.scope(), name);
    return new CPointer(name, type.target(), type.targetConst(), value, trusted);
  }

  private MemorySegment elements(int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          where + ": expected a number of at least 0 but found " + count);
    }
    return memory(0, count * target.byteSize());
  }

  private MemorySegment memory(long offset, long bytes) {
    if (start == 0 && bytes > 0) {
      throw new IllegalArgumentException(
          where + ": expected a pointer to " + target + " but found NULL");
    }
    MemorySegment memory = source.at(start + offset, bytes);
    return isConst ? memory.asReadOnly() : memory;
  }

  /// Trusts that there is a NUL: the string behind a `char *`.
  ///
  /// @return a copy; `null` if the pointer is NULL
  /// @throws IllegalArgumentException if the pointer is not one to `char`, or the bytes are not
  ///   UTF-8
  public @Nullable String asText() {
    if (!(Carriers.plain(target) instanceof CType.Scalar scalar) || !PointerRule.isByte(scalar)) {
      throw new IllegalArgumentException(
          where + ": expected a pointer to char but found one to " + target);
    }
    return start == 0 ? null : TextDecoder.at(start);
  }

  /// The declaration and the address.
  @Override
  public String toString() {
    return "CPointer[%s to %s at 0x%x]".formatted(where, target, start);
  }
}
