package org.culebra.array.npy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.array.Numpy;
import org.culebra.array.PythonScript;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every type in both byte orders and both memory orders: a live NumPy saves the same bytes as we
/// write, and we read what it saves. The same table stands in `npy_table.py`.
final class NpyTableTest {

  private static final List<String> UNITS =
      List.of("Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as");

  private static final Map<String, long[]> SHAPES =
      Map.of(
          "C", new long[] {2, 3},
          "F", new long[] {2, 3},
          "scalar", new long[0],
          "one", new long[] {3},
          "empty", new long[] {0, 2});

  @TempDir private Path folder;

  private static Field field(String name, DType type, long... shape) {
    return new Field(name, null, type, shape, 0);
  }

  static Map<String, DType> types() {
    Map<String, DType> types = new LinkedHashMap<>();
    for (DType type :
        List.of(
            DType.BOOL,
            DType.INT8,
            DType.INT16,
            DType.INT32,
            DType.INT64,
            DType.UINT8,
            DType.UINT16,
            DType.UINT32,
            DType.UINT64,
            DType.FLOAT16,
            DType.FLOAT32,
            DType.FLOAT64,
            DType.COMPLEX64,
            DType.COMPLEX128)) {
      types.put(type.name(), type);
    }
    types.put("bytes1", DType.bytes(1));
    types.put("bytes3", DType.bytes(3));
    types.put("string1", DType.string(1));
    types.put("string2", DType.string(2));
    types.put("raw1", DType.raw(1));
    types.put("raw5", DType.raw(5));
    addStructs(types);
    for (String unit : UNITS) {
      types.put("datetime_" + unit, DType.datetime64(unit));
      types.put("timedelta_" + unit, DType.timedelta64("25" + unit));
    }
    return types;
  }

  private static void addStructs(Map<String, DType> types) {
    DType inner =
        DType.packed(
            field("x", DType.FLOAT64), field("y", DType.INT32, 2, 2), field("s", DType.bytes(3)));
    DType aligned =
        DType.aligned(
            field("a", DType.INT8),
            field("b", DType.FLOAT64),
            field("c", DType.UINT16),
            field("d", DType.COMPLEX64),
            field("e", DType.UINT8));
    types.put(
        "packed",
        DType.packed(field("a", DType.INT16), field("b", DType.FLOAT32), field("ü", DType.UINT64)));
    types.put(
        "titled",
        DType.packed(
            new Field("a", "title", DType.INT16, new long[0], 0), field("b", DType.string(2), 3)));
    types.put(
        "nested",
        DType.packed(
            field("p", inner),
            field("q", DType.UINT16),
            field("r", DType.packed(field("z", inner, 2)))));
    types.put("aligned", aligned);
    types.put("aligned_nested", DType.aligned(field("f", DType.INT16), field("g", aligned)));
  }

  private static NDArray array(DType type, String order) {
    long[] shape = SHAPES.getOrDefault(order, new long[0]);
    StridedLayout layout =
        order.equals("F")
            ? StridedLayout.fOrder(type.itemSize(), shape)
            : StridedLayout.cOrder(type.itemSize(), shape);
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, layout.byteSize()));
    for (long i = 0; i < layout.byteSize(); i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, (byte) ((7 * i + 3) % 251));
    }
    return NDArray.of(memory, Retention.GC_MANAGED, type, layout);
  }

  @Test
  void everyType_inEveryOrder_isSavedTheSameByNumPy_andReadAgain() throws IOException {
    Numpy.require();
    PythonScript.run("npy_table.py", "", folder.toString());
    int files = 0;
    for (Map.Entry<String, DType> entry : types().entrySet()) {
      for (ByteOrder end : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
        for (String order : SHAPES.keySet()) {
          String mark = end == ByteOrder.BIG_ENDIAN ? "_big_" : "_little_";
          Path file = folder.resolve(entry.getKey() + mark + order + ".npy");
          assertSame(file, array(entry.getValue().withByteOrder(end), order));
          files++;
        }
      }
    }
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all.count()).isEqualTo(files);
    }
  }

  private static void assertSame(Path file, NDArray array) throws IOException {
    String what = file.getFileName().toString();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.write(out, array);
    assertThat(out.toByteArray()).as(what).isEqualTo(Files.readAllBytes(file));
    for (NDArray read : List.of(Npy.read(file), Npy.map(file))) {
      assertThat(read.dtype()).as(what).isEqualTo(array.dtype());
      assertThat(read.shape()).as(what).isEqualTo(array.shape());
      assertThat(read.isFContiguous()).as(what).isEqualTo(array.isFContiguous());
      assertThat(read.rawBytes()).as(what).isEqualTo(array.rawBytes());
    }
  }
}
