package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.argument.ArgumentMarshaller;
import org.culebra.ffi.internal.argument.CStructImpl;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.argument.JavaTypeMapping;
import org.culebra.ffi.internal.argument.PointerRule;
import org.culebra.ffi.internal.argument.StructRule;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// A pointer that C passes to a callback, as memory that ends when the callback returns.
///
/// A record, because C2 trusts its fields: then nothing is allocated. Everything known when the
/// callback is created is a field, and the usual path is short: methods that C2 must compile
/// separately keep it from compiling the callback well (see [UpcallSpinner]).
///
/// @param where the parameter, for messages
/// @param rule the C declaration
/// @param dtype the type of array elements
/// @param itemSize their size
/// @param most more elements than any memory can hold
/// @param readOnly whether C declares it `const`
record UpcallArgument(
    String where, PointerRule rule, DType dtype, int itemSize, long most, boolean readOnly) {
  /// C declares both 16-bit types as `uint16_t`, so the Java type decides which it is.
  private static boolean isHalf(DType view) {
    return view.equals(DType.FLOAT16) || view.equals(DType.BFLOAT16);
  }

  static UpcallArgument of(CallPlan plan, int index, PointerRule rule, Class<?> java) {
    String name = Describe.parameter(plan.parameter(index));
    DType view = JavaTypeMapping.elements(java);
    DType dtype = view != null && isHalf(view) ? view : dtype(rule);
    int itemSize = dtype.itemSize();
    return new UpcallArgument(
        "callback parameter " + (index + 1) + name,
        rule,
        dtype,
        itemSize,
        Long.MAX_VALUE / itemSize,
        rule.isConst());
  }

  /// The type of the elements of an array.
  static DType dtype(PointerRule rule) {
    return rule.dtype() == null ? DType.UINT8 : rule.dtype();
  }

  /// Whether a callback's method may take a C type as this Java type.
  static boolean fits(CType type, Class<?> java) {
    if (!(type instanceof CType.Pointer pointer)) {
      return JavaTypeMapping.fits(type, java);
    }
    if (java == long.class || java == MemorySegment.class) {
      return true;
    }
    return pointer.function().isEmpty()
        && PointerRule.of(pointer).what() != PointerRule.What.ANYTHING
        && JavaTypeMapping.fits(type, java);
  }

  static String expected(CType type) {
    if (!(type instanceof CType.Pointer pointer)) {
      return JavaTypeMapping.expected(type, false);
    }
    boolean untyped =
        pointer.function().isPresent()
            || PointerRule.of(pointer).what() == PointerRule.What.ANYTHING;
    return untyped ? "MemorySegment or long" : JavaTypeMapping.expected(type, false) + " or long";
  }

  /// The memory of `count` elements.
  MemorySegment line(long address, Arena arena, long count) {
    if (address == 0 || count < 0 || count > most) {
      return memory(address, arena, count, itemSize);
    }
    MemorySegment memory = Restricted.segment(address, count * itemSize, arena);
    return readOnly ? memory.asReadOnly() : memory;
  }

  /// Two axes.
  NDArray array(long address, Arena arena, long rows, long columns) {
    long count = count(rows, columns);
    MemorySegment memory = memory(address, arena, count, itemSize);
    return NDArray.ofNonOverlapping(
        memory, Retention.ARENA, dtype, StridedLayout.cOrder(itemSize, rows, columns));
  }

  private long count(long rows, long columns) {
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          where + ": expected non-negative lengths but found " + rows + " x " + columns);
    }
    return Math.multiplyExact(rows, columns);
  }

  /// Any number of axes.
  NDArray array(long address, Arena arena, long[] shape) {
    long count = 1;
    for (long length : shape) {
      count = count(count, length);
    }
    MemorySegment memory = memory(address, arena, count, itemSize);
    return NDArray.ofNonOverlapping(
        memory, Retention.ARENA, dtype, StridedLayout.cOrder(itemSize, shape));
  }

  /// Raw bytes of `count` targets.
  MemorySegment segment(long address, Arena arena, long count) {
    return memory(address, arena, count, rule.targetSize());
  }

  /// A struct.
  CStruct.Value struct(long address, Arena arena, CStructImpl type) {
    return type.over(memory(address, arena, 1, type.byteSize()));
  }

  private MemorySegment memory(long address, Arena arena, long count, long size) {
    if (count < 0) {
      throw new IllegalArgumentException(
          where + ": expected a non-negative length but found " + count);
    }
    if (count > Long.MAX_VALUE / size) {
      throw new IllegalArgumentException(
          where + ": expected fewer than 2^63 bytes but found " + count + " times " + size);
    }
    long bytes = count * size;
    if (address == 0 && bytes != 0) {
      throw new IllegalArgumentException(
          "%s: expected at least %d %s but found NULL; declare a long if NULL is possible"
              .formatted(where, count, rule.unit(count == 1)));
    }
    MemorySegment memory = Restricted.segment(address, bytes, arena);
    return readOnly ? memory.asReadOnly() : memory;
  }

  // --- results that go back to C ---

  /// A pointer that Java returns to C: only the address; its target must outlive the call.
  static MemorySegment pointerResult(@Nullable MemorySegment result) {
    if (result == null || !result.isNative()) {
      throw new IllegalArgumentException(
          "callback result: expected native memory but found " + Describe.value(result));
    }
    return MemorySegment.ofAddress(result.address());
  }

  /// A struct that Java returns to C: copied, so that its arena may close.
  static MemorySegment structResult(CStruct.@Nullable Value result, StructRule rule) {
    MemorySegment found = ArgumentMarshaller.struct(result, rule);
    if (found == null) {
      throw new IllegalArgumentException("callback result: " + rule.mismatch(result));
    }
    return Arena.ofAuto().allocate(rule.type().layout()).copyFrom(found);
  }

  /// An unsigned result in a wider Java type must be in range.
  static void rangeResult(long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(
          "callback result: expected an integer from 0 to " + max + " but found " + value);
    }
  }
}
