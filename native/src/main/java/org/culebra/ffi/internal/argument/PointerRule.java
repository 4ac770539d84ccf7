package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Ref;
import org.culebra.ffi.Strided;
import org.culebra.ffi.ctype.CExpression;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// What a pointer parameter or field requires of the memory that it points to.
///
/// @param what the kind of the target
/// @param element the number at the end of the pointer, `null` if there is none
/// @param dtype the array type of the target, `null` if any type is accepted or none exists
/// @param pairType the array type whose elements are two of `element`, for `double (*p)[2]`, which
///   stands for complex numbers; otherwise `null`
/// @param viewType the element type of accepted typed views, `null` if there is none
/// @param bytesOnly whether the target is `char` or `unsigned char`: any type of one byte is
///   accepted
/// @param isConst whether C only reads
/// @param restrict whether memory that C modifies must not overlap with others
/// @param dims the declared lengths, outermost first; `x[n][m]` has two, `*x` has none. Those of
///   `void x[n]` count bytes
/// @param hasLength whether there are any
/// @param target the C type at the end of the pointer and its arrays
/// @param targetSize the bytes of one target, 1 if unknown, or if it has none: a GNU struct {}
/// @param counted whether another parameter may state that there are no elements, so that an array
///   without elements is accepted although no length is declared
/// @param nullable whether the prototype says that NULL may be passed
/// @param alignMask the bits that must not be set in an address: compilers may rely on the
///   alignment of numbers, structs and pointers (C11 6.3.2.3)
public record PointerRule(
    What what,
    CType.@Nullable Scalar element,
    @Nullable DType dtype,
    @Nullable DType pairType,
    @Nullable DType viewType,
    boolean bytesOnly,
    boolean isConst,
    boolean restrict,
    List<CExpression> dims,
    boolean hasLength,
    CType target,
    long targetSize,
    boolean counted,
    boolean nullable,
    long alignMask)
    implements ParameterRule {

  /// What a pointer points to.
  public enum What {
    /// Numbers.
    NUMBERS,
    /// Anything: `void *`.
    ANYTHING,
    /// A struct or a union with known fields.
    STRUCT,
    /// Pointers: `T **`, `T *x[n]`.
    POINTERS,
    /// A type with a meaning only for C: an opaque struct.
    OPAQUE;

    /// Whether the size of a target, and so the number of targets in some memory, is known.
    public boolean isSized() {
      return this == NUMBERS || this == STRUCT || this == POINTERS;
    }
  }

  public static PointerRule of(CType.Pointer pointer) {
    List<CExpression> dims = new ArrayList<>();
    CType target = pointer.target();
    if (pointer.length() != null) {
      dims.add(pointer.length());
    } else if (target instanceof CType.Array) {
      dims.add(new CExpression.Constant(1));
    }
    while (target instanceof CType.Array array) {
      dims.add(array.length());
      target = array.element();
    }
    CType plain = Carriers.plain(target);
    CType.Scalar element = plain instanceof CType.Scalar scalar ? scalar : null;
    What what = what(plain);
    DType dtype = ArrayTypes.find(plain);
    return new PointerRule(
        what,
        element,
        dtype,
        element == null ? null : pairType(element, dims),
        element == null || dtype == null ? null : viewDtype(dtype),
        element != null && isByte(element),
        pointer.targetConst(),
        pointer.restrict(),
        List.copyOf(dims),
        !dims.isEmpty(),
        target,
        what.isSized() ? Math.max(1, target.byteSize()) : 1,
        false,
        false,
        what.isSized() ? target.byteAlignment() - 1 : 0);
  }

  @Override
  public boolean needsMemory(Class<?> java) {
    return java != NDArray.class && CopiedArgument.isOne(java);
  }

  @Override
  public void emit(Code code, int index) {
    Class<?> java = code.java(index);
    if (java.isPrimitive()) {
      CopiedNumber.number(this).range(code, index);
      code.marshal(index, CopiedNumber.class, "of", this, Extra.MEMORY);
    } else if (needsMemory(java)) {
      code.marshal(index, CopiedArgument.owner(java), "of", this, Extra.NEEDED, Extra.MEMORY);
    } else {
      code.marshal(index, ArgumentMarshaller.class, method(java), this, Extra.NEEDED);
    }
  }

  /// The usual class first, so that a fresh JVM loads no others.
  private static String method(Class<?> java) {
    if (java == NDArray.class) {
      return "array";
    }
    if (java == Strided.class) {
      return "strided";
    }
    if (Ref.class.isAssignableFrom(java)) {
      return "ref";
    }
    if (JavaTypeMapping.isView(java)) {
      return "view";
    }
    if (java == MemorySegment.class) {
      return "segment";
    }
    return java == CStruct.Value.class ? "structPointer" : "callback";
  }

  @Override
  public @Nullable Object convert(@Nullable Object argument, Call call) {
    try {
      long needed = needed(call);
      CallMemory memory = call.memory();
      if (argument != null && memory != null && CopiedArgument.isOne(argument)) {
        return CopiedArgument.of(argument, this, needed, memory);
      }
      return ArgumentMarshaller.any(argument, this, needed);
    } catch (ArithmeticException | IllegalArgumentException e) {
      return null; // the rejection looks again and says why
    }
  }

  @Override
  public @Nullable String explain(@Nullable Object argument, Call call) {
    long needed;
    String length = "";
    try {
      String problem = Axes.problem(dims, call::length);
      if (problem != null) {
        return problem;
      }
      needed = needed(call);
      length = lengthText(needed);
    } catch (IllegalArgumentException e) {
      // the argument that provides the length has its own line
      needed = 0;
      length = Axes.product(dims).toString();
    }
    if (argument != null
        && CopiedArgument.isOne(argument)
        && CopiedArgument.isAccepted(argument, this, needed)) {
      return CopiedArgument.problem(argument, this, needed, length);
    }
    if (ArgumentMarshaller.any(argument, this, needed) != null) {
      return null;
    }
    boolean isTooShort = length.isEmpty() && isAcceptedWithoutElements(argument);
    return mismatch(argument, needed, isTooShort ? "1" : length);
  }

  private boolean isAcceptedWithoutElements(@Nullable Object argument) {
    return ArgumentMarshaller.any(argument, unaligned(), 0) != null
        || argument != null
            && CopiedArgument.isOne(argument)
            && CopiedArgument.isAccepted(argument, this, 0);
  }

  private String misaligned(long address) {
    return "expected an address that is a multiple of %d but found 0x%x"
        .formatted(alignMask + 1, address);
  }

  private String lengthText(long needed) {
    if (!hasLength) {
      return "";
    }
    return Axes.areConstant(dims) ? Long.toString(needed) : Axes.product(dims) + " = " + needed;
  }

  /// A mismatch: everything that is expected, then everything that was found.
  public String mismatch(@Nullable Object found, long needed, String length) {
    MemorySegment anywhere = ArgumentMarshaller.any(found, unaligned(), needed);
    if (anywhere != null) {
      return isAligned(anywhere.address())
          ? "expected strides that are multiples of %d but found %s"
              .formatted(alignMask + 1, Describe.value(found))
          : misaligned(anywhere.address());
    }
    List<String> expected = new ArrayList<>();
    expected.add(expectedType());
    boolean strided = found instanceof Strided;
    if (what == What.NUMBERS && !strided) {
      expected.add("C-contiguous");
    }
    if (!length.isEmpty()) {
      String from = strided ? " from its first one" : "";
      expected.add("at least " + length + " " + unit(length.equals("1")) + from);
    }
    if (!isConst) {
      expected.add("writable");
    }
    return "expected "
        + String.join(", ", expected)
        + " but found "
        + (target instanceof StructType struct
            ? Describe.struct(found, struct)
            : Describe.value(found))
        + hint(found);
  }

  /// What else helps.
  private String hint(@Nullable Object found) {
    if (found == null) {
      return "; declare the parameter [[nullable]] to pass NULL";
    }
    if (isOnlyStrided(found)) {
      return "; pass Strided.of(array) if C takes the strides";
    }
    if (found instanceof CStruct.Value value && !((StructArgument) value).startsWith(target)) {
      return castHint(value.segment().byteSize());
    }
    String ref = found instanceof Ref || CopiedArgument.isNumber(found) ? refName() : null;
    if (ref != null) {
      return "; pass " + ref.replace("Ref.O", "Ref.o") + "()";
    }
    NDArray array = found instanceof Strided strided ? strided.array() : null;
    array = found instanceof NDArray plain ? plain : array;
    if (array == null || !(target instanceof StructType struct) || what != What.STRUCT) {
      return "";
    }
    String problem = ArrayTypes.problem(struct);
    if (problem == null && dtype != null && !dtype.equals(array.dtype())) {
      problem = ArrayTypes.difference(dtype, array.dtype());
    }
    return problem == null ? "" : ": " + problem;
  }

  /// What helps if C takes the address of another struct by a cast.
  private String castHint(long bytes) {
    if (what != What.STRUCT) {
      return "; pass its segment() if C casts the pointer";
    }
    return bytes < targetSize
        ? ", %d bytes instead of %d".formatted(bytes, targetSize)
        : "; pass value.as(struct) if C casts the pointer";
  }

  private boolean isOnlyStrided(@Nullable Object found) {
    return found instanceof NDArray array
        && !array.isCContiguous()
        && ArgumentMarshaller.strided(Strided.of(array), this, 0) != null;
  }

  /// The declared length with the arguments of a call; the requirement of a plain pointer if none
  /// was declared.
  ///
  /// @throws ArithmeticException if it cannot be computed, or an axis is negative
  /// @throws IllegalArgumentException if an argument that it depends on is not an integer
  public long needed(Call call) {
    return hasLength ? Axes.elements(dims, call::length) : leastNeeded();
  }

  /// The same for addresses of any alignment, to report other mismatches.
  PointerRule unaligned() {
    return with(counted, nullable, 0);
  }

  /// The same in a function with a parameter that may count the elements.
  public PointerRule inCountedCall() {
    return with(true, nullable, alignMask);
  }

  /// The same where NULL may be passed.
  public PointerRule orNull() {
    return with(counted, true, alignMask);
  }

  private PointerRule with(boolean isCounted, boolean isNullable, long mask) {
    return new PointerRule(
        what,
        element,
        dtype,
        pairType,
        viewType,
        bytesOnly,
        isConst,
        restrict,
        dims,
        hasLength,
        target,
        targetSize,
        isCounted,
        isNullable,
        mask);
  }

  /// Whether the pointer accepts an array without elements although no length is declared.
  boolean mayBeEmpty() {
    return counted && !hasLength;
  }

  /// Whether C accepts the alignment of an address.
  boolean isAligned(long address) {
    return (address & alignMask) == 0;
  }

  /// The number of elements that a parameter requires if no length was declared: a plain `T *` is
  /// read or written at least once.
  public long leastNeeded() {
    return !hasLength && what.isSized() ? 1 : 0;
  }

  /// The number of targets in contiguous elements of an array.
  public long targets(long elements, long itemSize) {
    return what == What.ANYTHING
        ? elements * itemSize
        : isPairs(itemSize) ? 2 * elements : elements;
  }

  /// Whether elements of this size are pairs of targets: complex numbers for `double (*)[2]`.
  boolean isPairs(long itemSize) {
    return pairType != null && itemSize != targetSize;
  }

  /// Whether C may write the copy of a Java array.
  public boolean copiesBack(Class<?> java) {
    return !isConst && CopiedArray.elements(java) != null;
  }

  /// The number of targets in some bytes.
  long targetsIn(long bytes) {
    return bytes / targetSize;
  }

  /// The unit of lengths.
  public String unit(boolean one) {
    return (what == What.ANYTHING ? "byte" : "element") + (one ? "" : "s");
  }

  private static @Nullable DType pairType(CType.Scalar element, List<CExpression> dims) {
    boolean pairs =
        element.kind() == CType.Scalar.Kind.FLOATING
            && dims.size() > 1
            && dims.getLast() instanceof CExpression.Constant(long count)
            && count == 2;
    return pairs ? (element.size() == 4 ? DType.COMPLEX64 : DType.COMPLEX128) : null;
  }

  private static What what(CType target) {
    if (target instanceof CType.Scalar || target instanceof CType.Complex) {
      return What.NUMBERS;
    }
    if (target instanceof CType.Void) {
      return What.ANYTHING;
    }
    if (target instanceof CType.Pointer) {
      return What.POINTERS;
    }
    return target instanceof StructType && target.isSized() ? What.STRUCT : What.OPAQUE;
  }

  /// Whether the pointer accepts elements of this type.
  @SuppressWarnings("ReferenceEquality") // the usual case, without a comparison
  boolean accepts(DType found) {
    if (found == dtype || what == What.ANYTHING) {
      return true;
    }
    return dtype != null
        && (dtype.equals(found)
            || (bytesOnly && found.itemSize() == 1)
            || found.equals(pairType)
            || isHalf(found));
  }

  /// Whether it accepts a typed view's elements, whose size and kind are known, but not their sign.
  @SuppressWarnings("ReferenceEquality") // views name constants
  boolean acceptsView(DType found) {
    return found == viewType || what == What.ANYTHING || isHalf(found);
  }

  /// Whether it accepts a number or a pointer in memory, by its class.
  boolean acceptsRef(Class<?> ref) {
    if (ref == Ref.OfPointer.class) {
      return what == What.POINTERS || what == What.ANYTHING;
    }
    DType number = JavaTypeMapping.number(ref);
    return number != null && acceptsView(number);
  }

  /// The class of the number or pointer that holds one target: `Ref.OfInt`; `null` if there is
  /// none.
  @Nullable String refName() {
    if (!dims.isEmpty()) {
      return null;
    }
    Class<?> ref =
        what == What.POINTERS
            ? Ref.OfPointer.class
            : viewType == null ? null : JavaTypeMapping.refOf(viewType);
    return ref == null ? null : "Ref." + ref.getSimpleName();
  }

  /// Whether they are 16-bit floating-point numbers passed as their bits: C has no type for them
  /// that all compilers support, so libraries declare `uint16_t`, such as NumPy's `npy_half`.
  private boolean isHalf(DType found) {
    return (found.equals(DType.FLOAT16) || found.equals(DType.BFLOAT16))
        && DType.UINT16.equals(dtype);
  }

  /// The element type of an array's typed view: signed even if the array's is not.
  static DType viewDtype(DType type) {
    if (type.kind() == DType.Kind.BOOL) {
      return DType.INT8;
    }
    if (type.kind() != DType.Kind.UINT) {
      return type;
    }
    return switch (type.itemSize()) {
      case 1 -> DType.INT8;
      case 2 -> DType.INT16;
      case 4 -> DType.INT32;
      default -> DType.INT64;
    };
  }

  /// Whether a Java `null` means NULL: where the prototype says so, for `void *`, and for pointers
  /// to opaque types, where an absent value is common.
  boolean allowsNull() {
    return nullable || (what == What.ANYTHING || what == What.OPAQUE) && !hasLength;
  }

  /// `float64`, or a description if several types are accepted.
  String expectedType() {
    return switch (what) {
      case ANYTHING -> "an array or a MemorySegment";
      case STRUCT -> "a " + target + " or a MemorySegment";
      case POINTERS, OPAQUE -> "a MemorySegment";
      case NUMBERS ->
          bytesOnly
              ? "a dtype of 1 byte"
              : pairType == null ? String.valueOf(dtype) : pairType + " or " + dtype;
    };
  }

  /// Whether C uses the type for arbitrary bytes: `char` and `unsigned char`, not `int8_t`.
  public static boolean isByte(CType.Scalar scalar) {
    return scalar.spelling().equals("char") || scalar.spelling().equals("unsigned char");
  }
}
