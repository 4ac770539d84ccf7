package org.culebra.array.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.culebra.array.DType;
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

  private static final List<DType> TYPES =
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

  @Test
  void everyType_isSavedTheSameByNumPy_andReadAgain() throws IOException {
    Peers.python("numpy", "ml_dtypes");
    PythonScript.run("npy_ml_dtypes.py", "", "write", folder.toString());
    for (DType type : TYPES) {
      for (String order : SHAPES.keySet()) {
        Path file = folder.resolve(type.name() + "_" + order + ".npy");
        NDArray array = array(type, order);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, array, WriteOption.ML_DTYPES);
        // NumPy cannot load what it saves of this type.
        boolean named = type.equals(DType.FLOAT8_E5M2);
        String found = Files.readString(file, ISO_8859_1);
        assertThat(out.toString(ISO_8859_1)).isEqualTo(named ? found.replace("<f1", "<V1") : found);
        NDArray read = Npy.map(file);
        assertThat(read.dtype()).isEqualTo(named ? type : DType.raw(type.itemSize()));
        assertThat(read.reinterpret(type).contentEquals(array)).isTrue();
        assertThat(read.isFContiguous()).isEqualTo(array.isFContiguous());
      }
    }
  }

  @Test
  void everyType_isViewedByMlDtypes() throws IOException {
    Peers.python("numpy", "ml_dtypes");
    List<String> expected = new ArrayList<>();
    for (DType type : TYPES) {
      for (String order : SHAPES.keySet()) {
        NDArray array = array(type, order);
        Npy.write(folder.resolve(type.name() + "_" + order + ".npy"), array, WriteOption.ML_DTYPES);
        String elements = HexFormat.of().formatHex(array.copy().rawBytes());
        String found = elements.isEmpty() ? "-" : elements;
        expected.add(String.join(" ", type.name(), order, "|V" + type.itemSize(), found));
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
  void archives_takeTheOption() throws IOException {
    NDArray b = array(DType.BFLOAT16, "C");
    NDArray f = array(DType.FLOAT8_E5M2, "F");
    Path stored = folder.resolve("stored.npz");
    Path deflated = folder.resolve("deflated.npz");
    Npz.write(stored, Map.of("b", b, "f", f), WriteOption.ML_DTYPES);
    Npz.writeCompressed(deflated, Map.of("b", b, "f", f), WriteOption.ML_DTYPES);
    for (Path file : List.of(stored, deflated)) {
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
