package org.culebra.array.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that lie, about sizes, places and types, and files of something else. Each is rejected
/// with its path, and no memory is taken on its word. Each rejection is Python's too, or listed in
/// CONFORMANCE.md: [SafetensorsPythonTest] compares.
final class SafetensorsHostileTest {

  @TempDir private Path folder;

  /// A header, the bytes after it, and why it is rejected.
  record Hostile(String header, int bytes, String message) {
    @Override
    public String toString() {
      return header.length() > 100 ? header.substring(0, 100) + "…" : header;
    }
  }

  private static String tensor(String dtype, String shape, String offsets) {
    return "{\"x\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(dtype, shape, offsets);
  }

  private static Hostile info(
      String dtype, String shape, String offsets, int bytes, String message) {
    return new Hostile(tensor(dtype, shape, offsets), bytes, message);
  }

  private static String tensors(String... offsets) {
    return IntStream.range(0, offsets.length)
        .mapToObj(k ->
            "\"%s\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":%s}"
                .formatted((char) ('a' + k), offsets[k]))
        .collect(Collectors.joining(",", "{", "}"));
  }

  static List<Hostile> places() {
    return List.of(
        new Hostile(
            tensors("[0,2]", "[3,5]"),
            5,
            "'b': expected its first byte at 2, the end of the tensor before, but found 3: bytes"
                + " belong to no tensor"),
        new Hostile(
            tensors("[1,3]"),
            3,
            "'a': expected its first byte at 0, the end of the tensor before, but found 1: bytes"
                + " belong to no tensor"),
        new Hostile(
            tensors("[0,2]", "[1,3]"),
            3,
            "'b': expected its first byte at 2, the end of the tensor before, but found 1: tensors"
                + " overlap"),
        new Hostile(
            tensors("[0,2]", "[0,2]"),
            2,
            "'b': expected its first byte at 2, the end of the tensor before, but found 0: tensors"
                + " overlap"),
        new Hostile(
            tensors("[0,2]"),
            3,
            "expected 2 bytes after the header, the end of the last tensor, but found 3"),
        new Hostile(
            "{}", 1, "expected 0 bytes after the header, the end of the last tensor, but found 1"),
        new Hostile(
            tensors("[0,2]", "[2,4]"),
            3,
            "expected 4 bytes after the header, the end of the last tensor, but found 3: the file"
                + " is truncated"),
        info(
            "\"U8\"",
            "[2]",
            "[2,0]",
            2,
            "'x': expected \"data_offsets\" of a begin and an end after" + " it but found (2, 0)"),
        info(
            "\"U8\"",
            "[2]",
            "[0]",
            2,
            "'x': expected \"data_offsets\" of a begin and an end after it" + " but found (0,)"),
        info(
            "\"U8\"",
            "[2]",
            "[]",
            2,
            "'x': expected \"data_offsets\" of a begin and an end after it" + " but found ()"),
        info(
            "\"U8\"",
            "[2]",
            "[0,2,4]",
            2,
            "'x': expected offsets of at most 2 numbers but found '4'" + " at position 51"),
        info(
            "\"U8\"",
            "[2]",
            "[0,3]",
            3,
            "'x': expected 2 bytes (U8 of shape (2,)) but found 3, (0, 3)"),
        info(
            "\"F32\"",
            "[2,3]",
            "[0,20]",
            20,
            "'x': expected 24 bytes (F32 of shape (2, 3)) but found" + " 20, (0, 20)"),
        info(
            "\"F32\"",
            "[0]",
            "[0,4]",
            4,
            "'x': expected 0 bytes (F32 of shape (0,)) but found 4," + " (0, 4)"),
        info(
            "\"C64\"",
            "[]",
            "[0,4]",
            4,
            "'x': expected 8 bytes (C64 of shape ()) but found 4, (0, 4)"),
        info(
            "\"F4\"",
            "[3]",
            "[0,2]",
            2,
            "'x': expected a whole number of bytes but found 12 bits (F4" + " of shape (3,))"));
  }

  static List<Hostile> numbers() {
    String most = "9223372036854775807";
    return List.of(
        info(
            "\"U8\"",
            "[" + most + "]",
            "[0," + most + "]",
            2,
            "'x': expected a shape of less than 2^63 bits but found U8 of shape (" + most + ",)"),
        info(
            "\"U8\"",
            "[4294967296,4294967296]",
            "[0,0]",
            0,
            "'x': expected a shape of less than 2^63 bits but found U8 of shape (4294967296,"
                + " 4294967296)"),
        info(
            "\"I64\"",
            "[2305843009213693952]",
            "[0,0]",
            0,
            "'x': expected a shape of less than 2^63 bits but found I64 of shape"
                + " (2305843009213693952,)"),
        info(
            "\"I64\"",
            "[0,4611686018427387904,4]",
            "[0,0]",
            0,
            "'x': expected a shape of less than 2^63 bits but found I64 of shape (0,"
                + " 4611686018427387904, 4)"),
        info(
            "\"U8\"",
            "[1152921504606846975]",
            "[0,1152921504606846975]",
            2,
            "expected 1152921504606846975 bytes after the header, the end of the last tensor, but"
                + " found 2: the file is truncated"),
        info(
            "\"U8\"",
            "[9223372036854775808]",
            "[0,2]",
            2,
            "'x': expected an integer below 2^63 at position 28 but found more"),
        info(
            "\"U8\"",
            "[-2]",
            "[0,2]",
            2,
            "'x': expected an integer, 0 or more, but found '-2],\"data_offsets\":[' at position"
                + " 28"),
        info(
            "\"U8\"",
            "[-0]",
            "[0,0]",
            0,
            "'x': expected an integer, 0 or more, but found '-0],\"data_offsets\":[' at position"
                + " 28"),
        info(
            "\"U8\"",
            "[2.0]",
            "[0,2]",
            2,
            "'x': expected an integer, 0 or more, but found '2.0],\"data_offsets\":' at position"
                + " 28"),
        info(
            "\"U8\"",
            "[2e0]",
            "[0,2]",
            2,
            "'x': expected an integer, 0 or more, but found '2e0],\"data_offsets\":' at position"
                + " 28"),
        info(
            "\"U8\"",
            "[02]",
            "[0,2]",
            2,
            "'x': expected an integer, 0 or more, but found '02],\"data_offsets\":[' at position"
                + " 28"),
        info(
            "\"U8\"",
            "[\"2\"]",
            "[0,2]",
            2,
            "'x': expected an integer, 0 or more, but found '\"2\"],\"data_offsets\":' at position"
                + " 28"),
        info(
            "\"U8\"",
            "[true]",
            "[0,1]",
            1,
            "'x': expected an integer, 0 or more, but found 'true],\"data_offsets\"' at position"
                + " 28"),
        info(
            "\"U8\"",
            "[[2]]",
            "[0,2]",
            2,
            "'x': expected an integer, 0 or more, but found '[2]],\"data_offsets\":' at position"
                + " 28"),
        info("\"U8\"", "2", "[0,2]", 2, "'x': expected a list but found '2' at position 27"),
        info("\"U8\"", "null", "[0,2]", 2, "'x': expected a list but found 'n' at position 27"),
        info(
            "\"U8\"",
            "[" + "1,".repeat(64) + "1]",
            "[0,1]",
            1,
            "'x': expected a shape of at most 64 numbers but found '1' at position 156"));
  }

  static List<Hostile> texts() {
    String good = "\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]";
    return List.of(
        new Hostile("", 2, "expected a header that begins with '{' but found ''"),
        new Hostile(" {}", 0, "expected a header that begins with '{' but found ' {}'"),
        new Hostile("\ufeff{}", 0, "expected a header that begins with '{' but found '\\ufeff{}'"),
        new Hostile("[]", 0, "expected a header that begins with '{' but found '[]'"),
        new Hostile("{", 0, "expected a string but found the end of the text at position 1"),
        new Hostile("{}{}", 0, "expected the end of the text but found '{' at position 2"),
        new Hostile("{}\0", 0, "expected the end of the text but found '\\x00' at position 2"),
        new Hostile("{}\f", 0, "expected the end of the text but found '\\x0c' at position 2"),
        new Hostile("{x:1}", 0, "expected a string but found 'x' at position 1"),
        new Hostile("{'x':1}", 0, "expected a string but found \"'\" at position 1"),
        new Hostile("{\"x\":1}", 0, "'x': expected an object but found '1' at position 5"),
        new Hostile("{\"x\":null}", 0, "'x': expected an object but found 'n' at position 5"),
        new Hostile(
            "{\"x\":[\"U8\",[2],[0,2]]}", 2, "'x': expected an object but found '[' at position 5"),
        new Hostile(
            "{\"x\":{" + good + ",}}", 2, "'x': expected a string but found '}' at position 52"),
        new Hostile("{\"x\":{" + good + "},}", 2, "expected a string but found '}' at position 53"),
        new Hostile(
            "{\"x\":{" + good + "}",
            2,
            "expected ',' or '}' but found the end of the text at position 52"),
        new Hostile("{\"x\":{}}", 0, "'x': expected the key \"dtype\" but found none"),
        new Hostile(
            "{\"x\":{\"dtype\":\"U8\"}}", 0, "'x': expected the key \"shape\" but found none"),
        new Hostile(
            "{\"x\":{\"dtype\":\"U8\",\"shape\":[]}}",
            1,
            "'x': expected the key \"data_offsets\" but found none"),
        new Hostile(
            "{\"x\":{" + good + ",\"order\":\"F\"}}",
            2,
            "'x': expected the keys \"dtype\", \"shape\" and \"data_offsets\" but found 'order'"),
        new Hostile(
            "{\"x\":{" + good + "},\"x\":{" + good + "}}",
            2,
            "expected keys that differ but found 'x' twice at position 53"),
        new Hostile(
            "{\"x\":{" + good + "},\"\\u0078\":{" + good + "}}",
            2,
            "expected keys that differ but found 'x' twice at position 53"),
        new Hostile(
            "{\"x\":{" + good + ",\"shape\":[2]}}",
            2,
            "'x': expected keys that differ but found 'shape' twice at position 52"),
        info(
            "\"u8\"",
            "[2]",
            "[0,2]",
            2,
            "'x': expected a type such as F32, BF16 or F8_E4M3 but found 'u8'; did you mean 'U8'?"),
        info(
            "\"F8_E4M3FN\"",
            "[2]",
            "[0,2]",
            2,
            "'x': expected a type such as F32, BF16 or F8_E4M3 but found 'F8_E4M3FN'; did you mean"
                + " 'F8_E4M3'?"),
        info("1", "[2]", "[0,2]", 2, "'x': expected a string but found '1' at position 14"),
        new Hostile(
            "{\"__metadata__\":null}", 0, "expected an object but found 'n' at position 16"),
        new Hostile(
            "{\"__metadata__\":{\"a\":1}}", 0, "expected a string but found '1' at position 21"),
        new Hostile(
            "{\"__metadata__\":{\"a\":{}}}", 0, "expected a string but found '{' at position 21"),
        new Hostile(
            "{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}",
            0,
            "expected keys that differ but found 'a' twice at position 24"),
        new Hostile(
            "{\"__metadata__\":{},\"__metadata__\":{}}",
            0,
            "expected keys that differ but found '__metadata__' twice at position 19"),
        new Hostile(
            "{\"__metadata__\":{\"a\":\"\\ud800\"}}",
            0,
            "expected a string without unpaired surrogates at position 21"),
        new Hostile(
            "{\"__metadata__\":{\"a\":\"\n\"}}",
            0,
            "expected the end of a string but found '\\n' at position 22"),
        new Hostile(
            "{\"__metadata__\":{\"a\":\"\\x41\"}}",
            0,
            "expected an escape after the backslash but found 'x' at position 23"),
        new Hostile(
            "{\"__metadata__\":{\"a\":\"\\u00g0\"}}",
            0,
            "expected 4 hexadecimal digits but found 'g' at position 26"));
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("a.safetensors"), bytes);
  }

  private static void rejected(Path file, String message) {
    for (Opener opener : List.<Opener>of(Safetensors::map, Safetensors::read)) {
      assertThatThrownBy(() -> opener.open(file))
          .isExactlyInstanceOf(FormatException.class)
          .hasMessage(file + ": " + message);
    }
  }

  private interface Opener {
    Safetensors open(Path file) throws IOException;
  }

  @ParameterizedTest
  @MethodSource({"places", "numbers", "texts"})
  @DisplayName("S14 to S18: hostile headers")
  void header_thatLies_isRejected(Hostile hostile) throws IOException {
    rejected(file(SafetensorsTest.forged(hostile.header(), hostile.bytes())), hostile.message());
  }

  @Test
  @DisplayName("S14: the header's length")
  void length_thatLies_isRejected() throws IOException {
    byte[] bytes = SafetensorsTest.forged("{}", 0);
    for (int length = 0; length < 8; length++) {
      rejected(
          file(Arrays.copyOf(bytes, length)),
          "expected 8 bytes, the header's length, but found " + length);
    }
    bytes[0] = 3;
    rejected(file(bytes), "expected a header of 3 bytes but found 2");
    byte[] most = {0, (byte) 0xe1, (byte) 0xf5, 5, 0, 0, 0, 0};
    rejected(file(most), "expected a header of 100000000 bytes but found 0");
    most[0] = 1;
    rejected(file(most), "expected a header of at most 100000000 bytes but found 100000001");
    Arrays.fill(most, (byte) -1);
    rejected(
        file(most), "expected a header of at most 100000000 bytes but found 18446744073709551615");
  }

  @Test
  @DisplayName("S19: files of something else are named")
  void file_ofSomethingElse_isNamed() throws IOException {
    rejected(
        file("version https://git-lfs.github.com/spec/v1\noid sha256:1".getBytes(UTF_8)),
        "expected a header of at most 100000000 bytes but found 2336927755350992246, the pointer of"
            + " Git LFS to a file that is not here");
    rejected(
        file("PK\3\4\0\0\0\0more".getBytes(UTF_8)),
        "expected a header of 67324752 bytes but found 4, a zip archive: PyTorch's own format, or"
            + " one for Npz");
    rejected(
        file("PK\3\4\0\0\b\b more".getBytes(UTF_8)),
        "expected a header of at most 100000000 bytes but found 578712552184433488, a zip archive:"
            + " PyTorch's own format, or one for Npz");
    byte[] pickle = {(byte) 0x80, 2, 'c', 1, 2, 3, 4, 5, 6};
    rejected(
        file(pickle),
        "expected a header of at most 100000000 bytes but found 361417177244566144, a pickle, which"
            + " is never read");
    rejected(
        file(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff}),
        "expected a header in UTF-8 but found other bytes");
    Path none = folder.resolve("none");
    for (Opener opener : List.<Opener>of(Safetensors::map, Safetensors::read)) {
      assertThatThrownBy(() -> opener.open(none)).isExactlyInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> opener.open(folder)).isInstanceOf(IOException.class);
    }
  }

  @Test
  @DisplayName("S20: a file cut anywhere")
  void file_cutAnywhere_isRejected() throws IOException {
    Path whole = folder.resolve("whole");
    Safetensors.write(
        whole,
        Map.of("x", NDArray.zeros(DType.FLOAT32, 2, 3), "ü", NDArray.zeros(DType.INT8, 3)),
        Map.of("format", "pt"));
    byte[] bytes = Files.readAllBytes(whole);
    for (int length = 0; length < bytes.length; length++) {
      Path file = file(Arrays.copyOf(bytes, length));
      for (Opener opener : List.<Opener>of(Safetensors::map, Safetensors::read)) {
        assertThatThrownBy(() -> opener.open(file))
            .as("%d of %d bytes", length, bytes.length)
            .isExactlyInstanceOf(FormatException.class)
            .hasMessageStartingWith(file + ": expected ");
      }
    }
  }

  @Test
  @DisplayName("S21: nesting takes no stack")
  void header_nestedDeeply_isRejected() throws IOException {
    rejected(
        file(SafetensorsTest.forged("{\"x\":".repeat(1_000_000), 0)),
        "'x': expected the keys \"dtype\", \"shape\" and \"data_offsets\" but found 'x'");
  }

  /// In a process that has next to no memory; each claim that is believed ends it.
  @Test
  @DisplayName("S22: damaged files")
  void damaged_thousands_takeNoMemory() {
    String count = Boolean.getBoolean("culebra.long") ? "500000" : "10000";
    long seed = Seeds.random("SafetensorsHostileTest.damaged").nextLong();
    ChildJvm.Result result =
        ChildJvm.of(SafetensorsFuzzMain.class)
            .flags("-Xmx48m", "-XX:MaxDirectMemorySize=40m")
            .arguments(count, "" + seed)
            .within(Duration.ofMinutes(5))
            .run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .as(result.toString())
        .matches("(?s).*read [1-9]\\d+, rejected [1-9]\\d+\\s*");
  }
}
