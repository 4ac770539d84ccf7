package org.culebra.python;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.arraycases.ArrayCases;
import org.jspecify.annotations.Nullable;

/// Arrays of random bits that lie in memory in random ways, and what their elements are: worked out
/// here from bytes at strides, with nothing of the library's readers.
final class PyArrowRandom {
  private static final int[] LETTERS = {'a', 'Z', ' ', '\'', '\\', '\n', 0xe9, 0x4e2d, 0x1f600};
  private static final List<DType> TIMES =
      List.of(
          DType.datetime64("s"),
          DType.datetime64("ms"),
          DType.datetime64("us"),
          DType.datetime64("ns"),
          DType.timedelta64("s"),
          DType.timedelta64("ms"),
          DType.timedelta64("us"),
          DType.timedelta64("ns"));

  private final Random random;

  PyArrowRandom(Random random) {
    this.random = random;
  }

  /// Types of numbers, times and bytes that columns share with arrays.
  static List<DType> flatTypes() {
    List<DType> types = new ArrayList<>(ArrayCases.nativeTypes());
    types.addAll(TIMES);
    types.addAll(List.of(DType.bytes(1), DType.bytes(5), DType.raw(3), DType.raw(16)));
    return types;
  }

  /// Those and the ones that are copied, nested, or both.
  static List<DType> types() {
    List<DType> types = new ArrayList<>(flatTypes());
    types.add(DType.datetime64("D"));
    types.add(DType.string(1));
    types.add(DType.string(4));
    types.add(DType.COMPLEX64);
    types.add(DType.COMPLEX128);
    Field day = new Field("day", DType.datetime64("D"), 0);
    Field inner = new Field("in", DType.packed(day, new Field("ü", DType.string(2), 0)), 0);
    types.add(
        DType.packed(new Field("a", DType.INT16, 0), inner, new Field("b", DType.FLOAT64, 0)));
    return types;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  // --- arrays

  /// An array of a shape: packed in C order.
  NDArray packed(DType type, long... shape) {
    NDArray array = NDArray.zeros(type, shape);
    for (long at = 0; at < array.byteSize(); at += type.itemSize()) {
      array.segment().asSlice(at, type.itemSize()).copyFrom(MemorySegment.ofArray(element(type)));
    }
    return array;
  }

  /// An array of a shape, reversed, with gaps, its axes in another order, or packed.
  NDArray arranged(DType type, long... shape) {
    int rank = shape.length;
    int[] order = ArrayCases.randomPermutation(random, rank);
    long[] stored = new long[rank];
    for (int k = 0; k < rank; k++) {
      stored[order[k]] = shape[k] * 2 + 1; // axis k of the result is axis order[k] of the memory
    }
    NDArray array = packed(type, stored).permute(order);
    for (int k = 0; k < rank; k++) {
      array = array.sliceAxis(k, 1, 1 + 2 * shape[k], 2);
      array = random.nextBoolean() ? array.flip(k) : array;
    }
    return array;
  }

  private byte[] element(DType type) {
    ByteBuffer bytes = ByteBuffer.allocate(type.itemSize()).order(order(type));
    random.nextBytes(bytes.array());
    switch (type.kind()) {
      case BOOL -> bytes.put(0, (byte) random.nextInt(2));
      case STRING -> letters(bytes);
      case DATETIME, TIMEDELTA -> bytes.putLong(0, time(type));
      case STRUCT ->
          type.fields().forEach(field -> bytes.put(field.byteOffset(), element(field.dtype())));
      case FLOAT -> special(bytes, type.itemSize());
      default -> {}
    }
    return bytes.array();
  }

  private void special(ByteBuffer bytes, int size) {
    if (random.nextInt(4) == 0) { // zeros of both signs, infinities, NaN
      boolean negative = random.nextBoolean();
      long top = new long[] {0, 0x7c00, 0x7e00}[random.nextInt(3)];
      long half = negative ? top | 0x8000 : top;
      switch (size) {
        case 2 -> bytes.putShort(0, (short) half);
        case 4 -> bytes.putFloat(0, Float.float16ToFloat((short) half));
        default -> bytes.putDouble(0, Float.float16ToFloat((short) half));
      }
    }
  }

  private void letters(ByteBuffer bytes) {
    int used = random.nextInt(bytes.capacity() / 4 + 1);
    for (int i = 0; i < bytes.capacity() / 4; i++) {
      bytes.putInt(4 * i, i < used ? LETTERS[random.nextInt(LETTERS.length)] : 0);
    }
  }

  private long time(DType type) {
    if (random.nextInt(8) == 0) {
      return Long.MIN_VALUE;
    }
    boolean days = type.withByteOrder(ByteOrder.nativeOrder()).equals(DType.datetime64("D"));
    return days ? random.nextInt() : random.nextLong() >> 8;
  }

  private static ByteOrder order(DType type) {
    return type.isNativeOrder() ? ByteOrder.nativeOrder() : ArrayCases.otherOrder();
  }

  // --- values

  /// The elements as Java has them: all axes as lists, of rank 0 one element.
  static @Nullable Object values(NDArray array) {
    return values(array, array.layout().byteOffset(), 0);
  }

  private static @Nullable Object values(NDArray array, long offset, int axis) {
    if (axis == array.rank()) {
      int size = array.dtype().itemSize();
      byte[] bytes = array.segment().asSlice(offset, size).toArray(JAVA_BYTE);
      return value(array.dtype(), bytes);
    }
    List<@Nullable Object> list = new ArrayList<>();
    for (long i = 0; i < array.shape(axis); i++) {
      list.add(values(array, offset + i * array.stride(axis), axis + 1));
    }
    return list;
  }

  private static @Nullable Object value(DType type, byte[] element) {
    ByteBuffer bytes = ByteBuffer.wrap(element).order(order(type));
    int size = type.itemSize();
    return switch (type.kind()) {
      case BOOL -> element[0] != 0;
      case INT -> integer(bytes, size);
      case UINT ->
          size == 8
              ? new BigInteger(Long.toUnsignedString(bytes.getLong()))
              : unsigned(bytes, size);
      case FLOAT -> floating(bytes, size);
      case BFLOAT -> nativeOrder(bytes);
      case COMPLEX -> List.of(part(bytes, 0, size / 2), part(bytes, size / 2, size / 2));
      case BYTES, RAW -> element;
      case STRING -> text(bytes);
      case DATETIME, TIMEDELTA -> bytes.getLong() == Long.MIN_VALUE ? null : bytes.getLong(0);
      case STRUCT -> struct(type, element);
      case FLOAT8 -> throw new AssertionError(type);
    };
  }

  private static long integer(ByteBuffer bytes, int size) {
    return switch (size) {
      case 1 -> bytes.get();
      case 2 -> bytes.getShort();
      case 4 -> bytes.getInt();
      default -> bytes.getLong();
    };
  }

  private static long unsigned(ByteBuffer bytes, int size) {
    return integer(bytes, size) & (1L << 8 * size) - 1;
  }

  private static double floating(ByteBuffer bytes, int size) {
    return switch (size) {
      case 2 -> Float.float16ToFloat(bytes.getShort());
      case 4 -> bytes.getFloat();
      default -> bytes.getDouble();
    };
  }

  private static double part(ByteBuffer bytes, int at, int size) {
    return floating(bytes.duplicate().order(bytes.order()).position(at), size);
  }

  private static byte[] nativeOrder(ByteBuffer bytes) {
    return ByteBuffer.allocate(2).order(ByteOrder.nativeOrder()).putShort(bytes.getShort()).array();
  }

  private static String text(ByteBuffer bytes) {
    byte[] content = new byte[bytes.limit()];
    bytes.get(0, content);
    return new String(
            content,
            bytes.order() == ByteOrder.LITTLE_ENDIAN
                ? Charset.forName("UTF-32LE")
                : Charset.forName("UTF-32BE"))
        .replaceFirst("\0+$", "");
  }

  private static Map<String, @Nullable Object> struct(DType type, byte[] element) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (Field field : type.fields()) {
      int at = field.byteOffset();
      byte[] bytes = Arrays.copyOfRange(element, at, at + field.dtype().itemSize());
      row.put(field.name(), value(field.dtype(), bytes));
    }
    return row;
  }

  // --- missing values

  /// True where there is a value.
  boolean[] mask(int length) {
    boolean[] there = new boolean[length];
    IntStream.range(0, length).forEach(i -> there[i] = random.nextInt(3) > 0);
    return there;
  }

  static NDArray array(boolean[] mask) {
    NDArray array = NDArray.zeros(DType.BOOL, mask.length);
    for (int i = 0; i < mask.length; i++) {
      array.segment().set(JAVA_BYTE, i, (byte) (mask[i] ? 1 : 0));
    }
    return array;
  }

  /// The values that are left where the mask is true.
  static List<@Nullable Object> masked(List<?> values, boolean[] mask) {
    List<@Nullable Object> left = new ArrayList<>();
    for (int i = 0; i < mask.length; i++) {
      left.add(mask[i] ? values.get(i) : null);
    }
    return left;
  }
}
