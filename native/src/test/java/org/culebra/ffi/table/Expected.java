package org.culebra.ffi.table;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
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
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;
import org.culebra.ffi.Strided;
import org.jspecify.annotations.Nullable;

/// What docs/c.md and [org.culebra.ffi.CFunction] say about each cell of the tables.
final class Expected {
  private static final List<Class<?>> INTEGERS =
      List.of(byte.class, short.class, int.class, long.class);

  private Expected() {}

  private static CParameter.Num number(CParameter c) {
    return Objects.requireNonNull(c.number());
  }

  // --- values

  /// Whether a call with boxed arguments takes a value.
  static boolean accepts(CParameter c, @Nullable Object value) {
    return switch (c.what()) {
      case NUMBER -> fits(number(c), value);
      case COMPLEX -> value instanceof CComplex z && fits(number(c), z);
      case STRUCT -> isPair(value);
      case FUNCTION ->
          value == null
              || value instanceof MemorySegment segment && segment.isNative()
              || value instanceof Callback callback && isSame(callback);
      default -> acceptsAtPointer(c, value);
    };
  }

  /// Whether a bound method takes a value of its type: the bits of a number of C's size, others
  /// like a call.
  static boolean accepts(CParameter c, Class<?> type, @Nullable Object value) {
    CParameter.Num number = c.number();
    if (!type.isPrimitive() || number == null) {
      return accepts(c, value);
    }
    boolean isBits = type == carrier(number) && !number.c().equals("size_t");
    return isBits || fits(number, value);
  }

  private static boolean isSame(Callback callback) {
    return callback.type().toString().equals("int (int)");
  }

  private static boolean isPair(@Nullable Object value) {
    return value instanceof CStruct.Value struct && struct.type().type().tag().equals("pair");
  }

  private static boolean fits(CParameter.Num number, CComplex z) {
    return number.size() == 16 || (float) z.re() == z.re() && (float) z.im() == z.im();
  }

  private static boolean fits(CParameter.Num number, @Nullable Object value) {
    return switch (number.kind()) {
      case 'b' -> value instanceof Boolean;
      case 'f' -> isFloating(number, value);
      default -> isInteger(number, value);
    };
  }

  private static boolean isFloating(CParameter.Num number, @Nullable Object value) {
    if (!(value instanceof Number n)) {
      return false;
    }
    double wide = n.doubleValue();
    boolean isExact =
        !(n instanceof Long l) || (long) wide == l && wide != 0x1p63; // 2^63 is no long
    boolean isNarrow = Double.isNaN(wide) || (float) wide == wide;
    return isExact && (number.size() == 8 || isNarrow);
  }

  private static boolean isInteger(CParameter.Num number, @Nullable Object value) {
    long wide;
    if (value instanceof Character c) {
      wide = c;
    } else if (value instanceof Number n && !(n instanceof Float) && !(n instanceof Double)) {
      wide = n.longValue();
    } else {
      return false;
    }
    if (number.size() == 8) {
      boolean isCount = number.c().equals("size_t");
      return wide >= 0 || number.kind() == 's' || !isCount && value instanceof Long;
    }
    int bits = 8 * number.size();
    return number.kind() == 'u'
        ? wide >= 0 && wide < 1L << bits
        : wide >= -1L << bits - 1 && wide < 1L << bits - 1;
  }

  private static boolean acceptsAtPointer(CParameter c, @Nullable Object value) {
    boolean isAnything = c.what() == CParameter.What.ANYTHING;
    return switch (value) {
      case null -> isAnything || c.what() == CParameter.What.OPAQUE;
      case MemorySegment segment -> acceptsSegment(c, segment);
      case NDArray array ->
          isElement(c, array.dtype())
              && array.isCContiguous()
              && hasEnough(c, array)
              && isAligned(c, JavaArgument.memory(array));
      case Strided strided ->
          isElement(c, strided.array().dtype())
              && hasEnough(c, strided.array())
              && isAligned(c, JavaArgument.memory(strided.array()));
      case ArrayView view -> isElement(c, view.getClass());
      case Ref ref -> isElement(c, ref.getClass()) && c.what() != CParameter.What.PAIRS;
      case CStruct.Value struct ->
          isAnything || c.what() == CParameter.What.STRUCT_POINTER && isPair(struct);
      case Callback _ -> isAnything;
      case String text -> isText(c) && isEncodable(text);
      case String[] texts ->
          c.what() == CParameter.What.TEXTS
              && Arrays.stream(texts).allMatch(text -> text != null && isEncodable(text));
      case Object number when isScalar(number) -> takesNumbers(c) && fits(number(c), number);
      default -> acceptsJavaArray(c, value);
    };
  }

  private static boolean isScalar(Object value) {
    return value instanceof Number || value instanceof Boolean || value instanceof Character;
  }

  /// A number for `const T *`, but not for `char`.
  private static boolean takesNumbers(CParameter c) {
    return c.what() == CParameter.What.NUMBERS
        && c.isConst()
        && !number(c).isChar()
        && number(c).kind() != 'c';
  }

  private static boolean isText(CParameter c) {
    return c.what() == CParameter.What.NUMBERS && c.isConst() && number(c).isText();
  }

  private static boolean isEncodable(String text) {
    return text.indexOf('\0') < 0 && text.chars().noneMatch(x -> Character.isSurrogate((char) x));
  }

  private static boolean acceptsSegment(CParameter c, MemorySegment segment) {
    boolean isNull = segment.address() == 0;
    boolean isBare = segment.byteSize() == 0 && segment.scope().equals(MemorySegment.NULL.scope());
    return segment.isNative()
        && (c.isConst() || !segment.isReadOnly())
        && (isBare || segment.byteSize() >= neededBytes(c))
        && isAligned(c, segment)
        && !(isNull && c.what() == CParameter.What.PAIRS);
  }

  private static int neededBytes(CParameter c) {
    return c.what() == CParameter.What.ANYTHING ? 0 : c.targetSize();
  }

  private static boolean isAligned(CParameter c, MemorySegment memory) {
    int alignment =
        switch (c.what()) {
          case NUMBERS -> number(c).kind() == 'c' ? number(c).size() / 2 : number(c).size();
          case PAIRS, TEXTS, POINTERS, STRUCT_POINTER -> 8;
          default -> 1;
        };
    return memory.address() % alignment == 0;
  }

  private static boolean hasEnough(CParameter c, NDArray array) {
    return (c.isConst() || !array.isReadOnly())
        && array.size() * array.dtype().itemSize() >= neededBytes(c);
  }

  private static boolean acceptsJavaArray(CParameter c, Object array) {
    if (!isElement(c, array.getClass())) {
      return false;
    }
    MemorySegment memory = JavaArgument.memory(array);
    return memory.byteSize() >= neededBytes(c) && (c.isConst() || !memory.isReadOnly());
  }

  // --- types

  /// Whether the elements of an array are those that C expects.
  private static boolean isElement(CParameter c, DType dtype) {
    return switch (c.what()) {
      case ANYTHING -> true;
      case NUMBERS -> {
        CParameter.Num number = number(c);
        boolean isHalf = dtype.equals(DType.FLOAT16) || dtype.equals(DType.BFLOAT16);
        yield dtype.equals(number.dtype())
            || number.isByte() && dtype.itemSize() == 1
            || isHalf && number.c().equals("uint16_t");
      }
      case PAIRS -> dtype.equals(DType.FLOAT64) || dtype.equals(DType.COMPLEX128);
      case STRUCT_POINTER -> dtype.kind() == DType.Kind.STRUCT;
      default -> false;
    };
  }

  /// Whether a typed view, a Java array, a buffer or a `Ref` has the elements that C expects.
  private static boolean isElement(CParameter c, Class<?> type) {
    String element = element(type);
    if (element.equals("pointer")) {
      return switch (c.what()) {
        case ANYTHING, TEXTS, POINTERS -> true;
        default -> false;
      };
    }
    return switch (c.what()) {
      case ANYTHING -> !element.isEmpty();
      case PAIRS -> element.equals("f8");
      case NUMBERS -> {
        CParameter.Num number = number(c);
        boolean isHalf = element.equals("half") && number.c().equals("uint16_t");
        yield isHalf
            || element.equals((number.kind() == 'f' ? "f" : "i") + number.size())
                && number.kind() != 'c';
      }
      default -> false;
    };
  }

  /// `i4` for 4 bytes of an integer; empty for other types.
  private static String element(Class<?> type) {
    if (ByteBuffer.class.isAssignableFrom(type)) {
      return "i1";
    }
    if (type == Float16View.class || type == BFloat16View.class) {
      return "half";
    }
    List<List<? extends Class<?>>> all =
        List.of(
            List.of(byte[].class, ByteView.class, Ref.OfByte.class),
            List.of(short[].class, ShortView.class, Ref.OfShort.class),
            List.of(int[].class, IntView.class, Ref.OfInt.class),
            List.of(long[].class, LongView.class, Ref.OfLong.class),
            List.of(float[].class, FloatView.class, Ref.OfFloat.class),
            List.of(double[].class, DoubleView.class, Ref.OfDouble.class),
            List.of(Ref.OfPointer.class));
    List<String> names = List.of("i1", "i2", "i4", "i8", "f4", "f8", "pointer");
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).contains(type)) {
        return names.get(i);
      }
    }
    return "";
  }

  private static Class<?> carrier(CParameter.Num number) {
    return switch (number.kind()) {
      case 'b' -> boolean.class;
      case 'f' -> number.size() == 4 ? float.class : double.class;
      default -> INTEGERS.get(Integer.numberOfTrailingZeros(number.size()));
    };
  }

  /// Whether a method has this type for a number: that of C's size, or a wider one if C's has no
  /// sign.
  private static boolean isNumber(CParameter.Num number, Class<?> type) {
    int position = INTEGERS.indexOf(type);
    boolean isWider = position > Integer.numberOfTrailingZeros(number.size());
    return type == carrier(number) || number.kind() == 'u' && isWider;
  }

  /// Whether a bound method may have a parameter of this type.
  static boolean binds(CParameter c, Class<?> type) {
    return switch (c.what()) {
      case NUMBER -> isNumber(number(c), type);
      case COMPLEX -> type == CComplex.class;
      case STRUCT -> type == CStruct.Value.class;
      case FUNCTION -> type == Callback.class || type == MemorySegment.class;
      default ->
          pointsTo(c, type)
              || type == Strided.class && hasArrays(c)
              || type == Callback.class && c.what() == CParameter.What.ANYTHING
              || type == String.class && isText(c)
              || type == String[].class && c.what() == CParameter.What.TEXTS
              || type.isPrimitive() && takesNumbers(c) && isNumber(number(c), type)
              || isElement(c, type);
    };
  }

  private static boolean hasArrays(CParameter c) {
    return switch (c.what()) {
      case NUMBERS, PAIRS, ANYTHING, STRUCT_POINTER -> true;
      default -> false;
    };
  }

  /// What a pointer is in arguments as well as in callbacks.
  private static boolean pointsTo(CParameter c, Class<?> type) {
    boolean isStruct =
        c.what() == CParameter.What.STRUCT_POINTER || c.what() == CParameter.What.ANYTHING;
    return type == MemorySegment.class
        || type == NDArray.class && hasArrays(c)
        || type == CStruct.Value.class && isStruct
        || ArrayView.class.isAssignableFrom(type) && isElement(c, type);
  }

  /// Whether a callback's method may take C's parameter as this type.
  static boolean arrives(CParameter c, Class<?> type) {
    return switch (c.what()) {
      case NUMBER -> isNumber(number(c), type);
      case COMPLEX -> type == CComplex.class;
      case STRUCT -> type == CStruct.Value.class;
      case FUNCTION, ANYTHING, OPAQUE, TEXTS, POINTERS -> isAddress(type);
      case NUMBERS ->
          isAddress(type) || pointsTo(c, type) || type == String.class && number(c).isText();
      case PAIRS, STRUCT_POINTER -> isAddress(type) || pointsTo(c, type);
    };
  }

  private static boolean isAddress(Class<?> type) {
    return type == long.class || type == MemorySegment.class;
  }

  /// Whether a callback's method may return C's result as this type.
  static boolean returns(CParameter c, Class<?> type) {
    return switch (c.what()) {
      case NUMBER -> isNumber(number(c), type);
      case COMPLEX -> type == CComplex.class;
      case STRUCT -> type == CStruct.Value.class;
      case FUNCTION -> isAddress(type) || type == Callback.class;
      default ->
          type == long.class
              || pointsTo(c, type)
              || type == Callback.class && c.what() == CParameter.What.ANYTHING
              || type == String.class && isText(c);
    };
  }

  // --- what C sees

  /// The bytes of a number in C.
  static byte[] bytes(CParameter.Num number, Object value) {
    ByteBuffer bytes = ByteBuffer.allocate(number.size()).order(ByteOrder.nativeOrder());
    if (value instanceof Boolean b) {
      return new byte[] {(byte) (b ? 1 : 0)};
    }
    if (number.kind() == 'f') {
      double wide = ((Number) value).doubleValue();
      return (number.size() == 4 ? bytes.putFloat((float) wide) : bytes.putDouble(wide)).array();
    }
    long wide = value instanceof Character c ? c : ((Number) value).longValue();
    return switch (number.size()) {
      case 1 -> bytes.put((byte) wide).array();
      case 2 -> bytes.putShort((short) wide).array();
      case 4 -> bytes.putInt((int) wide).array();
      default -> bytes.putLong(wide).array();
    };
  }

  static byte[] bytes(CParameter.Num number, CComplex z) {
    ByteBuffer bytes = ByteBuffer.allocate(number.size()).order(ByteOrder.nativeOrder());
    return number.size() == 8
        ? bytes.putFloat((float) z.re()).putFloat((float) z.im()).array()
        : bytes.putDouble(z.re()).putDouble(z.im()).array();
  }
}
