package org.culebra.array.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.PythonScript;
import org.culebra.array.safetensors.SafetensorsHostileTest.Hostile;
import org.culebra.testsupport.Peers;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every type in every rank and layout, written and read by Python's `safetensors`, and its verdict
/// on damaged files. `safetensors_peer.py` has the same table.
final class SafetensorsPythonTest {

  private static final Map<String, DType> TYPES = new LinkedHashMap<>();

  static {
    TYPES.put("BOOL", DType.BOOL);
    TYPES.put("U8", DType.UINT8);
    TYPES.put("I8", DType.INT8);
    TYPES.put("F8_E5M2", DType.FLOAT8_E5M2);
    TYPES.put("F8_E4M3", DType.FLOAT8_E4M3FN);
    TYPES.put("F8_E8M0", DType.FLOAT8_E8M0FNU);
    TYPES.put("F8_E4M3FNUZ", DType.FLOAT8_E4M3FNUZ);
    TYPES.put("F8_E5M2FNUZ", DType.FLOAT8_E5M2FNUZ);
    TYPES.put("I16", DType.INT16);
    TYPES.put("U16", DType.UINT16);
    TYPES.put("F16", DType.FLOAT16);
    TYPES.put("BF16", DType.BFLOAT16);
    TYPES.put("I32", DType.INT32);
    TYPES.put("U32", DType.UINT32);
    TYPES.put("F32", DType.FLOAT32);
    TYPES.put("C64", DType.COMPLEX64);
    TYPES.put("F64", DType.FLOAT64);
    TYPES.put("I64", DType.INT64);
    TYPES.put("U64", DType.UINT64);
  }

  private static final Map<String, long[]> SHAPES =
      Map.of(
          "scalar", new long[0],
          "one", new long[] {3},
          "two", new long[] {2, 3},
          "three", new long[] {2, 3, 4},
          "four", new long[] {1, 2, 3, 2},
          "empty", new long[] {0},
          "hollow", new long[] {2, 0, 3});

  private static final Map<String, String> METADATA = Map.of("format", "p\"t\n\u0001\u007f/é🐍");

  /// How the same elements lie in memory.
  private enum Arrangement {
    PACKED,
    FORTRAN,
    FLIPPED,
    STEPPED,
    BIG_ENDIAN;

    NDArray of(NDArray packed) {
      long[] shape = packed.shape();
      int last = shape.length - 1;
      NDArray to =
          switch (this) {
            case PACKED -> packed.copy();
            case FORTRAN -> NDArray.zeros(packed.dtype(), packed.transpose().shape()).transpose();
            case FLIPPED -> last < 0 ? packed.copy() : packed.copy().flip(0).flip(last);
            case STEPPED -> stepped(packed.dtype(), shape);
            case BIG_ENDIAN ->
                NDArray.zeros(packed.dtype().withByteOrder(ByteOrder.BIG_ENDIAN), shape);
          };
      return to.copyFrom(packed);
    }

    private static NDArray stepped(DType dtype, long... shape) {
      long[] wide = new long[shape.length + 1];
      System.arraycopy(shape, 0, wide, 0, shape.length);
      wide[shape.length] = 3;
      return NDArray.zeros(dtype, wide).select(shape.length, 1);
    }
  }

  @TempDir private Path folder;

  @TempDir private Path ours;

  @BeforeEach
  void requirePython() {
    Peers.python("numpy", "safetensors");
  }

  private static DType type(String code) {
    return Objects.requireNonNull(TYPES.get(code), code);
  }

  private static NDArray array(DType type, long... shape) {
    NDArray array = NDArray.zeros(type, shape);
    NDArray bytes = NDArray.of(array.segment(), DType.UINT8, array.byteSize());
    int modulus = type.equals(DType.BOOL) ? 2 : 251;
    for (long i = 0; i < bytes.size(); i++) {
      bytes.setLong(i, (7 * i + 3) % modulus);
    }
    return array;
  }

  private static Map<String, NDArray> arrays(String code, Arrangement arrangement) {
    Map<String, NDArray> arrays = new HashMap<>();
    SHAPES.forEach((shape, lengths) -> {
      NDArray packed = array(type(code), lengths);
      arrays.put(code + "/" + shape, arrangement.of(packed));
    });
    return arrays;
  }

  private static String run(String action, Path folder) {
    return PythonScript.run("safetensors_peer.py", "", action, folder.toString());
  }

  // --- the same bytes

  private void assertSameFiles() throws IOException {
    for (Arrangement arrangement : Arrangement.values()) {
      Map<String, NDArray> all = new HashMap<>();
      for (String code : TYPES.keySet()) {
        Map<String, NDArray> arrays = arrays(code, arrangement);
        Path file = ours.resolve(code + ".safetensors");
        Safetensors.write(file, arrays);
        assertThat(file)
            .as(arrangement + "")
            .hasSameBinaryContentAs(folder.resolve(file.getFileName()));
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        Safetensors.write(stream, arrays);
        assertThat(file).as(arrangement + "").hasBinaryContent(stream.toByteArray());
        all.putAll(arrays);
      }
      Path file = ours.resolve("all.safetensors");
      Safetensors.write(file, all, METADATA);
      assertThat(file)
          .as(arrangement + "")
          .hasSameBinaryContentAs(folder.resolve(file.getFileName()));
    }
  }

  private void assertSameArrays() throws IOException {
    Path file = folder.resolve("all.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Safetensors fromStream = Safetensors.read(new ByteArrayInputStream(bytes));
    for (Safetensors read : List.of(Safetensors.map(file), Safetensors.read(file), fromStream)) {
      assertThat(read.metadata()).isEqualTo(METADATA);
      assertThat(read.names()).hasSize(TYPES.size() * SHAPES.size());
      for (String code : TYPES.keySet()) {
        arrays(code, Arrangement.PACKED)
            .forEach((name, array) -> {
              NDArray found = read.get(name);
              assertThat(found.dtype()).as(name).isEqualTo(array.dtype());
              assertThat(found.shape()).as(name).isEqualTo(array.shape());
              assertThat(found.rawBytes()).as(name).isEqualTo(array.rawBytes());
            });
      }
    }
  }

  @Test
  @DisplayName("S29: every type, rank and layout: byte for byte what Python writes, and read again")
  void everyType_isWrittenAsByPython_andRead() throws IOException {
    run("write", folder);
    assertSameFiles();
    assertSameArrays();
  }

  @Test
  @DisplayName("S29: the same with PyTorch's tensors")
  void everyType_isWrittenAsByTorch_andRead() throws IOException {
    Peers.python("numpy", "safetensors", "torch");
    run("torch-write", folder);
    assertSameFiles();
    assertSameArrays();
  }

  // --- read by Python

  private List<String> write(Stream<String> codes, boolean named) throws IOException {
    List<String> expected = new ArrayList<>();
    for (String code : codes.toList()) {
      for (Arrangement arrangement : Arrangement.values()) {
        String file = code + "-" + arrangement;
        Map<String, NDArray> arrays = arrays(code, arrangement);
        Safetensors.write(ours.resolve(file), arrays, METADATA);
        for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
          NDArray array = entry.getValue();
          String shape =
              LongStream.of(array.shape())
                  .mapToObj(Long::toString)
                  .collect(Collectors.joining(","));
          byte[] elements = array.copy(type(code)).rawBytes();
          expected.add(
              String.join(
                  "\t",
                  file,
                  entry.getKey(),
                  named ? type(code).name() : code,
                  shape,
                  "=" + HexFormat.of().formatHex(elements)));
        }
      }
    }
    return expected;
  }

  @Test
  @DisplayName("S30: read by Python")
  void everyType_isReadByPython() throws IOException {
    List<String> expected = write(TYPES.keySet().stream(), false);
    assertThat(run("read", ours).lines()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  @DisplayName("S30: read into NumPy's arrays, with bfloat16 of ml_dtypes")
  void everyTypeOfNumPy_isReadByNumPy() throws IOException {
    Peers.python("numpy", "safetensors", "ml_dtypes");
    List<String> expected = write(TYPES.keySet().stream().filter(t -> !t.startsWith("F8")), true);
    assertThat(run("numpy-read", ours).lines()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  @DisplayName("S30: read into PyTorch's tensors")
  void everyType_isReadByTorch() throws IOException {
    Peers.python("numpy", "safetensors", "torch");
    List<String> expected = write(TYPES.keySet().stream(), true);
    assertThat(run("torch-read", ours).lines()).containsExactlyInAnyOrderElementsOf(expected);
  }

  // --- verdicts

  private Map<String, Boolean> verdicts() {
    Map<String, Boolean> accepted = new HashMap<>();
    run("verdicts", folder)
        .lines()
        .forEach(line -> accepted.put(line.split("\t", -1)[0], line.endsWith("\tok")));
    return accepted;
  }

  private static boolean accepts(Path file) throws IOException {
    try {
      Safetensors.map(file);
      return true;
    } catch (FormatException e) {
      return false;
    }
  }

  @Test
  @DisplayName("S31: no damaged file is read that Python rejects")
  void damaged_thatPythonRejects_isRejected() throws IOException {
    DamagedFiles files = new DamagedFiles(Seeds.random("SafetensorsPythonTest.damaged"));
    int count = Boolean.getBoolean("culebra.long") ? 100_000 : 5000;
    for (int i = 0; i < count; i++) {
      Files.write(folder.resolve("a%06d".formatted(i)), files.next());
    }
    Map<String, Boolean> python = verdicts();
    assertThat(python).hasSize(count).containsValue(true).containsValue(false);
    int both = 0;
    for (Map.Entry<String, Boolean> entry : python.entrySet()) {
      Path file = folder.resolve(entry.getKey());
      if (accepts(file)) {
        both++;
        assertThat(entry.getValue()).as(DamagedFiles.show(Files.readAllBytes(file))).isTrue();
      }
    }
    assertThat(both).isGreaterThan(count / 20);
  }

  @Test
  @DisplayName("S32: what Python reads and we reject")
  void hostile_thatPythonReads_isListed() throws IOException {
    List<Hostile> all = new ArrayList<>();
    all.addAll(SafetensorsHostileTest.places());
    all.addAll(SafetensorsHostileTest.numbers());
    all.addAll(SafetensorsHostileTest.texts());
    for (int i = 0; i < all.size(); i++) {
      Files.write(
          folder.resolve("" + i), SafetensorsTest.forged(all.get(i).header(), all.get(i).bytes()));
    }
    TreeSet<String> read = new TreeSet<>();
    verdicts()
        .forEach((file, accepted) -> {
          if (accepted) {
            read.add(all.get(Integer.parseInt(file)).message());
          }
        });
    assertThat(read)
        .containsExactly(
            "'x': expected a shape of at most 64 numbers but found '1' at position 156",
            "'x': expected a shape of less than 2^63 bits but found I64 of shape (0,"
                + " 4611686018427387904, 4)",
            "'x': expected an object but found '[' at position 5",
            "'x': expected the keys \"dtype\", \"shape\" and \"data_offsets\" but found 'order'",
            "expected a header that begins with '{' but found ' {}'",
            "expected an object but found 'n' at position 16",
            "expected keys that differ but found 'a' twice at position 24",
            "expected keys that differ but found 'x' twice at position 53");
  }
}
