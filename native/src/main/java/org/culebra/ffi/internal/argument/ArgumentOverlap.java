package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.culebra.array.ArrayView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;
import org.culebra.ffi.Strided;
import org.jspecify.annotations.Nullable;

/// Checks that `restrict` pointers do not overlap. All arguments are contiguous here, so the bytes
/// that C may access are one run: of the declared length if there is one, otherwise the whole
/// argument.
public final class ArgumentOverlap {
  private ArgumentOverlap() {}

  public static long bytes(@Nullable NDArray array, PointerRule rule, long needed) {
    return array == null ? 0 : bytes(array.byteSize(), rule, needed);
  }

  public static long bytes(@Nullable ArrayView view, PointerRule rule, long needed) {
    return view == null ? 0 : bytes(view.layout().byteSize(), rule, needed);
  }

  /// A bare pointer covers its declared length, and at least one target; NULL covers nothing.
  public static long bytes(@Nullable MemorySegment segment, PointerRule rule, long needed) {
    if (segment == null || segment.address() == 0) {
      return 0;
    }
    if (ArgumentMarshaller.isBare(segment)) {
      return rule.hasLength() ? needed * rule.targetSize() : rule.targetSize();
    }
    return bytes(segment.byteSize(), rule, needed);
  }

  public static long bytes(CStruct.@Nullable Value value, PointerRule rule, long needed) {
    return value == null ? 0 : bytes(value.segment().byteSize(), rule, needed);
  }

  public static long bytes(@Nullable Strided strided, PointerRule rule, long needed) {
    return strided == null ? 0 : bytes(strided.byteSpan(), rule, needed);
  }

  public static long bytes(@Nullable Ref ref, PointerRule rule, long needed) {
    return ref == null ? 0 : bytes(ref.segment().byteSize(), rule, needed);
  }

  /// A Java array or a buffer. What is copied is in memory of the call.
  public static long bytes(@Nullable Object array, PointerRule rule, long needed) {
    MemorySegment memory = array == null ? MemorySegment.NULL : CopiedArray.memory(array);
    return memory.isNative() ? bytes(memory.byteSize(), rule, needed) : 0;
  }

  public static long bytes(@Nullable Callback callback, PointerRule rule, long needed) {
    return 0;
  }

  private static long bytes(long found, PointerRule rule, long needed) {
    // both products were in range when the pointer was checked
    return rule.hasLength() ? Math.min(found, needed * rule.targetSize()) : found;
  }

  /// For boxed arguments; alike to [ArgumentLengths#any] on purpose, since both have one case for
  /// each kind of argument, as the written code has one method.
  public static long any(@Nullable Object value, PointerRule rule, long needed) {
    return switch (value) {
      case NDArray array -> bytes(array, rule, needed);
      case ArrayView view -> bytes(view, rule, needed);
      case MemorySegment segment -> bytes(segment, rule, needed);
      case CStruct.Value struct -> bytes(struct, rule, needed);
      case Strided strided -> bytes(strided, rule, needed);
      case Ref ref -> bytes(ref, rule, needed);
      case ByteBuffer buffer -> bytes((Object) buffer, rule, needed);
      case null, default -> 0;
    };
  }

  /// Whether two arrays, of which one has strides, have no element in common although their runs of
  /// bytes overlap.
  public static boolean areInterleaved(@Nullable Object a, @Nullable Object b) {
    NDArray first = strided(a);
    NDArray second = strided(b);
    return first != null && second != null && !first.mayShareMemory(second);
  }

  private static @Nullable NDArray strided(@Nullable Object argument) {
    return switch (argument) {
      case Strided strided -> strided.array();
      case NDArray array -> array;
      case null, default -> null;
    };
  }

  /// The number of bytes that two runs have in common; 0 or less for none.
  public static long shared(MemorySegment a, long aBytes, MemorySegment b, long bBytes) {
    if (aBytes == 0 || bBytes == 0) {
      return 0;
    }
    long from = Math.max(a.address(), b.address());
    return Math.min(end(a, aBytes), end(b, bBytes)) - from;
  }

  /// The end of a run, limited to the end of all memory.
  private static long end(MemorySegment start, long bytes) {
    long end = start.address() + bytes;
    return end < 0 ? Long.MAX_VALUE : end;
  }

  public static boolean disjoint(MemorySegment a, long aBytes, MemorySegment b, long bBytes) {
    return shared(a, aBytes, b, bBytes) <= 0;
  }
}
