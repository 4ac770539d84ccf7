package org.culebra.array.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Rejections;
import org.culebra.array.Retention;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `.safetensors` files written, mapped and read; the numbers are those of the section
/// "Safetensors" in CONFORMANCE.md.
final class SafetensorsTest {

  @TempDir private Path folder;

  private Path path() {
    return folder.resolve("a.safetensors");
  }

  /// A file with this header, not padded, and so many bytes after it: 0, 1, 2 and so on.
  static byte[] forged(String header, int bytes) {
    byte[] text = header.getBytes(UTF_8);
    byte[] file = new byte[8 + text.length + bytes];
    for (int k = 0; k < 8; k++) {
      file[k] = (byte) ((long) text.length >>> 8 * k);
    }
    System.arraycopy(text, 0, file, 8, text.length);
    for (int k = 0; k < bytes; k++) {
      file[8 + text.length + k] = (byte) k;
    }
    return file;
  }

  private Path forge(String header, int bytes) throws IOException {
    return Files.write(path(), forged(header, bytes));
  }

  // --- as text

  @Test
  void toString_isALinePerTensor() throws IOException {
    Map<String, NDArray> arrays = new TreeMap<>();
    arrays.put("a\n", NDArray.zeros(DType.BFLOAT16, 2, 3));
    Safetensors.write(path(), arrays);
    assertThat(Safetensors.map(path()))
        .hasToString(path() + ": 1 tensor\n  'a\\n': bfloat16 (2, 3)");
    arrays.put("b", NDArray.zeros(DType.FLOAT32));
    Safetensors.write(path(), arrays);
    try (InputStream in = Files.newInputStream(path())) {
      assertThat(Safetensors.read(in))
          .hasToString("2 tensors\n  'b': float32 ()\n  'a\\n': bfloat16 (2, 3)");
    }
    long[] longShape = new long[64];
    Arrays.fill(longShape, 1);
    for (int i = 0; i < 1000; i++) {
      arrays.put("x".repeat(1000) + i, NDArray.zeros(DType.INT8, longShape));
    }
    Safetensors.write(path(), arrays);
    assertThat(Safetensors.map(path()).toString())
        .startsWith(path() + ": 1002 tensors\n  'b'")
        .hasLineCount(22)
        .hasSizeLessThan(5000)
        .endsWith("\n  … and 982 more");
  }

  // --- writing

  @Test
  @DisplayName("S1: the length, the header padded with spaces to a multiple of 8, the elements")
  void write_file_isLaidOutAsSpecified() throws IOException {
    Safetensors.write(path(), Map.of("xy", NDArray.copyOf(new short[] {1, 2, 3}, 3, 1)));
    String header = "{\"xy\":{\"dtype\":\"I16\",\"shape\":[3,1],\"data_offsets\":[0,6]}}";
    byte[] text = (header + " ".repeat(8 - header.length() % 8)).getBytes(UTF_8);
    assertThat(text.length % 8).isZero();
    byte[] bytes = Files.readAllBytes(path());
    assertThat(bytes)
        .startsWith((byte) text.length, (byte) 0, (byte) 0)
        .hasSize(8 + text.length + 6);
    assertThat(bytes).containsSequence(text).endsWith(1, 0, 2, 0, 3, 0);
  }

  @Test
  @DisplayName("S1: nothing is a file, too")
  void write_nothing_isAFile() throws IOException {
    Safetensors.write(path(), Map.of());
    assertThat(Files.readString(path())).isEqualTo("\b\0\0\0\0\0\0\0{}      ");
    Safetensors.write(path(), Map.of(), Map.of());
    assertThat(Files.readString(path())).endsWith("{\"__metadata__\":{}}     ");
    for (Safetensors read : List.of(Safetensors.map(path()), Safetensors.read(path()))) {
      assertThat(read.names()).isEmpty();
      assertThat(read.metadata()).isEmpty();
    }
  }

  @Test
  @DisplayName("S2: types by their alignment, then names by their code points")
  void write_order_isPythons() throws IOException {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put(
        "\uff5e", NDArray.zeros(DType.FLOAT32, 1)); // before the next one, in UTF-16 after it
    arrays.put("🐍", NDArray.zeros(DType.FLOAT32, 1));
    arrays.put("a", NDArray.zeros(DType.BOOL, 1));
    arrays.put("b", NDArray.zeros(DType.UINT64, 1));
    arrays.put("c", NDArray.zeros(DType.BFLOAT16, 1));
    arrays.put("Z", NDArray.zeros(DType.FLOAT16, 1));
    arrays.put("", NDArray.zeros(DType.FLOAT32, 1));
    Safetensors.write(path(), arrays);
    assertThat(Safetensors.map(path()).names())
        .containsExactly("b", "", "\uff5e", "🐍", "c", "Z", "a");
  }

  @Test
  @DisplayName("S3: any layout and byte order is written packed and little-endian")
  void write_anyLayout_isPacked() throws IOException {
    NDArray base = NDArray.arange(0, 24, 1).copy(DType.INT32).reshape(2, 3, 4);
    Map<String, NDArray> arrays = new TreeMap<>();
    arrays.put("packed", base);
    arrays.put("transposed", base.transpose());
    arrays.put("flipped", base.flip(0).flip(2));
    arrays.put("stepped", base.sliceAxis(2, 0, 4, 2));
    arrays.put("repeated", base.select(0, 0).broadcastTo(3, 3, 4));
    arrays.put("empty", base.sliceAxis(0, 1, 1));
    arrays.put("scalar", base.select(0, 1).select(0, 1).select(0, 1));
    Map.copyOf(arrays)
        .forEach((name, array) -> {
          NDArray big = array.copy(DType.INT32.withByteOrder(ByteOrder.BIG_ENDIAN));
          arrays.put(name + " big-endian", big);
        });
    Safetensors.write(path(), arrays);
    for (Safetensors read : List.of(Safetensors.map(path()), Safetensors.read(path()))) {
      assertThat(read.names()).containsExactlyElementsOf(arrays.keySet());
      arrays.forEach((name, array) -> {
        NDArray found = read.get(name);
        assertThat(found.dtype()).isEqualTo(DType.INT32);
        assertThat(found.shape()).isEqualTo(array.shape());
        assertThat(found.isCContiguous()).isTrue();
        assertThat(found.contentEquals(array)).as(name).isTrue();
      });
    }
  }

  @Test
  @DisplayName("S3: bfloat16 of the other byte order is swapped")
  void write_swappedBfloat16_isSwapped() throws IOException {
    NDArray one = NDArray.full(DType.BFLOAT16, 1.5, 2, 3);
    NDArray big = one.copy(DType.BFLOAT16.withByteOrder(ByteOrder.BIG_ENDIAN)).transpose();
    Safetensors.write(path(), Map.of("scalar", big.select(0, 0).select(0, 0), "x", big));
    Safetensors read = Safetensors.map(path());
    assertThat(read.get("x").rawBytes()).isEqualTo(one.rawBytes());
    assertThat(read.get("scalar").getDouble()).isEqualTo(1.5);
  }

  @Test
  @DisplayName("S4: metadata is written in the order of the map and read back")
  void metadata_anyText_isReadBack() throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put("", "\"\\/\b\f\n\r\t\0\u001f\u007fé\u2028🐍");
    metadata.put("ü\n", "");
    Safetensors.write(path(), Map.of("ü\"\n", NDArray.zeros(DType.INT8)), metadata);
    Safetensors read = Safetensors.map(path());
    assertThat(read.metadata()).containsExactlyEntriesOf(metadata);
    assertThat(read.names()).containsExactly("ü\"\n");
    assertThatThrownBy(() -> read.metadata().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  @DisplayName("S5: what the format cannot hold is rejected before anything is written")
  void write_whatTheFormatCannotHold_leavesTheFile() throws IOException {
    Files.writeString(path(), "precious");
    NDArray x = NDArray.zeros(DType.INT8);
    Rejections.argument(
        "expected one of the types [bool, uint8, int8, float8_e5m2, float8_e4m3fn, float8_e8m0fnu,"
            + " float8_e4m3fnuz, float8_e5m2fnuz, int16, uint16, float16, bfloat16, int32, uint32,"
            + " float32, complex64, float64, int64, uint64] but found complex128 in 'y'",
        () ->
            Safetensors.write(
                path(), new TreeMap<>(Map.of("x", x, "y", NDArray.zeros(DType.COMPLEX128)))));
    Rejections.argument(
        "expected the name of a tensor but found '__metadata__', the key of the metadata",
        () -> Safetensors.write(path(), Map.of("__metadata__", x)));
    Rejections.argument(
        "expected text without unpaired surrogates but found 'a\\ud800'",
        () -> Safetensors.write(path(), Map.of("a\ud800", x)));
    for (Map<String, String> metadata : List.of(Map.of("k", "\udc00"), Map.of("\udc00", ""))) {
      Rejections.argument(
          "expected text without unpaired surrogates but found '\\udc00'",
          () -> Safetensors.write(path(), Map.of("x", x), metadata));
    }
    NDArray huge = x.broadcastTo(Long.MAX_VALUE);
    Rejections.argument(
        "expected arrays of less than 2^63 bytes together but found more",
        () -> Safetensors.write(path(), Map.of("x", huge, "y", huge)));
    Rejections.argument(
        "expected a header of at most 100000000 bytes but found 100000056: too many or too long"
            + " names",
        () -> Safetensors.write(path(), Map.of("x".repeat(100_000_000), x)));
    for (DType type :
        List.of(DType.datetime64("s"), DType.bytes(1), DType.raw(2), DType.FLOAT8_E3M4)) {
      assertThatThrownBy(() -> Safetensors.write(path(), Map.of("x", NDArray.zeros(type))))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(" but found " + type + " in 'x'");
    }
    assertAlone("precious");
  }

  private void assertAlone(String content) throws IOException {
    assertThat(path()).hasContent(content);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(path());
    }
  }

  @Test
  @DisplayName("S6: a file is replaced as a whole or not at all")
  void write_thatFails_leavesTheFileAndNothingElse() throws IOException {
    Files.writeString(path(), "precious");
    NDArray closed;
    try (Arena arena = Arena.ofConfined()) {
      closed = NDArray.zeros(arena, DType.FLOAT64, 2);
      NDArray ours = closed;
      assertThat(Rejections.thrownElsewhere(() -> Safetensors.write(path(), Map.of("x", ours))))
          .isExactlyInstanceOf(WrongThreadException.class);
    }
    assertThatThrownBy(() -> Safetensors.write(path(), Map.of("x", closed)))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("expected an array whose memory is alive but found a closed arena");
    // Closed after the checks, so that the first array is written and the second is not.
    Arena arena = Arena.ofShared();
    Map<String, NDArray> arrays =
        Map.of("a", NDArray.zeros(DType.INT64, 100_000), "b", NDArray.zeros(arena, DType.INT8, 3));
    Map<String, String> closing =
        new TreeMap<>() {
          @Override
          public void forEach(BiConsumer<? super String, ? super String> action) {
            arena.close();
          }
        };
    assertThatThrownBy(() -> Safetensors.write(path(), arrays, closing))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("Already closed");
    Path nowhere = folder.resolve("none").resolve("a");
    assertThatThrownBy(() -> Safetensors.write(nowhere, Map.of()))
        .isExactlyInstanceOf(NoSuchFileException.class)
        .hasMessage(nowhere.toString());
    assertAlone("precious");
  }

  @Test
  @DisplayName("S6: a full device")
  void write_toAFullDevice_isReported() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "no /dev/full on this system");
    assertThatThrownBy(() -> Safetensors.write(full, Map.of("x", NDArray.zeros(DType.INT8, 9))))
        .isInstanceOf(IOException.class);
  }

  @Test
  @DisplayName("S6: arrays that are mapped from the file itself")
  void write_overTheMappedFile_keepsTheMapping() throws IOException {
    Safetensors.write(path(), Map.of("x", NDArray.copyOf(new double[] {1, 2, 3})));
    Safetensors mapped = Safetensors.map(path());
    Safetensors.write(path(), Map.of("x", mapped.get("x").flip(0)));
    assertThat(mapped.get("x").toDoubleArray()).containsExactly(1, 2, 3);
    assertThat(Safetensors.map(path()).get("x").toDoubleArray()).containsExactly(3, 2, 1);
  }

  // --- reading

  @Test
  @DisplayName("S7: a map is read-only, copies nothing, and all arrays share it")
  void map_arrays_shareOneMapping() throws IOException {
    Safetensors.write(
        path(),
        new TreeMap<>(
            Map.of("a", NDArray.zeros(DType.INT32, 3), "b", NDArray.zeros(DType.INT64, 2))));
    Safetensors mapped = Safetensors.map(path());
    NDArray a = mapped.get("a");
    assertThat(a.isReadOnly()).isTrue();
    assertThat(a.segment().isMapped()).isTrue();
    assertThat(a.owner()).isSameAs(Retention.GC_MANAGED);
    assertThat(a.address()).isEqualTo(mapped.get("b").address() + 16);
    assertThat(mapped.get("a").address()).isEqualTo(a.address());
    assertThat(a.segment().byteSize()).isEqualTo(12); // no view of it reaches the other
    assertThat(a.address() % 8).isZero();
  }

  @Test
  @DisplayName("S7: copies are writable, and aligned")
  void read_arrays_areCopies() throws IOException {
    Safetensors.write(
        path(), Map.of("a", NDArray.full(DType.INT8, 7, 3), "b", NDArray.zeros(DType.INT64, 2)));
    Safetensors read;
    try (Arena arena = Arena.ofConfined()) {
      read = Safetensors.read(arena, path());
      NDArray b = read.get("b");
      assertThat(b.address() % 64).isZero();
      b.setLong(0, 5);
      read.get("a").setLong(1, 6);
      assertThat(read.get("b").getLong(0)).isEqualTo(5);
      assertThat(read.get("a").toByteArray()).containsExactly(7, 6, 7);
    }
    assertThat(Safetensors.map(path()).get("b").getLong(0)).isZero();
    Rejections.state("Already closed", () -> read.get("b").getLong(0));
  }

  @Test
  @DisplayName("S8: the mapping ends with its arena")
  void map_afterItsArena_isClosed() throws IOException {
    Safetensors.write(path(), Map.of("x", NDArray.zeros(DType.INT8, 3)));
    Safetensors mapped;
    NDArray x;
    try (Arena arena = Arena.ofConfined()) {
      mapped = Safetensors.map(arena, path());
      x = mapped.get("x");
      assertThat(x.owner()).isSameAs(Retention.ARENA);
      NDArray ours = x;
      assertThat(Rejections.thrownElsewhere(() -> ours.getLong(0)))
          .isExactlyInstanceOf(WrongThreadException.class);
    }
    Rejections.state("Already closed", () -> x.getLong(0));
    Rejections.state("Already closed", () -> mapped.get("x").getLong(0));
    Arena closed = Arena.ofConfined();
    closed.close();
    Rejections.state("Already closed", () -> Safetensors.map(closed, path()));
    Rejections.state("Already closed", () -> Safetensors.read(closed, path()));
  }

  @Test
  @DisplayName("S9: names in the order of the bytes, whatever that of the header")
  void names_ofAnyHeader_areInTheOrderOfTheBytes() throws IOException {
    forge(
        "{\"c\":{\"data_offsets\":[2,6],\"shape\":[1],\"dtype\":\"F32\"},"
            + "\"e\":{\"dtype\":\"U8\",\"shape\":[0,5],\"data_offsets\":[2,2]},\"a\" :"
            + " {\"dtype\":\"\\u0055\\u0038\", \"shape\":[2,1],\n"
            + "\"data_offsets\":[0,2]}}\t\n"
            + " ",
        6);
    Safetensors read = Safetensors.map(path());
    assertThat(read.names()).containsExactly("a", "e", "c");
    assertThat(read.get("a").toLongArray()).containsExactly(0, 1);
    assertThat(read.get("e").shape()).containsExactly(0, 5);
    assertThat(read.get("c").rawBytes()).containsExactly(2, 3, 4, 5); // not aligned
    assertThat(read.get("c").isAligned()).isFalse();
    assertThat(read.get("c").asFloats().get(0)).isEqualTo(Float.intBitsToFloat(0x05040302));
  }

  @Test
  @DisplayName("S10: a typed view of an odd number of bytes at either end of the file")
  void map_oddBytes_haveTypedViews() throws IOException {
    forge(
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":[0,3]},"
            + "\"b\":{\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[3,4]},"
            + "\"c\":{\"dtype\":\"BOOL\",\"shape\":[5],\"data_offsets\":[4,9]}}",
        9);
    for (Safetensors read : List.of(Safetensors.map(path()), Safetensors.read(path()))) {
      assertThat(read.get("a").asBytes().get(2)).isEqualTo((byte) 2);
      assertThat(read.get("b").asBytes().get()).isEqualTo((byte) 3);
      assertThat(read.get("c").asBytes().get(4)).isEqualTo((byte) 8);
    }
  }

  @Test
  @DisplayName("S11: types of less than a byte are named; the rest of the file is usable")
  void get_typeOfLessThanAByte_isRejected() throws IOException {
    forge(
        "{\"x\":{\"dtype\":\"F4\",\"shape\":[3,2],\"data_offsets\":[0,3]},"
            + "\"y\":{\"dtype\":\"F6_E3M2\",\"shape\":[4],\"data_offsets\":[3,6]},"
            + "\"z\":{\"dtype\":\"F6_E2M3\",\"shape\":[0,1],\"data_offsets\":[6,6]},"
            + "\"w\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[6,7]}}",
        7);
    for (Safetensors read : List.of(Safetensors.map(path()), Safetensors.read(path()))) {
      Rejections.rejected(
          UnsupportedOperationException.class,
          path()
              + ": expected elements of whole bytes but found F4 of shape (3, 2) in 'x':"
              + " bytes(name) has its bytes",
          () -> read.get("x"));
      assertThatThrownBy(() -> read.get("y")).hasMessageContaining("F6_E3M2 of shape (4,) in 'y'");
      assertThatThrownBy(() -> read.get("z")).hasMessageContaining("F6_E2M3 of shape (0, 1)");
      assertThat(read.toString()).contains("\n  'x': F4 (3, 2)\n  'y': F6_E3M2 (4,)\n");
      assertThat(read.bytes("x").toLongArray()).containsExactly(0, 1, 2);
      assertThat(read.bytes("y").dtype()).isEqualTo(DType.UINT8);
      assertThat(read.bytes("z").size()).isZero();
      assertThat(read.bytes("w").toLongArray()).containsExactly(6);
      assertThat(read.get("w").toLongArray()).containsExactly(6);
    }
  }

  @Test
  @DisplayName("S12: an unknown name, and one that is near")
  void get_unknownName_namesTheNearest() throws IOException {
    NDArray x = NDArray.zeros(DType.INT8);
    Safetensors.write(path(), Map.of("layers.0.weight", x, "layers.0.bias", x));
    Safetensors read = Safetensors.map(path());
    Rejections.argument(
        path()
            + ": expected one of the tensors [layers.0.bias, layers.0.weight] but found"
            + " 'layers.0.wieght'; did you mean 'layers.0.weight'?",
        () -> read.get("layers.0.wieght"));
    Rejections.argument(
        path()
            + ": expected one of the tensors [layers.0.bias, layers.0.weight] but found"
            + " '__metadata__'",
        () -> read.bytes("__metadata__"));
  }

  @Test
  @DisplayName("S12: of many names, the message has some")
  void get_unknownNameAmongMany_isRejectedSoon() throws IOException {
    NDArray x = NDArray.zeros(DType.INT8);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (int i = 0; i < 100_000; i++) {
      arrays.put("model.layers.%d.self_attn.q_proj.weight".formatted(i), x);
    }
    Safetensors.write(path(), arrays);
    Safetensors read = Safetensors.map(path());
    assertThat(read.names()).hasSize(100_000);
    assertThatThrownBy(() -> read.get("model.layers.x.self_attn.v_proj.weight"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
  }

  @Test
  @DisplayName("S13: several threads")
  void get_byManyThreads_isTheSame() throws Exception {
    Map<String, NDArray> arrays = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      arrays.put("x" + i, NDArray.full(DType.INT32, i, i % 7, 3));
    }
    Safetensors.write(path(), arrays);
    Safetensors mapped = Safetensors.map(path());
    Callable<Boolean> reader =
        () ->
            arrays.entrySet().stream()
                .allMatch(e -> mapped.get(e.getKey()).contentEquals(e.getValue()));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        results.add(threads.submit(reader));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    }
  }
}
