package org.culebra.ffi.internal.argument;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Strided;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.host.TextDecoder;
import org.jspecify.annotations.Nullable;

/// Reads and writes the fields of a struct's memory.
final class StructAccess {
  private StructAccess() {}

  static void set(Place place, @Nullable Object value) {
    MemorySegment segment = place.segment();
    StructType.Field bits = place.field().bits();
    if (bits != null) {
      setBits(BitField.of(segment, place.field().byteOffset(), bits), place.field(), value);
      return;
    }
    switch (place.field().type()) {
      case CType.Opaque opaque -> setBytes(segment, place.field(), opaque, value);
      case CType.Pointer pointer -> setPointer(place, pointer, value);
      case StructType struct -> setStruct(place, struct, value);
      case CType.Complex complex -> setComplex(segment, place.field(), complex, value);
      case CType.Array array when value instanceof String text -> setText(place, array, text);
      case CType.Array array -> setArray(segment, place.field(), value);
      default -> setNumber(segment, place.field(), value);
    }
  }

  private static void setNumber(
      MemorySegment segment, StructPath.Field field, @Nullable Object value) {
    NumberRule rule = NumberRule.of(field.type());
    if (rule == null) {
      throw new UnsupportedOperationException(
          field.where()
              + ": expected a number, a pointer, a struct or an array to set but found a "
              + field.type()
              + "; write to segment()");
    }
    long at = field.byteOffset();
    switch (rule.toCarrier(value)) {
      case Boolean b -> segment.set(ValueLayout.JAVA_BOOLEAN, at, b);
      case Byte b -> segment.set(ValueLayout.JAVA_BYTE, at, b);
      case Short s -> segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, s);
      case Integer i -> segment.set(ValueLayout.JAVA_INT_UNALIGNED, at, i);
      case Long l -> segment.set(ValueLayout.JAVA_LONG_UNALIGNED, at, l);
      case Float f -> segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, f);
      case Double d -> segment.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, d);
      case null, default ->
          throw new IllegalArgumentException(field.where() + ": " + rule.mismatch(value));
    }
  }

  private static void setBits(BitField bits, StructPath.Field field, @Nullable Object value) {
    if (!bits.set(value)) {
      throw new IllegalArgumentException(
          field.where() + ": expected " + bits.expected() + " but found " + Describe.value(value));
    }
  }

  private static void setComplex(
      MemorySegment segment,
      StructPath.Field field,
      CType.Complex complex,
      @Nullable Object value) {
    ComplexRule rule = new ComplexRule(complex);
    if (!(value instanceof CComplex number) || !rule.accepts(number)) {
      throw new IllegalArgumentException(
          "%s: expected %s but found %s"
              .formatted(field.where(), rule.expected(), Describe.value(value)));
    }
    MemorySegment _ = rule.write(number, segment.asSlice(field.byteOffset(), complex.byteSize()));
  }

  /// Copies the bytes of a value that Java cannot represent.
  private static void setBytes(
      MemorySegment segment, StructPath.Field field, CType.Opaque opaque, @Nullable Object value) {
    long size = opaque.byteSize();
    if (!(value instanceof MemorySegment from) || from.byteSize() != size) {
      throw new IllegalArgumentException(
          "%s: expected a MemorySegment with the %d bytes of a %s but found %s"
              .formatted(field.where(), size, opaque, Describe.value(value)));
    }
    MemorySegment.copy(from, 0, segment, field.byteOffset(), size);
  }

  private static void setPointer(Place place, CType.Pointer pointer, @Nullable Object given) {
    StructPath.Field field = place.field();
    Object value = given instanceof String text ? text(field, pointer, text) : given;
    MemorySegment target = value == null ? MemorySegment.NULL : target(field, pointer, value);
    StructPointers kept = place.kept();
    StructPointers.Entry entry =
        value == null || target.address() == 0 ? null : kept.keep(field, kept(value), target);
    try {
      if (place.foreign() && entry != null) {
        requireLasting(entry);
      }
      place.segment().set(ValueLayout.ADDRESS_UNALIGNED, field.byteOffset(), target);
    } catch (Throwable e) {
      kept.discard(entry);
      throw e;
    }
    kept.put(place.base() + field.byteOffset(), entry);
  }

  /// No call checks what C's memory leads to, so it must not be possible to free it. A callback's
  /// code stays while it runs.
  private static void requireLasting(StructPointers.Entry entry) {
    if (entry.closable() && !(entry.value() instanceof Callback)) {
      throw new IllegalStateException(
          entry.field().where()
              + ": expected memory of an automatic or global arena, because C's memory leads to it,"
              + " but found memory that its thread may free");
    }
  }

  /// A copy of a string, which is reachable from the value.
  private static MemorySegment text(StructPath.Field field, CType.Pointer pointer, String text) {
    if (pointer.function().isPresent() || !CopiedText.isAccepted(PointerRule.of(pointer))) {
      throw new IllegalArgumentException(
          "%s: expected a value of %s but found a String; for a char * that C may write or free,"
                  .formatted(field.where(), pointer)
              + " allocate it");
    }
    requireText(field, text);
    return Arena.ofAuto().allocateFrom(text);
  }

  private static void requireText(StructPath.Field field, String text) {
    String problem = CopiedText.textProblem(text);
    if (problem != null) {
      throw new IllegalArgumentException(field.where() + ": " + problem);
    }
  }

  /// Fills an array of `char` with a string, its NUL and further NULs.
  private static void setText(Place place, CType.Array array, String text) {
    StructPath.Field field = place.field();
    if (!isText(array.element())) {
      throw new IllegalArgumentException(
          field.where() + ": expected a value of " + array + " but found a String");
    }
    requireText(field, text);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length >= array.count()) {
      throw new IllegalArgumentException(
          "%s: expected at most %d bytes and a NUL for %s but found %d bytes"
              .formatted(field.where(), Math.max(0, array.count() - 1), array, utf8.length));
    }
    MemorySegment to = place.segment().asSlice(field.byteOffset(), array.count());
    MemorySegment.copy(utf8, 0, to, ValueLayout.JAVA_BYTE, 0, utf8.length);
    to.asSlice(utf8.length).fill((byte) 0);
  }

  /// The string in an array of `char`, or behind a `char *`; `null` for NULL.
  static @Nullable String text(Place place) {
    StructPath.Field field = place.field();
    MemorySegment segment = place.segment();
    long at = field.byteOffset();
    return switch (field.type()) {
      case CType.Array array when isText(array.element()) && array.count() > 0 ->
          TextDecoder.bounded(segment.asSlice(at, array.count()));
      case CType.Array array when isText(array.element()) -> TextDecoder.at(segment.address() + at);
      case CType.Pointer pointer when isText(pointer.target()) ->
          place.pointer() == 0 ? null : TextDecoder.at(place.pointer());
      default ->
          throw new IllegalArgumentException(
              field.where()
                  + ": expected text, a char array or a char *, but found "
                  + field.type());
    };
  }

  private static boolean isText(CType type) {
    return Carriers.plain(type) instanceof CType.Scalar scalar && PointerRule.isByte(scalar);
  }

  /// What a pointer keeps alive.
  private static Object kept(Object value) {
    return switch (value) {
      case Strided strided -> strided.array();
      case CFunction function -> function.pointer();
      default -> value;
    };
  }

  /// The user data of a callback, for the `void *` field that belongs to the function pointer.
  static @Nullable Object userData(StructPath.Field field, @Nullable Object value) {
    UserData data = value instanceof Callback callback ? UserData.of(callback) : null;
    boolean function =
        field.type() instanceof CType.Pointer pointer && pointer.function().isPresent();
    return data == null || !function ? null : data.value();
  }

  private static MemorySegment target(StructPath.Field field, CType.Pointer pointer, Object value) {
    ParameterRule rule = ParameterRule.of(pointer);
    MemorySegment target = null;
    String rejection;
    if (rule instanceof FunctionRule function) {
      rejection = function.problem(value);
      if (rejection == null) {
        target = FunctionRule.pointer(value);
      }
    } else {
      PointerRule data = (PointerRule) rule;
      // liveness of everything that a struct leads to is checked before each call: doing it here
      // would make building a list quadratic
      target =
          value instanceof CStruct.Value struct
              ? ArgumentMarshaller.structAddress(struct, data, 0)
              : ArgumentMarshaller.any(value, data, 0);
      rejection = target == null ? data.mismatch(value, 0, "") : null;
    }
    if (target == null) {
      throw new IllegalArgumentException(field.where() + ": " + rejection);
    }
    return target;
  }

  private static void setStruct(Place place, StructType struct, @Nullable Object value) {
    StructPath.Field field = place.field();
    if (!(value instanceof StructValue from) || !from.isOf(struct)) {
      throw new IllegalArgumentException(
          field.where()
              + ": expected a "
              + struct
              + " but found "
              + Describe.struct(value, struct));
    }
    MemorySegment segment = place.segment();
    long size = struct.byteSize();
    place
        .kept()
        .copyFrom(
            from.kept(),
            from.base(),
            place.base() + field.byteOffset(),
            size,
            () -> MemorySegment.copy(from.segment(), 0, segment, field.byteOffset(), size));
  }

  private static void setArray(
      MemorySegment segment, StructPath.Field field, @Nullable Object value) {
    NDArray to = array(segment, field);
    if (!(value instanceof NDArray from)
        || !from.dtype().equals(to.dtype())
        || !Arrays.equals(from.shape(), to.shape())) {
      throw new IllegalArgumentException(
          "%s: expected %s but found %s"
              .formatted(field.where(), Describe.value(to), Describe.value(value)));
    }
    to.copyFrom(from);
  }

  static Object get(MemorySegment segment, StructPath.Field field) {
    long at = field.byteOffset();
    StructType.Field bits = field.bits();
    if (bits != null) {
      return BitField.of(segment, at, bits).get();
    }
    if (field.type() instanceof CType.Pointer) {
      return segment.get(ValueLayout.ADDRESS_UNALIGNED, at);
    }
    if (field.type() instanceof CType.Opaque opaque) {
      return segment.asSlice(at, opaque.byteSize());
    }
    if (field.type() instanceof CType.Complex complex) {
      return new ComplexRule(complex).returned(segment.asSlice(at, complex.byteSize()));
    }
    if (field.type() instanceof CType.Array) {
      return array(segment, field);
    }
    NumberRule rule = NumberRule.of(field.type());
    if (rule == null) {
      throw new UnsupportedOperationException(
          field.where()
              + ": expected a number, a pointer, a struct or an array to read but found a "
              + field.type()
              + "; read from segment()");
    }
    return rule.fromCarrier(number(segment, at, rule.scalar()));
  }

  private static Object number(MemorySegment segment, long at, CType.Scalar scalar) {
    return switch (scalar.kind()) {
      case BOOL -> (Object) (segment.get(ValueLayout.JAVA_BYTE, at) != 0);
      case FLOATING ->
          scalar.size() == 4
              ? (Object) segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at)
              : (Object) segment.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at);
      case SIGNED, UNSIGNED ->
          switch (scalar.size()) {
            case 1 -> segment.get(ValueLayout.JAVA_BYTE, at);
            case 2 -> segment.get(ValueLayout.JAVA_SHORT_UNALIGNED, at);
            case 4 -> segment.get(ValueLayout.JAVA_INT_UNALIGNED, at);
            default -> segment.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
          };
    };
  }

  /// An array field as a view of the struct's memory.
  private static NDArray array(MemorySegment segment, StructPath.Field field) {
    List<Long> lengths = new ArrayList<>();
    CType element = field.type();
    while (element instanceof CType.Array array) {
      lengths.add(array.count());
      element = array.element();
    }
    if (!(Carriers.plain(element) instanceof CType.Scalar scalar)) {
      throw new UnsupportedOperationException(
          field.where()
              + ": expected an array of numbers, which an NDArray can view, but found elements of "
              + element
              + "; use segment()");
    }
    DType dtype = ArrayTypes.of(scalar);
    long[] shape = lengths.stream().mapToLong(Long::longValue).toArray();
    long[] strides = StridedLayout.cOrder(dtype.itemSize(), shape).strides();
    StridedLayout layout = StridedLayout.of(dtype.itemSize(), field.byteOffset(), shape, strides);
    return NDArray.of(segment, Retention.ARENA, dtype, layout);
  }
}
