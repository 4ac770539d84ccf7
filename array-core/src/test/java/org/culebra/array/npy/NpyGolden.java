package org.culebra.array.npy;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.array.Order;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;

/// The arrays of the golden files, which `golden.py` made with NumPy; the two lists are the same.
///
/// @param name the file without `.npy`
/// @param dtype the type
/// @param order C or F
/// @param shape the shape
public record NpyGolden(String name, DType dtype, Order order, List<Long> shape) {

  private static final DType POINT =
      DType.packed(
          new Field("x", DType.FLOAT64.withByteOrder(BIG_ENDIAN), 0),
          new Field("y", null, DType.INT32, new long[] {2, 2}, 0));

  public static final List<NpyGolden> ALL =
      List.of(
          of("float64_c", DType.FLOAT64, 2, 3),
          fortran("float64_f", DType.FLOAT64, 2, 3),
          of("int32_big", DType.INT32.withByteOrder(BIG_ENDIAN), 3),
          of("scalar", DType.FLOAT64),
          of("empty", DType.INT16, 0, 3),
          fortran("empty_f", DType.INT16, 3, 0),
          of("bool", DType.BOOL, 5),
          of("uint8_4d", DType.UINT8, 1, 2, 3, 4),
          fortran("uint64_f", DType.UINT64, 2, 1, 3),
          of("float16", DType.FLOAT16, 4),
          of("complex64", DType.COMPLEX64, 2),
          of("complex128_big", DType.COMPLEX128.withByteOrder(BIG_ENDIAN), 2),
          of("datetime", DType.datetime64("ns"), 2),
          of("timedelta", DType.timedelta64("25s").withByteOrder(BIG_ENDIAN), 2),
          of("bytes", DType.bytes(5), 3),
          of("string", DType.string(3), 2),
          of("string_big", DType.string(1).withByteOrder(BIG_ENDIAN), 2),
          of("raw", DType.raw(7), 3),
          of(
              "packed",
              DType.packed(
                  new Field("a", DType.FLOAT32, 0),
                  new Field("b", null, DType.INT16, new long[] {3}, 0),
                  new Field("c", DType.bytes(3), 0)),
              2),
          of(
              "gaps",
              DType.aligned(
                  new Field("a", DType.INT8, 0),
                  new Field("b", DType.FLOAT64, 0),
                  new Field("c", DType.UINT8, 0)),
              2),
          fortran(
              "nested",
              DType.packed(
                  new Field("p", POINT, 0), new Field("n", "title", DType.UINT16, new long[0], 0)),
              2,
              2),
          of("quotes", bytes("it's", "both ' and \"", "tab\there"), 1),
          of("latin", DType.packed(new Field("été", DType.FLOAT32, 0)), 2),
          of(
              "unicode",
              DType.packed(new Field("日本", DType.FLOAT32, 0), new Field("🐍", DType.UINT8, 0)),
              2),
          of("big_shape", DType.UINT8, 0, 1_000_000_000_000L));

  private static DType bytes(String... names) {
    Field[] fields = new Field[names.length];
    for (int k = 0; k < names.length; k++) {
      fields[k] = new Field(names[k], DType.UINT8, 0);
    }
    return DType.packed(fields);
  }

  private static NpyGolden of(String name, DType dtype, long... shape) {
    return new NpyGolden(name, dtype, Order.C, boxed(shape));
  }

  private static NpyGolden fortran(String name, DType dtype, long... shape) {
    return new NpyGolden(name, dtype, Order.F, boxed(shape));
  }

  private static List<Long> boxed(long[] shape) {
    return LongStream.of(shape).boxed().toList();
  }

  long[] lengths() {
    return shape.stream().mapToLong(n -> n).toArray();
  }

  /// The array with the bytes that `golden.py` gives it.
  NDArray array() {
    int size = dtype.itemSize();
    StridedLayout layout =
        order == Order.F
            ? StridedLayout.fOrder(size, lengths())
            : StridedLayout.cOrder(size, lengths());
    MemorySegment memory = Arena.ofAuto().allocate(layout.byteSize(), 64);
    for (long i = 0; i < memory.byteSize(); i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, (byte) ((7 * i + 3) % 251));
    }
    return NDArray.of(memory, Retention.GC_MANAGED, dtype, layout);
  }

  /// NumPy's file.
  public byte[] file() {
    return resource(name + ".npy");
  }

  public static byte[] resource(String name) {
    try (InputStream in = NpyGolden.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }

  /// A file of version 1.0 with as many zeros as elements.
  public static byte[] v1(String header, int dataBytes) {
    byte[] text = header.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(10 + text.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) text.length)
        .put(text)
        .array();
  }
}
