package org.culebra.ffi.tool;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Predicate;
import org.culebra.array.ByteView;
import org.culebra.array.DoubleView;
import org.culebra.array.FloatView;
import org.culebra.array.IntView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.array.ShortView;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.argument.CopiedArgument;
import org.culebra.ffi.internal.argument.JavaTypeMapping;
import org.culebra.ffi.internal.argument.PointerRule;

/// Chooses the Java types of methods. A header does not say whether a pointer leads to one number
/// or to many, so a [Ref] is chosen only where it cannot be an array, and a [CStruct.Value] only
/// for structs that C does not create.
final class JavaTypes {
  private static final List<Class<?>> VIEWS =
      List.of(
          ByteView.class,
          ShortView.class,
          IntView.class,
          LongView.class,
          FloatView.class,
          DoubleView.class,
          NDArray.class);

  private static final List<Class<?>> REFS =
      List.of(
          Ref.OfShort.class,
          Ref.OfInt.class,
          Ref.OfLong.class,
          Ref.OfFloat.class,
          Ref.OfDouble.class,
          NDArray.class);

  private final BoundFunctions.Handles handles;

  JavaTypes(BoundFunctions.Handles handles) {
    this.handles = handles;
  }

  /// The struct that a pointer leads to, also through pointers.
  ///
  /// @return its name; empty if there is none
  static String structName(CType type) {
    return switch (type) {
      case CType.Pointer pointer -> structName(pointer.target());
      case StructType struct -> struct.name();
      default -> "";
    };
  }

  /// The type of a function's result.
  static Class<?> result(FunctionType function) {
    CType type = function.returns();
    FunctionType.Owner owner = function.owner();
    if (owner != null && !owner.lengths().isEmpty()) {
      return NDArray.class;
    }
    if (owner != null && type instanceof CType.Pointer pointer) {
      return pointer.target().isChar() ? String.class : MemorySegment.class;
    }
    if (type instanceof CType.Pointer pointer) {
      boolean isText =
          pointer.target().isChar() && JavaTypeMapping.fitsReturned(type, String.class);
      return isText ? String.class : MemorySegment.class;
    }
    return value(type);
  }

  /// The type of a callback's result, and of everything that is no pointer. An unsigned number has
  /// a wider type, so that Java shows C's value.
  static Class<?> value(CType type) {
    if (type instanceof StructType) {
      return CStruct.Value.class;
    }
    if (type instanceof CType.Complex) {
      return CComplex.class;
    }
    Class<?> carrier = Carriers.carrier(type);
    boolean widens = Carriers.isUnsigned(type) && carrier != long.class;
    return widens ? carrier == int.class ? long.class : int.class : carrier;
  }

  /// The type of an argument; C cannot keep what is copied for it.
  Class<?> argument(FunctionType function, int i) {
    Class<?> type = dataOrValue(function, i);
    boolean isKept = function.parameters().get(i).keeps() != null;
    return isKept && CopiedArgument.isCopy(type) ? MemorySegment.class : type;
  }

  private Class<?> dataOrValue(FunctionType function, int i) {
    CType type = function.parameters().get(i).type();
    if (!(type instanceof CType.Pointer pointer)) {
      return value(type);
    }
    if (pointer.function().isPresent()) {
      return Callback.class;
    }
    PointerRule rule = PointerRule.of(pointer);
    return switch (rule.what()) {
      case NUMBERS -> numbers(rule, function, i);
      case ANYTHING -> isCount(function, i + 1) ? NDArray.class : MemorySegment.class;
      case STRUCT -> struct(pointer);
      case POINTERS -> pointers(rule, function, i);
      case OPAQUE -> MemorySegment.class;
    };
  }

  private Class<?> struct(CType.Pointer pointer) {
    return handles.contain(pointer) ? MemorySegment.class : CStruct.Value.class;
  }

  private static Class<?> numbers(PointerRule rule, FunctionType function, int i) {
    CType type = function.parameters().get(i).type();
    // unsigned char is more often for bytes than for text
    if (rule.target().isChar() && JavaTypeMapping.fitsArgument(type, String.class)) {
      return String.class;
    }
    return isSingle(rule, function, i)
        ? first(REFS, one -> JavaTypeMapping.fitsArgument(type, one))
        : NDArray.class;
  }

  private static Class<?> first(List<Class<?>> candidates, Predicate<Class<?>> fits) {
    return candidates.stream().filter(fits).findFirst().orElse(MemorySegment.class);
  }

  /// Whether C returns one number through the pointer. Arrays are next to a count; those of
  /// floating-point numbers may also be in a function without one, but hardly if it takes numbers
  /// and no integers. Fortran passes everything by address.
  private static boolean isSingle(PointerRule rule, FunctionType function, int i) {
    CType.Scalar element = rule.element();
    if (element == null || element.size() == 1 || rule.isConst() || rule.hasLength()) {
      return false;
    }
    if (element.isInteger()) {
      boolean isFortran =
          function.parameters().size() > 2
              && function.parameters().stream().allMatch(p -> p.type() instanceof CType.Pointer);
      return !isFortran && !isCount(function, i - 1) && !isCount(function, i + 1);
    }
    return function.parameters().stream().noneMatch(p -> isInteger(p.type()))
        && function.parameters().stream().anyMatch(p -> p.type() instanceof CType.Scalar);
  }

  /// A list of strings, or a pointer that C returns.
  private static Class<?> pointers(PointerRule rule, FunctionType function, int i) {
    CType type = function.parameters().get(i).type();
    boolean isHandle =
        rule.target() instanceof CType.Pointer inner
            && inner.target() instanceof StructType
            && !inner.targetConst();
    boolean isList =
        rule.isConst()
            || rule.hasLength()
            || isCount(function, i + 1)
            || !isHandle && isCount(function, i - 1);
    if (isList) {
      boolean isText = JavaTypeMapping.fitsArgument(type, String[].class);
      return isText ? String[].class : MemorySegment.class;
    }
    return Ref.OfPointer.class;
  }

  private static boolean isInteger(CType type) {
    CType plain = Carriers.plain(type instanceof CType.Pointer pointer ? pointer.target() : type);
    return plain instanceof CType.Scalar scalar && scalar.isInteger();
  }

  /// Whether a parameter may be the number of elements of its neighbor.
  private static boolean isCount(FunctionType function, int i) {
    return i >= 0
        && i < function.parameters().size()
        && isNumber(function.parameters().get(i).type());
  }

  /// Whether a parameter of a type may count something.
  static boolean isNumber(CType type) {
    return type instanceof CType.Scalar scalar && scalar.isInteger() && !scalar.isChar();
  }

  /// The type of a callback's parameter.
  Class<?> callbackArgument(CType type) {
    if (!(type instanceof CType.Pointer pointer)) {
      return value(type);
    }
    if (pointer.function().isPresent()) {
      return MemorySegment.class;
    }
    return switch (PointerRule.of(pointer).what()) {
      case NUMBERS ->
          pointer.target().isChar() && JavaTypeMapping.fitsArgument(type, String.class)
              ? String.class
              : first(VIEWS, one -> JavaTypeMapping.fits(type, one));
      case STRUCT -> struct(pointer);
      case ANYTHING, POINTERS, OPAQUE -> MemorySegment.class;
    };
  }

  /// The type of a callback's result.
  static Class<?> callbackResult(CType type) {
    return type instanceof CType.Pointer ? MemorySegment.class : value(type);
  }
}
