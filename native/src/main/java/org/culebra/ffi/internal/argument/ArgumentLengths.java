package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.culebra.array.ArrayView;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;
import org.culebra.ffi.Strided;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;

/// Reads the length of an axis from an argument. On the hot path, without allocation.
///
/// If one axis is declared, `p[n]`, it is the number of elements, whatever the array's shape; if
/// several are, `a[n][m]`, the array must have the same number. The length of `void p[n]` is in
/// bytes.
public final class ArgumentLengths {
  /// The argument has no length.
  public static final long UNKNOWN = -1;

  /// The arguments contradict each other, or the declaration.
  public static final long WRONG = -2;

  /// The argument points to no integer: not a possible length, so that what needs it is rejected.
  public static final long NO_TARGET = Long.MIN_VALUE;

  private ArgumentLengths() {}

  public static long of(@Nullable NDArray array, PointerRule rule, int axis) {
    return array == null ? UNKNOWN : of(array.layout(), rule, axis);
  }

  public static long of(@Nullable ArrayView view, PointerRule rule, int axis) {
    return view == null ? UNKNOWN : of(view.layout(), rule, axis);
  }

  private static long of(StridedLayout layout, PointerRule rule, int axis) {
    int axes = rule.dims().size();
    if (rule.isPairs(layout.itemSize())) {
      return ofPairs(layout, axes - 1, axis);
    }
    if (axes == 1) {
      return rule.targets(layout.size(), layout.itemSize());
    }
    return layout.rank() == axes ? layout.shape(axis) : WRONG;
  }

  /// The elements are the last of the declared axes.
  private static long ofPairs(StridedLayout layout, int axes, int axis) {
    if (axes == 1) {
      return layout.size();
    }
    return layout.rank() == axes ? layout.shape(axis) : WRONG;
  }

  /// A bare pointer has no length.
  public static long of(@Nullable MemorySegment segment, PointerRule rule, int axis) {
    if (segment == null || ArgumentMarshaller.isBare(segment) || rule.dims().size() != 1) {
      return UNKNOWN;
    }
    return segment.byteSize() / rule.targetSize();
  }

  public static long of(CStruct.@Nullable Value value, PointerRule rule, int axis) {
    return value != null && rule.dims().size() == 1
        ? rule.targets(1, value.segment().byteSize())
        : UNKNOWN;
  }

  /// The elements that a view with strides covers say nothing of the length that C counts.
  public static long of(@Nullable Strided strided, PointerRule rule, int axis) {
    return UNKNOWN;
  }

  public static long of(@Nullable Ref ref, PointerRule rule, int axis) {
    return ref == null || rule.dims().size() != 1
        ? UNKNOWN
        : rule.targetsIn(ref.segment().byteSize());
  }

  public static long of(String @Nullable [] texts, PointerRule rule, int axis) {
    return texts == null ? UNKNOWN : texts.length;
  }

  /// A Java array, or a buffer.
  public static long of(@Nullable Object array, PointerRule rule, int axis) {
    return array == null || rule.dims().size() != 1
        ? UNKNOWN
        : rule.targetsIn(CopiedArray.memory(array).byteSize());
  }

  public static long of(@Nullable Callback callback, PointerRule rule, int axis) {
    return UNKNOWN;
  }

  /// The bytes of a string, without the terminating NUL.
  public static long of(@Nullable String text, PointerRule rule, int axis) {
    return text == null ? UNKNOWN : text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// For boxed arguments; alike to [ArgumentOverlap#any] on purpose, since both have one case for
  /// each kind of argument, as the written code has one method.
  public static long any(@Nullable Object value, PointerRule rule, int axis) {
    return switch (value) {
      case NDArray array -> of(array, rule, axis);
      case ArrayView view -> of(view, rule, axis);
      case MemorySegment segment -> of(segment, rule, axis);
      case CStruct.Value struct -> of(struct, rule, axis);
      case String text -> of(text, rule, axis);
      case String[] texts -> of(texts, rule, axis);
      case Ref ref -> of(ref, rule, axis);
      case null -> UNKNOWN;
      default -> CopiedArray.elements(value.getClass()) != null ? of(value, rule, axis) : UNKNOWN;
    };
  }

  /// The common length of two arguments.
  public static long agree(long a, long b) {
    if (a == UNKNOWN) {
      return b;
    }
    return b == UNKNOWN || a == b ? a : WRONG;
  }

  /// The integer that an argument points to, as C sees it, for a length such as `*n`.
  ///
  /// @param argument anything that is accepted for a pointer to an integer
  /// @param size the size of the integer in bytes
  /// @param isUnsigned whether C's type is unsigned
  public static long target(@Nullable Object argument, int size, boolean isUnsigned) {
    return switch (argument) {
      case NDArray array -> at(array.segment(), array.byteOffset(), size, isUnsigned);
      case ArrayView view -> at(view.segment(), view.layout().byteOffset(), size, isUnsigned);
      case MemorySegment segment -> target(segment, size, isUnsigned);
      case Ref ref -> at(ref.segment(), 0, size, isUnsigned);
      case Strided strided -> target(strided.array(), size, isUnsigned);
      case CStruct.Value value -> at(value.segment(), 0, size, isUnsigned);
      case Number number -> number.longValue();
      case null -> NO_TARGET;
      default ->
          CopiedArray.elements(argument.getClass()) == null
              ? NO_TARGET
              : at(CopiedArray.memory(argument), 0, size, isUnsigned);
    };
  }

  /// The integer at an address that C passes.
  ///
  /// @return [#NO_TARGET] for NULL
  public static long targetAt(long address, int size, boolean isUnsigned) {
    return address == 0 ? NO_TARGET : at(CMemory.ALL, address, size, isUnsigned);
  }

  /// A bare pointer is trusted, as for any other parameter.
  private static long target(MemorySegment segment, int size, boolean isUnsigned) {
    if (segment.byteSize() > 0 || segment.address() == 0 || !ArgumentMarshaller.isBare(segment)) {
      return at(segment, 0, size, isUnsigned);
    }
    return targetAt(segment.address(), size, isUnsigned);
  }

  private static long at(MemorySegment segment, long offset, int size, boolean isUnsigned) {
    if (offset < 0 || segment.byteSize() - offset < size) {
      return NO_TARGET;
    }
    return switch (size) {
      case 1 -> {
        byte value = segment.get(ValueLayout.JAVA_BYTE, offset);
        yield isUnsigned ? value & 0xffL : value;
      }
      case 2 -> {
        short value = segment.get(ValueLayout.JAVA_SHORT_UNALIGNED, offset);
        yield isUnsigned ? value & 0xffffL : value;
      }
      case 4 -> {
        int value = segment.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
        yield isUnsigned ? value & 0xffff_ffffL : value;
      }
      default -> segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    };
  }
}
