package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// Reads and writes the fields of a struct's memory.
final class StructAccess {
  private StructAccess() {}

  static void set(
      MemorySegment segment,
      CStructImpl.Field field,
      @Nullable Object value,
      StructPointers kept,
      long base) {
    switch (field.type()) {
      case CType.Pointer pointer -> setPointer(segment, field, pointer, value, kept, base);
      case CType.Struct struct -> setStruct(segment, field, struct, value, kept, base);
      case CType.Array array -> setArray(segment, field, value);
      default -> setNumber(segment, field, value);
    }
  }

  private static void setNumber(
      MemorySegment segment, CStructImpl.Field field, @Nullable Object value) {
    NumberRule rule = NumberRule.of(field.type());
    if (rule == null) {
      throw new UnsupportedOperationException(
          field.where() + ": a " + field.type() + " cannot be set; write to segment()");
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

  private static void setPointer(
      MemorySegment segment,
      CStructImpl.Field field,
      CType.Pointer pointer,
      @Nullable Object value,
      StructPointers kept,
      long base) {
    MemorySegment target = value == null ? MemorySegment.NULL : target(field, pointer, value);
    StructPointers.Entry entry =
        value == null || target.address() == 0 ? null : kept.keep(field, value, target);
    try {
      segment.set(ValueLayout.ADDRESS_UNALIGNED, field.byteOffset(), target);
    } catch (Throwable e) {
      kept.discard(entry);
      throw e;
    }
    kept.put(base + field.byteOffset(), entry);
  }

  /// The user data of a callback, for the `void *` field that belongs to the function pointer.
  static @Nullable Object userData(CStructImpl.Field field, @Nullable Object value) {
    UserData data = value instanceof Callback callback ? UserData.of(callback) : null;
    boolean function =
        field.type() instanceof CType.Pointer pointer && pointer.function().isPresent();
    return data == null || !function ? null : data.value();
  }

  private static MemorySegment target(
      CStructImpl.Field field, CType.Pointer pointer, Object value) {
    ParameterRule rule = ParameterRule.of(pointer);
    MemorySegment target = null;
    String rejection;
    if (rule instanceof FunctionRule function) {
      rejection = function.problem(value);
      if (rejection == null) {
        target = value instanceof Callback callback ? callback.pointer() : (MemorySegment) value;
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

  private static void setStruct(
      MemorySegment segment,
      CStructImpl.Field field,
      CType.Struct struct,
      @Nullable Object value,
      StructPointers kept,
      long base) {
    if (!(value instanceof StructValue from) || !from.isOf(struct)) {
      throw new IllegalArgumentException(
          field.where() + ": expected a " + struct + " but found " + Describe.value(value));
    }
    long size = struct.byteSize();
    kept.copyFrom(
        from.kept(),
        from.base(),
        base + field.byteOffset(),
        size,
        () -> MemorySegment.copy(from.segment(), 0, segment, field.byteOffset(), size));
  }

  private static void setArray(
      MemorySegment segment, CStructImpl.Field field, @Nullable Object value) {
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

  static Object get(MemorySegment segment, CStructImpl.Field field) {
    long at = field.byteOffset();
    if (field.type() instanceof CType.Pointer) {
      return segment.get(ValueLayout.ADDRESS_UNALIGNED, at);
    }
    if (field.type() instanceof CType.Array) {
      return array(segment, field);
    }
    NumberRule rule = NumberRule.of(field.type());
    if (rule == null) {
      throw new UnsupportedOperationException(
          field.where() + ": a " + field.type() + " cannot be read; read from segment()");
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
  private static NDArray array(MemorySegment segment, CStructImpl.Field field) {
    List<Long> lengths = new ArrayList<>();
    CType element = field.type();
    while (element instanceof CType.Array array) {
      lengths.add(array.count());
      element = array.element();
    }
    if (!(Carriers.plain(element) instanceof CType.Scalar scalar)) {
      throw new UnsupportedOperationException(
          field.where() + ": an array of " + element + " is no NDArray; use segment()");
    }
    DType dtype = PointerRule.dtype(scalar);
    long[] shape = lengths.stream().mapToLong(Long::longValue).toArray();
    long[] strides = StridedLayout.cOrder(dtype.itemSize(), shape).strides();
    StridedLayout layout = StridedLayout.of(dtype.itemSize(), field.byteOffset(), shape, strides);
    return NDArray.of(segment, Retention.ARENA, dtype, layout);
  }
}
