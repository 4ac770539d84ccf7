package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.argument.CStructImpl;
import org.culebra.ffi.internal.argument.CopiedText;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.argument.JavaTypeMapping;
import org.culebra.ffi.internal.argument.PointerRule;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.host.TextDecoder;
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
    if (java == String.class || java == String[].class) {
      return pointer.function().isEmpty() && isText(PointerRule.of(pointer), java);
    }
    return pointer.function().isEmpty()
        && PointerRule.of(pointer).what() != PointerRule.What.ANYTHING
        && JavaTypeMapping.fits(type, java);
  }

  /// Whether a string may arrive: for `char *`; an array of them for `char *x[n]`, whose length C
  /// states.
  private static boolean isText(PointerRule rule, Class<?> java) {
    if (java == String.class) {
      return rule.dims().size() < 2 && CopiedText.isText(rule.target());
    }
    return rule.dims().size() == 1
        && rule.target() instanceof CType.Pointer pointer
        && CopiedText.isText(pointer.target());
  }

  static String expected(CType type) {
    if (!(type instanceof CType.Pointer pointer)) {
      return JavaTypeMapping.expected(type, false);
    }
    String text = fits(type, String.class) ? "String, " : "";
    boolean texts =
        pointer.target() instanceof CType.Pointer inner && CopiedText.isText(inner.target());
    String others = expected(pointer) + (texts ? textsHint(pointer) : "");
    return (fits(type, String[].class) ? "String[], " : text) + others;
  }

  /// C does not state the length of a `char **`.
  private static String textsHint(CType.Pointer pointer) {
    return pointer.length() == null ? ", or String[] if declared char *x[n]," : "";
  }

  private static String expected(CType.Pointer pointer) {
    boolean untyped =
        pointer.function().isPresent()
            || PointerRule.of(pointer).what() == PointerRule.What.ANYTHING;
    return untyped
        ? "MemorySegment or long"
        : JavaTypeMapping.expected(pointer, false) + " or long";
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

  /// A string: to its NUL or, with a declared length, at most to that; `null` for NULL.
  ///
  /// @param count -1 without a declared length
  @Nullable String text(long address, Arena arena, long count) {
    if (address == 0) {
      return null;
    }
    return rule.hasLength()
        ? TextDecoder.bounded(memory(address, arena, count, 1))
        : TextDecoder.at(address);
  }

  /// As many strings as are declared, each `null` for NULL; `null` for NULL.
  @Nullable String @Nullable [] texts(long address, Arena arena, long count) {
    if (address == 0) {
      return null;
    }
    MemorySegment memory = memory(address, arena, count, Long.BYTES);
    @Nullable String[] texts = new @Nullable String[Math.toIntExact(count)];
    for (int i = 0; i < texts.length; i++) {
      long text = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) i * Long.BYTES);
      texts[i] = text == 0 ? null : TextDecoder.at(text);
    }
    return texts;
  }

  private MemorySegment memory(long address, Arena arena, long count, long size) {
    if (count < 0) {
      throw new IllegalArgumentException(
          where + ": expected a non-negative length but found " + count);
    }
    if (size > 1 && count > Long.MAX_VALUE / size) { // a GNU struct {} has no bytes
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
}
