package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import org.culebra.array.ArrayView;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;
import org.culebra.ffi.Strided;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.ArenaRegistry;
import org.jspecify.annotations.Nullable;

/// Converts one argument to the pointer for C, or returns `null` if it must be rejected. On the hot
/// path: straight-line, without allocation; [CallDiagnostics] explains a rejection.
public final class ArgumentMarshaller {
  /// All of memory, for addresses; never accessed.
  private static final MemorySegment EVERYTHING = Restricted.segment(0, Long.MAX_VALUE);

  /// The scope of bare addresses.
  private static final MemorySegment.Scope GLOBAL = MemorySegment.NULL.scope();

  private ArgumentMarshaller() {}

  public static @Nullable MemorySegment array(
      @Nullable NDArray array, PointerRule rule, long needed) {
    if (array == null) {
      return absent(rule);
    }
    boolean fits =
        rule.accepts(array.dtype()) && fits(array.layout(), array.isReadOnly(), rule, needed);
    return fits ? aligned(pointer(array), rule, array.size()) : null;
  }

  private static boolean fits(
      StridedLayout layout, boolean isReadOnly, PointerRule rule, long needed) {
    return needed >= 0
        && (rule.targets(layout.size(), layout.itemSize()) >= needed || isEmpty(layout, rule))
        && layout.isCContiguous()
        && (rule.isConst() || !isReadOnly);
  }

  private static boolean isEmpty(StridedLayout layout, PointerRule rule) {
    return layout.size() == 0 && rule.mayBeEmpty();
  }

  /// Rejects an address that C may consider invalid; memory without elements may have any address.
  private static @Nullable MemorySegment aligned(
      MemorySegment pointer, PointerRule rule, long elements) {
    return rule.isAligned(pointer.address()) || elements == 0 ? pointer : null;
  }

  /// Memory that cannot be freed while it is reachable is passed as a plain address, and the caller
  /// keeps the array reachable. Other memory is passed as a slice of its segment, so that the JDK
  /// keeps the arena from closing during the call, and rejects a closed one. Both are one slice of
  /// one of two segments, because C2 would not eliminate two allocations that merge.
  private static MemorySegment pointer(NDArray array) {
    MemorySegment segment = array.segment();
    boolean stays = ArenaRegistry.lasts(array.owner(), segment);
    long offset = stays ? segment.address() + array.byteOffset() : array.byteOffset();
    return part(stays ? EVERYTHING : segment, offset);
  }

  private static MemorySegment part(MemorySegment segment, long byteOffset) {
    // an array without elements may have any address
    long at = byteOffset < 0 || byteOffset > segment.byteSize() ? 0 : byteOffset;
    return segment.asSlice(at);
  }

  public static @Nullable MemorySegment view(
      @Nullable ArrayView view, PointerRule rule, long needed) {
    if (view == null) {
      return absent(rule);
    }
    MemorySegment segment = view.segment();
    StridedLayout layout = view.layout();
    boolean fits =
        rule.acceptsView(view.dtype()) && fits(layout, segment.isReadOnly(), rule, needed);
    return fits ? aligned(part(segment, layout.byteOffset()), rule, layout.size()) : null;
  }

  /// A view whose strides the caller passes to C.
  public static @Nullable MemorySegment strided(
      @Nullable Strided strided, PointerRule rule, long needed) {
    if (strided == null) {
      return absent(rule);
    }
    NDArray array = strided.array();
    boolean fits =
        rule.accepts(array.dtype())
            && needed >= 0
            && (rule.targetsIn(strided.byteSpan()) >= needed || isEmpty(array.layout(), rule))
            && (rule.isConst() || !array.isReadOnly())
            && (rule.alignMask() == 0 || array.isAligned());
    return fits ? aligned(pointer(array), rule, array.size()) : null;
  }

  /// A number or a pointer in memory.
  public static @Nullable MemorySegment ref(@Nullable Ref ref, PointerRule rule, long needed) {
    if (ref == null) {
      return absent(rule);
    }
    boolean fits =
        needed >= 0
            && rule.targetsIn(ref.segment().byteSize()) >= needed
            && rule.acceptsRef(ref.getClass());
    return fits ? ref.segment() : null;
  }

  /// The length of a segment is checked; only a bare pointer is trusted.
  public static @Nullable MemorySegment segment(
      @Nullable MemorySegment segment, PointerRule rule, long needed) {
    if (segment == null) {
      return absent(rule);
    }
    if (rule.nullable() && segment.address() == 0 && segment.isNative()) {
      return segment;
    }
    boolean fits =
        segment.isNative()
            && (rule.isConst() || !segment.isReadOnly())
            && needed >= 0
            && (segment.byteSize() / rule.targetSize() >= needed || mayHave(segment, rule, needed))
            && rule.isAligned(segment.address())
            && (segment.address() != 0 || needed == 0 || !rule.hasLength());
    return fits ? segment : null;
  }

  private static boolean mayHave(MemorySegment segment, PointerRule rule, long needed) {
    return isBare(segment) && needed <= Long.MAX_VALUE / rule.targetSize();
  }

  /// Whether a segment is a bare address, as returned by C and by [MemorySegment#ofAddress]: of
  /// length 0 and not in an arena. An empty slice of an arena's memory is not one, except for the
  /// global arena, where the two cannot be distinguished.
  public static boolean isBare(MemorySegment segment) {
    return segment.byteSize() == 0 && segment.isNative() && GLOBAL.equals(segment.scope());
  }

  /// A struct by address.
  public static @Nullable MemorySegment structPointer(
      CStruct.@Nullable Value value, PointerRule rule, long needed) {
    MemorySegment address = value == null ? absent(rule) : structAddress(value, rule, needed);
    return value == null || address == null ? address : ((StructArgument) value).checked();
  }

  /// The same, even if memory that its own pointers lead to is gone.
  static @Nullable MemorySegment structAddress(CStruct.Value value, PointerRule rule, long needed) {
    boolean fits =
        needed >= 0
            && needed <= rule.targets(1, value.segment().byteSize())
            && (rule.isConst() || !value.segment().isReadOnly())
            && rule.isAligned(value.segment().address())
            && (rule.what() == PointerRule.What.ANYTHING
                || ((StructArgument) value).startsWith(rule.target()));
    return fits ? value.segment() : null;
  }

  /// A struct by value.
  public static @Nullable MemorySegment struct(CStruct.@Nullable Value value, StructRule rule) {
    return value instanceof StructArgument struct && struct.isOf(rule.type())
        ? struct.checked()
        : null;
  }

  public static @Nullable MemorySegment callback(@Nullable Callback callback, FunctionRule rule) {
    if (callback == null) {
      return MemorySegment.NULL;
    }
    return rule.accepts(callback.type()) ? callback.pointer() : null;
  }

  /// A function pointer from elsewhere: trusted.
  public static @Nullable MemorySegment function(
      @Nullable MemorySegment segment, FunctionRule rule) {
    if (segment == null) {
      return MemorySegment.NULL;
    }
    return segment.isNative() ? segment : null;
  }

  /// A C function.
  public static @Nullable MemorySegment function(@Nullable CFunction function, FunctionRule rule) {
    if (function == null) {
      return MemorySegment.NULL;
    }
    return rule.accepts(function.type()) ? function.pointer() : null;
  }

  /// A callback or function as data: `void *`.
  public static @Nullable MemorySegment callback(
      @Nullable Callback callback, PointerRule rule, long needed) {
    if (callback == null) {
      return absent(rule);
    }
    return rule.what() == PointerRule.What.ANYTHING && needed == 0 ? callback.pointer() : null;
  }

  /// NULL for `null`, where the rule allows it.
  static @Nullable MemorySegment absent(PointerRule rule) {
    return rule.allowsNull() ? MemorySegment.NULL : null;
  }

  /// The user data passed with a callback: if the callback has user data, nothing else is accepted,
  /// except NULL, which stands for it.
  public static @Nullable MemorySegment userData(@Nullable Callback callback, MemorySegment given) {
    UserData data = callback == null ? null : UserData.of(callback);
    if (data == null) {
      return given;
    }
    boolean fits = given.address() == 0 || given.address() == data.pointer().address();
    return fits ? data.pointer() : null;
  }

  /// Any argument of a call that was not bound to an interface.
  public static @Nullable MemorySegment any(@Nullable Object value, PointerRule rule, long needed) {
    return switch (value) {
      case null -> absent(rule);
      case NDArray array -> array(array, rule, needed);
      case ArrayView view -> view(view, rule, needed);
      case MemorySegment segment -> segment(segment, rule, needed);
      case Strided strided -> strided(strided, rule, needed);
      case Ref ref -> ref(ref, rule, needed);
      case CStruct.Value struct -> structPointer(struct, rule, needed);
      case Callback callback -> callback(callback, rule, needed);
      default -> null;
    };
  }

  /// Whether the value is in the range of an unsigned C number with the maximum `max`.
  public static boolean fits(long value, long max) {
    return value >= 0 && value <= max;
  }

  /// A complex number by value.
  public static @Nullable MemorySegment complex(
      @Nullable CComplex value, ComplexRule rule, CallMemory memory) {
    return rule.pass(value, memory);
  }

  /// Whether C may call Java through an argument, which is not allowed for a critical function.
  public static boolean mayCallJava(@Nullable Object argument) {
    return argument instanceof Callback
        || (argument instanceof StructArgument value && value.leadsToCallbacks());
  }
}
