package org.culebra.array.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.array.PythonScript;
import org.culebra.array.Rejections;
import org.culebra.array.StridedLayout;
import org.culebra.array.npy.Npy.WriteOption;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bfloat16` and the 8-bit floats in `.npy` files, as NumPy writes the arrays of `ml_dtypes`. The
/// same table stands in `npy_ml_dtypes.py`.
final class NpyMlDtypesTest {

  private static final Map<String, DType> TYPES = new LinkedHashMap<>();

  static {
    List<DType> plain =
        List.of(
            DType.BFLOAT16,
            DType.FLOAT8_E3M4,
            DType.FLOAT8_E4M3,
            DType.FLOAT8_E4M3B11FNUZ,
            DType.FLOAT8_E4M3FN,
            DType.FLOAT8_E4M3FNUZ,
            DType.FLOAT8_E5M2,
            DType.FLOAT8_E5M2FNUZ,
            DType.FLOAT8_E8M0FNU);
    plain.forEach(type -> TYPES.put(type.name(), type));
    DType b = DType.BFLOAT16;
    DType e = DType.FLOAT8_E5M2;
    TYPES.put(
        "every",
        DType.packed(plain.stream().map(t -> Field.of(t.name(), t)).toArray(Field[]::new)));
    TYPES.put(
        "gaps",
        DType.aligned(
            Field.of("e", e),
            Field.of("b", b),
            Field.of("d", DType.FLOAT64),
            Field.of("g", DType.FLOAT8_E4M3FN)));
    TYPES.put(
        "subarrays",
        DType.packed(Field.of("m", b, 2, 3), Field.of("s", DType.bytes(3)), Field.of("v", e, 4)));
    DType inner = DType.packed(Field.of("x", b), Field.of("y", e));
    TYPES.put(
        "nested",
        DType.packed(
            Field.of("id", DType.INT32.withByteOrder(ByteOrder.BIG_ENDIAN)),
            Field.of("in", inner),
            Field.of("rows", inner, 2)));
  }

  private static final Map<String, long[]> SHAPES =
      Map.of(
          "C", new long[] {2, 3},
          "F", new long[] {2, 3},
          "scalar", new long[0],
          "empty", new long[] {0, 2});

  @TempDir private Path folder;

  private static NDArray array(DType type, String order) {
    long[] shape = SHAPES.getOrDefault(order, new long[0]);
    NDArray array = NDArray.zeros(type, shape);
    NDArray bytes = NDArray.of(array.segment(), DType.UINT8, array.byteSize());
    for (long i = 0; i < bytes.size(); i++) {
      bytes.setLong(i, (7 * i + 3) % 251);
    }
    if (order.equals("F")) {
      StridedLayout fortran = StridedLayout.fOrder(type.itemSize(), shape);
      return NDArray.of(array.segment(), array.owner(), type, fortran);
    }
    return array;
  }

  /// As a file states it; `float8_e5m2` is named by NumPy.
  private static DType read(DType type, boolean byNumPy) {
    return switch (type.kind()) {
      case FLOAT8, BFLOAT ->
          byNumPy && type.equals(DType.FLOAT8_E5M2) ? type : DType.raw(type.itemSize());
      case STRUCT ->
          DType.struct(
              type.itemSize(),
              type.fields().stream()
                  .map(f -> {
                    DType dtype = read(f.dtype(), byNumPy);
                    return new Field(f.name(), f.title(), dtype, f.shape(), f.byteOffset());
                  })
                  .toList());
      default -> type;
    };
  }

  /// Also of NaNs and of what is between fields.
  private static boolean sameBytes(NDArray a, NDArray b) {
    DType raw = DType.raw(a.itemSize());
    return a.reinterpret(raw).contentEquals(b.reinterpret(raw));
  }

  /// As `show` in the script.
  private static String show(DType type) {
    if (type.kind() != DType.Kind.STRUCT) {
      return type.name();
    }
    return type.fields().stream()
        .map(f -> {
          String shape = Arrays.toString(f.shape()).replace(" ", "").replace('[', '(');
          String lengths = shape.replace("]", f.shape().length == 1 ? ",)" : ")");
          String dtype = show(f.dtype()) + (f.shape().length == 0 ? "" : lengths);
          return f.name() + ":" + dtype + "@" + f.byteOffset();
        })
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Test
  void everyType_isSavedTheSameByNumPy_andReadAgain() throws IOException {
    Peers.python("numpy", "ml_dtypes");
    PythonScript.run("npy_ml_dtypes.py", "", "write", folder.toString());
    for (Map.Entry<String, DType> entry : TYPES.entrySet()) {
      DType type = entry.getValue();
      for (String order : SHAPES.keySet()) {
        Path file = folder.resolve(entry.getKey() + "_" + order + ".npy");
        NDArray array = array(type, order);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, array, WriteOption.ML_DTYPES);
        // NumPy cannot load what it saves of float8_e5m2.
        String found = Files.readString(file, ISO_8859_1).replace("<f1", "<V1");
        assertThat(out.toString(ISO_8859_1)).as(file + "").isEqualTo(found);
        NDArray read = Npy.map(file);
        assertThat(read.dtype()).isEqualTo(read(type, true));
        assertThat(sameBytes(read.reinterpret(type), array)).as(file + "").isTrue();
        assertThat(read.isFContiguous()).isEqualTo(array.isFContiguous());
        NDArray own = Npy.read(new ByteArrayInputStream(out.toByteArray()));
        assertThat(own.dtype()).isEqualTo(read(type, false));
        assertThat(sameBytes(own.reinterpret(type), array)).as(file + "").isTrue();
      }
    }
  }

  @Test
  void everyType_isViewedByMlDtypes() throws IOException {
    Peers.python("numpy", "ml_dtypes");
    List<String> expected = new ArrayList<>();
    for (Map.Entry<String, DType> entry : TYPES.entrySet()) {
      String name = entry.getKey();
      for (String order : SHAPES.keySet()) {
        NDArray array = array(entry.getValue(), order);
        Npy.write(folder.resolve(name + "_" + order + ".npy"), array, WriteOption.ML_DTYPES);
        String elements = HexFormat.of().formatHex(array.copy().rawBytes());
        String type = show(read(entry.getValue(), false));
        expected.add(String.join(" ", name, order, type, elements.isEmpty() ? "-" : elements));
      }
    }
    assertThat(PythonScript.run("npy_ml_dtypes.py", "", "read", folder.toString()).lines())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void swappedBfloat16_isWrittenLittleEndian() throws IOException {
    NDArray array = array(DType.BFLOAT16, "C");
    NDArray big = array.copy(DType.BFLOAT16.withByteOrder(ByteOrder.BIG_ENDIAN));
    for (NDArray written : List.of(big, big.transpose(), big.flip(1))) {
      Path file = folder.resolve("a.npy");
      Npy.write(file, written, WriteOption.ML_DTYPES);
      NDArray read = Npy.read(file).reinterpret(DType.BFLOAT16);
      assertThat(read.copy().rawBytes()).isEqualTo(written.copy(DType.BFLOAT16).rawBytes());
    }
  }

  @Test
  void swappedBfloat16_inAStruct_isWrittenLittleEndian() throws IOException {
    DType type =
        DType.aligned(
            Field.of("e", DType.FLOAT8_E4M3FN),
            Field.of("b", DType.BFLOAT16, 2),
            Field.of("i", DType.INT32.withByteOrder(ByteOrder.BIG_ENDIAN)));
    NDArray little = NDArray.zeros(type, 2);
    little.field("b").copyFrom(NDArray.copyOf(new double[][] {{1, 2.5}, {-3, 0.125}}));
    little.field("i").copyFrom(NDArray.copyOf(new int[] {7, -9}));
    NDArray big = little.copy(type.withByteOrder(ByteOrder.BIG_ENDIAN));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.write(out, big, WriteOption.ML_DTYPES);
    NDArray read = Npy.read(new ByteArrayInputStream(out.toByteArray())).reinterpret(type);
    assertThat(read.field("b").toString()).isEqualTo(little.field("b").toString());
    assertThat(read.field("i").toString()).isEqualTo("[ 7 -9]");
  }

  @Test
  void archives_takeTheOption() throws IOException {
    NDArray b = array(DType.BFLOAT16, "C");
    NDArray f = array(DType.FLOAT8_E5M2, "F");
    Path stored = folder.resolve("stored.npz");
    Path deflated = folder.resolve("deflated.npz");
    Npz.write(stored, Map.of("b", b, "f", f), WriteOption.ML_DTYPES);
    Npz.writeCompressed(deflated, Map.of("b", b, "f", f), WriteOption.ML_DTYPES);
    Path streamed = folder.resolve("streamed.npz");
    try (OutputStream out = Files.newOutputStream(streamed)) {
      Npz.write(out, Map.of("b", b, "f", f), WriteOption.ML_DTYPES);
    }
    for (Path file : List.of(stored, deflated, streamed)) {
      try (Npz npz = Npz.open(file)) {
        assertThat(npz.read("b").reinterpret(DType.BFLOAT16).contentEquals(b)).isTrue();
        assertThat(npz.read("f").reinterpret(DType.FLOAT8_E5M2).contentEquals(f)).isTrue();
      }
    }
  }

  @Test
  void withoutTheOption_isRejected() {
    Rejections.rejected(
        UnsupportedOperationException.class,
        "expected a type with a type string but found float8_e5m2: view it as raw bytes,"
            + " reinterpret(DType.raw(1))",
        () -> Npy.write(folder.resolve("a.npy"), array(DType.FLOAT8_E5M2, "C")));
    Rejections.rejected(
        UnsupportedOperationException.class,
        "expected a type with a type string but found bfloat16: view it as raw bytes,"
            + " reinterpret(DType.raw(2))",
        () ->
            Npy.write(
                folder.resolve("a.npy"), array(DType.packed(Field.of("b", DType.BFLOAT16)), "C")));
  }

  @Test
  void otherTypes_areWrittenAsWithoutTheOption() throws IOException {
    NDArray array = NDArray.zeros(DType.COMPLEX64, 2);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ByteArrayOutputStream with = new ByteArrayOutputStream();
    Npy.write(plain, array);
    Npy.write(with, array, WriteOption.ML_DTYPES);
    assertThat(with.toByteArray()).isEqualTo(plain.toByteArray());
  }
}
