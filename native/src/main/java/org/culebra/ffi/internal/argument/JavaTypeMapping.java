package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import org.culebra.array.ArrayView;
import org.culebra.array.BFloat16View;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.Float16View;
import org.culebra.array.FloatView;
import org.culebra.array.IntView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.array.ShortView;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;
import org.culebra.ffi.Strided;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// The Java types that can represent a C type in an interface.
public final class JavaTypeMapping {
  /// A typed view: the type of its elements, and the method of [NDArray] that creates it.
  private record View(DType elements, String method) {}

  /// Loads the views' large classes only when one of them is used.
  private static final class Views {
    /// All subtypes permitted by [ArrayView].
    static final Map<Class<?>, View> ALL =
        Map.of(
            ByteView.class, new View(DType.INT8, "asBytes"),
            ShortView.class, new View(DType.INT16, "asShorts"),
            IntView.class, new View(DType.INT32, "asInts"),
            LongView.class, new View(DType.INT64, "asLongs"),
            Float16View.class, new View(DType.FLOAT16, "asFloat16s"),
            BFloat16View.class, new View(DType.BFLOAT16, "asBFloat16s"),
            FloatView.class, new View(DType.FLOAT32, "asFloats"),
            DoubleView.class, new View(DType.FLOAT64, "asDoubles"));
  }

  private static final class Refs {
    /// The numbers of the subtypes of [Ref].
    static final Map<Class<?>, DType> NUMBERS =
        Map.of(
            Ref.OfByte.class, DType.INT8,
            Ref.OfShort.class, DType.INT16,
            Ref.OfInt.class, DType.INT32,
            Ref.OfLong.class, DType.INT64,
            Ref.OfFloat.class, DType.FLOAT32,
            Ref.OfDouble.class, DType.FLOAT64);
  }

  private JavaTypeMapping() {}

  static boolean isView(Class<?> type) {
    return ArrayView.class.isAssignableFrom(type) && type != ArrayView.class;
  }

  /// The type of a typed view's elements; `null` for any other class.
  public static @Nullable DType elements(Class<?> type) {
    return isView(type) ? Objects.requireNonNull(Views.ALL.get(type)).elements() : null;
  }

  /// The method of [NDArray] that creates a typed view.
  public static String method(Class<?> view) {
    return Objects.requireNonNull(Views.ALL.get(view)).method();
  }

  /// The type of the number in a subtype of [Ref]; `null` for any other class.
  static @Nullable DType number(Class<?> ref) {
    return Refs.NUMBERS.get(ref);
  }

  /// The subtype of [Ref] with elements of a typed view; `null` if there is none.
  static @Nullable Class<?> refOf(DType elements) {
    for (Map.Entry<Class<?>, DType> entry : Refs.NUMBERS.entrySet()) {
      if (entry.getValue().equals(elements)) {
        return entry.getKey();
      }
    }
    return null;
  }

  /// The parameter type of this package's methods for an argument.
  public static Class<?> parameter(Class<?> java) {
    if (java.isPrimitive() || java == NDArray.class) {
      return java;
    }
    if (isView(java)) {
      return ArrayView.class;
    }
    if (Ref.class.isAssignableFrom(java)) {
      return Ref.class;
    }
    return CopiedArray.elements(java) != null ? Object.class : java;
  }

  /// The view for an array of some type; `null` if there is none.
  static @Nullable Class<?> viewOf(DType type) {
    DType elements = PointerRule.viewDtype(type);
    for (Map.Entry<Class<?>, View> entry : Views.ALL.entrySet()) {
      if (entry.getValue().elements().equals(elements)) {
        return entry.getKey();
      }
    }
    return null;
  }

  /// Whether values of a Java type are in memory that C can access.
  public static boolean isMemory(Class<?> type) {
    return isView(type)
        || type == NDArray.class
        || CStruct.Value.class.isAssignableFrom(type)
        || Callback.class.isAssignableFrom(type)
        || type == Strided.class
        || Ref.class.isAssignableFrom(type)
        || MemorySegment.class.isAssignableFrom(type);
  }

  /// Whether a Java type can represent an argument of the C type.
  public static boolean fitsArgument(CType type, Class<?> java) {
    return fits(type, java)
        || (type instanceof CType.Pointer pointer
            && (pointer.function().isPresent()
                ? java == CFunction.class
                : isPassed(PointerRule.of(pointer), java)));
  }

  /// Whether a pointer takes a Java type that only arguments have, not the parameters of callbacks.
  private static boolean isPassed(PointerRule rule, Class<?> java) {
    if (java == Strided.class) {
      return rule.dtype() != null || rule.what() == PointerRule.What.ANYTHING;
    }
    return Ref.class.isAssignableFrom(java)
        ? rule.acceptsRef(java)
        : CopiedArgument.fits(rule, java);
  }

  /// Whether a Java type can represent a callback's parameter of the C type, or an argument other
  /// than a string.
  public static boolean fits(CType type, Class<?> java) {
    if (type instanceof CType.Pointer pointer) {
      boolean isFunction = pointer.function().isPresent();
      return java == MemorySegment.class
          || (isFunction ? java == Callback.class : fits(PointerRule.of(pointer), java));
    }
    return fitsValue(type, java);
  }

  private static boolean fits(PointerRule rule, Class<?> java) {
    if (rule.what() == PointerRule.What.NUMBERS && java == NDArray.class) {
      return true;
    }
    DType view = elements(java);
    return switch (rule.what()) {
      case NUMBERS -> view != null && rule.acceptsView(view);
      case ANYTHING ->
          java == NDArray.class
              || view != null
              || java == CStruct.Value.class
              || java == Callback.class;
      case STRUCT -> java == CStruct.Value.class || (java == NDArray.class && rule.dtype() != null);
      case POINTERS, OPAQUE -> false;
    };
  }

  /// Whether a Java type can represent a result of the C type.
  public static boolean fitsResult(CType type, Class<?> java) {
    if (type instanceof CType.Pointer) {
      return java == MemorySegment.class;
    }
    return type instanceof CType.Void ? java == void.class : fitsValue(type, java);
  }

  private static boolean fitsValue(CType type, Class<?> java) {
    if (type instanceof CType.Scalar) {
      return fitsNumber(type, java); // the usual case
    }
    if (type instanceof StructType) {
      return java == CStruct.Value.class;
    }
    return type instanceof CType.Complex ? java == CComplex.class : fitsNumber(type, java);
  }

  /// Whether a Java type can represent the result of a call: also text and addresses.
  public static boolean fitsReturned(CType type, Class<?> java) {
    return fitsResult(type, java)
        || (type instanceof CType.Pointer pointer
            && (java == long.class || (java == String.class && returnsText(pointer))));
  }

  private static boolean returnsText(CType.Pointer pointer) {
    return pointer.function().isEmpty() && CopiedText.isAccepted(PointerRule.of(pointer));
  }

  /// A description of the Java types for the result of a call.
  public static String expectedReturned(CType type) {
    if (!(type instanceof CType.Pointer pointer)) {
      return expected(type, true);
    }
    if (returnsText(pointer)) {
      return "String, MemorySegment or long";
    }
    CType target = pointer.target();
    return "MemorySegment or long"
        + (CopiedText.isText(target) ? ", or String if declared const " + target + " *," : "");
  }

  /// The carrier of the same size or, for an unsigned number, a wider integer type.
  static boolean fitsNumber(CType type, Class<?> java) {
    Class<?> carrier = Carriers.carrier(type);
    return java == carrier || (Carriers.isUnsigned(type) && size(java) > size(carrier));
  }

  /// The size of a Java integer type that can represent more than its C type; 0 for others.
  public static int size(@Nullable Class<?> java) {
    if (java == byte.class) {
      return 1;
    }
    if (java == short.class) {
      return 2;
    }
    return java == int.class ? 4 : java == long.class ? 8 : 0;
  }

  /// A description of the Java types for an argument.
  public static String expectedArgument(CType type) {
    if (!(type instanceof CType.Pointer pointer)) {
      return expected(type, false);
    }
    if (pointer.function().isPresent()) {
      return "CFunction, " + expected(type, false);
    }
    PointerRule rule = PointerRule.of(pointer);
    return copied(rule) + expected(type, false);
  }

  /// The types of which C gets a copy.
  private static String copied(PointerRule rule) {
    if (CopiedText.areAccepted(rule)) {
      return "String[], ";
    }
    CType.Scalar number = rule.element();
    return (CopiedText.isAccepted(rule) ? "String, " : "")
        + (CopiedNumber.isAccepted(rule) ? expected(rule.target(), false) + ", " : "")
        + (number == null ? "" : CopiedArray.classFor(number).getSimpleName() + ", ");
  }

  /// The same where another class was found: numbers and references to them suggest the reference.
  public static String expectedArgument(CType type, Class<?> found) {
    String expected = expectedArgument(type);
    boolean isOneValue = found.isPrimitive() || Ref.class.isAssignableFrom(found);
    boolean isData = type instanceof CType.Pointer pointer && pointer.function().isEmpty();
    String ref = isOneValue && isData ? PointerRule.of((CType.Pointer) type).refName() : null;
    return ref == null ? expected : ref + ", " + expected;
  }

  /// A description of the Java types.
  public static String expected(CType type, boolean result) {
    if (type instanceof CType.Pointer pointer && !result) {
      return pointer.function().isPresent() ? "Callback or MemorySegment" : expected(pointer);
    }
    if (type instanceof StructType) {
      return "CStruct.Value";
    }
    if (type instanceof CType.Pointer) {
      return "MemorySegment";
    }
    if (type instanceof CType.Complex) {
      return "CComplex";
    }
    Class<?> carrier = Carriers.carrier(type);
    boolean widens = Carriers.isUnsigned(type) && carrier != long.class;
    return carrier.getName() + (widens ? " or a wider integer type" : "");
  }

  private static String expected(CType.Pointer pointer) {
    PointerRule rule = PointerRule.of(pointer);
    return switch (rule.what()) {
      case NUMBERS ->
          rule.viewType() == null
              ? "NDArray or MemorySegment"
              : "NDArray, " + view(rule) + " or MemorySegment";
      case ANYTHING -> "NDArray, a typed view, CStruct.Value, Callback or MemorySegment";
      case STRUCT -> "CStruct.Value or MemorySegment";
      case POINTERS, OPAQUE -> "MemorySegment";
    };
  }

  private static String view(PointerRule rule) {
    Class<?> view = viewOf(Objects.requireNonNull(rule.viewType()));
    return Objects.requireNonNull(view).getSimpleName();
  }
}
