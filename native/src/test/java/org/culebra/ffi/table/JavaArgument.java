package org.culebra.ffi.table;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.culebra.array.ArrayView;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;
import org.culebra.ffi.Strided;
import org.jspecify.annotations.Nullable;

/// A row of the tables: an argument from Java.
///
/// @param name for messages
/// @param type the type that an interface's method has for it
/// @param maker makes a new value; memory has the bytes 1, 2, 3 ...
record JavaArgument(String name, Class<?> type, Supplier<? extends @Nullable Object> maker) {
  private static final int BYTES = 16;

  private static final List<DType> DTYPES =
      List.of(
          DType.BOOL,
          DType.INT8,
          DType.UINT8,
          DType.INT16,
          DType.UINT16,
          DType.INT32,
          DType.UINT32,
          DType.INT64,
          DType.UINT64,
          DType.FLOAT16,
          DType.BFLOAT16,
          DType.FLOAT32,
          DType.FLOAT64,
          DType.COMPLEX64,
          DType.COMPLEX128);

  /// A callback's function.
  @FunctionalInterface
  interface Doubled {
    double of(double x);
  }

  static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i + 1);
    }
    return bytes;
  }

  static MemorySegment segment(int length, int offset) {
    MemorySegment memory = Arena.ofAuto().allocate(length + 16L, 16).asSlice(offset, length);
    return memory.copyFrom(MemorySegment.ofArray(pattern(length)));
  }

  private static NDArray array(DType dtype, int offset) {
    return NDArray.of(segment(2 * BYTES, offset), dtype, 2L * BYTES / dtype.itemSize());
  }

  private static Object filled(Object array) {
    MemorySegment memory = memory(array);
    memory.copyFrom(MemorySegment.ofArray(pattern((int) memory.byteSize())));
    return array;
  }

  /// The memory of an argument, from the address that C gets.
  static MemorySegment memory(Object value) {
    return switch (value) {
      case byte[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      case ByteBuffer buffer -> MemorySegment.ofBuffer(buffer);
      case NDArray a -> a.segment().asSlice(a.byteOffset());
      case ArrayView view -> view.segment().asSlice(view.layout().byteOffset());
      case Strided strided -> memory(strided.array());
      case Ref ref -> ref.segment();
      case CStruct.Value struct -> struct.segment();
      case MemorySegment segment -> segment.byteSize() == 0 ? segment.reinterpret(BYTES) : segment;
      default -> throw new AssertionError(value.getClass());
    };
  }

  private static JavaArgument of(Class<?> type, @Nullable Object value) {
    return new JavaArgument(type.getSimpleName() + " " + value, type, () -> value);
  }

  /// All rows.
  static List<JavaArgument> all(CLibrary library) {
    List<JavaArgument> all = new ArrayList<>();
    addNumbers(all);
    addJavaArrays(all);
    addArrays(all, library);
    addSegments(all);
    addTexts(all);
    addOthers(all, library);
    return all;
  }

  private static void addNumbers(List<JavaArgument> all) {
    for (int value : new int[] {0, 1, 7, -1, 127, 128, 255, 256, 300, 32_768, 70_000}) {
      all.add(of(byte.class, (byte) value));
      all.add(of(short.class, (short) value));
      all.add(of(int.class, value));
      all.add(of(long.class, (long) value));
      all.add(of(float.class, (float) value));
      all.add(of(double.class, (double) value));
    }
    for (long value : new long[] {1L << 31, 1L << 32, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE}) {
      all.add(of(long.class, value));
    }
    for (double value : new double[] {0.1, 0.5, 1e300, -0.0, Double.NaN}) {
      all.add(of(float.class, (float) value));
      all.add(of(double.class, value));
    }
    all.add(of(boolean.class, true));
    all.add(of(boolean.class, false));
    all.add(of(char.class, 'a'));
    all.add(of(Integer.class, 7));
  }

  private static void addJavaArrays(List<JavaArgument> all) {
    List<IntFunctionOf> makers =
        List.of(
            new IntFunctionOf(byte[].class, n -> new byte[n]),
            new IntFunctionOf(short[].class, n -> new short[n]),
            new IntFunctionOf(int[].class, n -> new int[n]),
            new IntFunctionOf(long[].class, n -> new long[n]),
            new IntFunctionOf(float[].class, n -> new float[n]),
            new IntFunctionOf(double[].class, n -> new double[n]));
    for (IntFunctionOf maker : makers) {
      for (int n : new int[] {0, 1, BYTES}) {
        all.add(
            new JavaArgument(
                maker.type.getSimpleName() + n, maker.type, () -> filled(maker.make.apply(n))));
      }
    }
    all.add(new JavaArgument("boolean[]", boolean[].class, () -> new boolean[2]));
    all.add(new JavaArgument("char[]", char[].class, () -> new char[2]));
    all.add(
        new JavaArgument(
            "direct", ByteBuffer.class, () -> filled(ByteBuffer.allocateDirect(BYTES))));
    all.add(new JavaArgument("heap", ByteBuffer.class, () -> filled(ByteBuffer.allocate(BYTES))));
    all.add(
        new JavaArgument(
            "read-only",
            ByteBuffer.class,
            () -> ByteBuffer.wrap(pattern(BYTES)).asReadOnlyBuffer()));
    all.add(new JavaArgument("IntBuffer", IntBuffer.class, () -> IntBuffer.allocate(4)));
  }

  private record IntFunctionOf(Class<?> type, java.util.function.IntFunction<Object> make) {}

  private static void addArrays(List<JavaArgument> all, CLibrary library) {
    for (DType dtype : DTYPES) {
      all.add(new JavaArgument("NDArray " + dtype, NDArray.class, () -> array(dtype, 0)));
      all.add(
          new JavaArgument("Strided " + dtype, Strided.class, () -> Strided.of(array(dtype, 0))));
    }
    DType pair = library.struct("pair").dtype();
    all.add(new JavaArgument("NDArray struct", NDArray.class, () -> array(pair, 0)));
    all.add(new JavaArgument("Strided struct", Strided.class, () -> Strided.of(array(pair, 0))));
    DType f64 = DType.FLOAT64;
    all.add(new JavaArgument("read-only", NDArray.class, () -> array(f64, 0).asReadOnly()));
    all.add(
        new JavaArgument(
            "Strided read-only", Strided.class, () -> Strided.of(array(f64, 0).asReadOnly())));
    all.add(new JavaArgument("every second", NDArray.class, () -> array(f64, 0).slice("::2")));
    all.add(
        new JavaArgument(
            "Strided every second", Strided.class, () -> Strided.of(array(f64, 0).slice("::2"))));
    all.add(new JavaArgument("empty", NDArray.class, () -> array(f64, 0).slice("0:0")));
    all.add(new JavaArgument("misaligned", NDArray.class, () -> array(f64, 1)));
    all.add(new JavaArgument("Strided misaligned", Strided.class, () -> Strided.of(array(f64, 1))));
    all.add(new JavaArgument("big-endian", NDArray.class, () -> array(DType.of(">f8"), 0)));
    all.add(new JavaArgument("2 x 2", NDArray.class, () -> array(f64, 0).reshape(2, 2)));
    for (DType dtype : DTYPES) {
      ArrayView view = view(array(dtype, 0));
      if (view != null) {
        all.add(
            new JavaArgument(
                view.getClass().getSimpleName() + " " + dtype,
                view.getClass(),
                () -> view(array(dtype, 0))));
      }
    }
  }

  static @Nullable ArrayView view(NDArray array) {
    return switch (array.dtype().kind()) {
      case BOOL, INT, UINT ->
          switch (array.dtype().itemSize()) {
            case 1 -> array.asBytes();
            case 2 -> array.asShorts();
            case 4 -> array.asInts();
            default -> array.asLongs();
          };
      case FLOAT ->
          switch (array.dtype().itemSize()) {
            case 2 -> array.asFloat16s();
            case 4 -> array.asFloats();
            default -> array.asDoubles();
          };
      case BFLOAT -> array.asBFloat16s();
      default -> null;
    };
  }

  private static void addSegments(List<JavaArgument> all) {
    Class<?> type = MemorySegment.class;
    for (int n : new int[] {0, 1, 2, 4, 8, BYTES}) {
      all.add(new JavaArgument("segment of " + n, type, () -> segment(n, 0)));
    }
    all.add(new JavaArgument("misaligned segment", type, () -> segment(BYTES, 1)));
    all.add(new JavaArgument("read-only segment", type, () -> segment(BYTES, 0).asReadOnly()));
    all.add(new JavaArgument("heap segment", type, () -> MemorySegment.ofArray(pattern(BYTES))));
    all.add(new JavaArgument("NULL", type, () -> MemorySegment.NULL));
    MemorySegment global = Arena.global().allocate(BYTES, 16);
    all.add(
        new JavaArgument("bare address", type, () -> MemorySegment.ofAddress(global.address())));
  }

  private static void addTexts(List<JavaArgument> all) {
    for (String text : new String[] {"", "hi", "Grüße", "a\0b", "\ud800"}) {
      all.add(new JavaArgument("text of " + text.length(), String.class, () -> text));
    }
    all.add(new JavaArgument("texts", String[].class, () -> new String[] {"hi", "you"}));
    all.add(new JavaArgument("no texts", String[].class, () -> new String[0]));
    all.add(new JavaArgument("null text", String[].class, () -> new @Nullable String[] {null}));
  }

  private static void addOthers(List<JavaArgument> all, CLibrary library) {
    List<Supplier<? extends Ref>> refs =
        List.of(
            Ref::ofByte,
            Ref::ofShort,
            Ref::ofInt,
            Ref::ofLong,
            Ref::ofFloat,
            Ref::ofDouble,
            Ref::ofPointer);
    for (Supplier<? extends Ref> ref : refs) {
      Class<?> type = ref.get().getClass();
      all.add(new JavaArgument("Ref." + type.getSimpleName(), type, ref));
    }
    for (String struct : new String[] {"pair", "other"}) {
      all.add(
          new JavaArgument(
              "struct " + struct,
              CStruct.Value.class,
              () -> {
                CStruct.Value value = library.struct(struct).allocate(Arena.ofAuto());
                filled(value);
                return value;
              }));
    }
    Callback same =
        library
            .callback("int (int)")
            .as(Interfaces.lookup(), IntUnaryOperator.class)
            .in(Arena.global(), x -> 2 * x);
    Callback different =
        library
            .callback("double (double)")
            .as(Interfaces.lookup(), Doubled.class)
            .in(Arena.global(), x -> 2 * x);
    all.add(new JavaArgument("callback", Callback.class, () -> same));
    all.add(new JavaArgument("other callback", Callback.class, () -> different));
    all.add(of(CComplex.class, new CComplex(1, 2)));
    all.add(of(CComplex.class, new CComplex(0.1, 2)));
    all.add(of(Object.class, new Object()));
    for (Class<?> type :
        new Class<?>[] {
          NDArray.class,
          MemorySegment.class,
          String.class,
          String[].class,
          Callback.class,
          CStruct.Value.class,
          double[].class,
          Ref.OfInt.class,
          Strided.class,
          CComplex.class
        }) {
      all.add(of(type, null));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
