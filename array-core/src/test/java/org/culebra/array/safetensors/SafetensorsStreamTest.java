package org.culebra.array.safetensors;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.Rejections;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `.safetensors` through streams and channels.
final class SafetensorsStreamTest {

  private static final Map<String, String> METADATA = Map.of("format", "pt");

  @TempDir private Path folder;

  private static Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("b", NDArray.full(DType.BFLOAT16, 1.5, 2, 3).transpose());
    arrays.put("f", NDArray.copyOf(new byte[] {1, 2, 3}).reinterpret(DType.FLOAT8_E4M3FN));
    arrays.put("i", NDArray.arange(10).copy(DType.INT64.withByteOrder(ByteOrder.BIG_ENDIAN)));
    arrays.put("empty", NDArray.zeros(DType.FLOAT32, 0, 2));
    return arrays;
  }

  private static void assertSame(Safetensors found, Map<String, NDArray> arrays) {
    assertThat(found.names()).containsExactlyInAnyOrderElementsOf(arrays.keySet());
    arrays.forEach((name, array) -> {
      assertThat(found.get(name).dtype().name()).as(name).isEqualTo(array.dtype().name());
      assertThat(found.get(name).contentEquals(array)).as(name).isTrue();
    });
  }

  private byte[] file() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Safetensors.write(file, arrays(), METADATA);
    return Files.readAllBytes(file);
  }

  /// A stream that must stay open and gives one byte at a time.
  private static InputStream slow(byte[] bytes) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] to, int from, int count) throws IOException {
        return super.read(to, from, Math.min(count, 1));
      }

      @Override
      public int available() {
        return 0;
      }

      @Override
      public void close() {
        throw new AssertionError("closed");
      }
    };
  }

  // --- writing

  @Test
  @DisplayName("S33: a stream and a channel get the bytes of the file, and stay open")
  void write_streamAndChannel_areTheFile() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FilterOutputStream open =
        new FilterOutputStream(bytes) {
          @Override
          public void close() {
            throw new AssertionError("closed");
          }
        };
    Safetensors.write(open, arrays(), METADATA);
    assertThat(bytes.toByteArray()).isEqualTo(file());
    bytes.reset();
    Safetensors.write(Channels.newChannel(open), arrays(), METADATA);
    assertThat(bytes.toByteArray()).isEqualTo(file());
  }

  @Test
  @DisplayName("S33: without metadata, too")
  void write_withoutMetadata_hasNone() throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    ByteArrayOutputStream channel = new ByteArrayOutputStream();
    Safetensors.write(stream, Map.of());
    Safetensors.write(Channels.newChannel(channel), Map.of());
    assertThat(stream.toString(US_ASCII)).isEqualTo("\b\0\0\0\0\0\0\0{}      ");
    assertThat(channel.toByteArray()).isEqualTo(stream.toByteArray());
  }

  @Test
  @DisplayName("S33: nothing is written if one array cannot be")
  void write_rejected_writesNothing() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Map<String, NDArray> arrays = new LinkedHashMap<>(arrays());
    arrays.put("zz", NDArray.zeros(DType.COMPLEX128));
    Rejections.argument(
        "expected one of the types " + TensorType.writable() + " but found complex128 in 'zz'",
        () -> Safetensors.write(out, arrays));
    assertThat(out.size()).isZero();
  }

  // --- reading

  @Test
  @DisplayName("S34: two files in one stream are read one after the other")
  void read_stream_endsAfterTheLastTensor() throws IOException {
    byte[] one = file();
    byte[] two = Arrays.copyOf(one, 2 * one.length + 1);
    System.arraycopy(one, 0, two, one.length, one.length);
    two[2 * one.length] = 42;
    InputStream in = slow(two);
    for (int i = 0; i < 2; i++) {
      Safetensors found = Safetensors.read(in);
      assertSame(found, arrays());
      assertThat(found.metadata()).isEqualTo(METADATA);
      found.get("i").setLong(7, 0); // it is not read-only
    }
    assertThat(in.read()).isEqualTo(42);
  }

  @Test
  @DisplayName("S34: a file's channel is read from where it is")
  void read_channel_beginsAtItsPosition() throws IOException {
    byte[] one = file();
    Path file = folder.resolve("two");
    Files.write(file, new byte[3]);
    Files.write(file, one, StandardOpenOption.APPEND);
    Files.write(file, new byte[5], StandardOpenOption.APPEND);
    try (FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofConfined()) {
      channel.position(3);
      assertSame(Safetensors.read(arena, channel), arrays());
      assertThat(channel.position()).isEqualTo(3 + one.length);
    }
  }

  @Test
  @DisplayName("S34: the memory is the arena's")
  void read_arena_ownsTheMemory() throws IOException {
    NDArray array;
    try (Arena arena = Arena.ofConfined()) {
      array = Safetensors.read(arena, new ByteArrayInputStream(file())).get("i");
    }
    Rejections.state("Already closed", () -> array.getLong(0));
  }

  @Test
  @DisplayName("S34: messages name no file")
  void get_unknown_isRejectedWithoutAFile() throws IOException {
    Safetensors found = Safetensors.read(new ByteArrayInputStream(file()));
    Rejections.argument(
        "expected one of the tensors [i, empty, b, f] but found 'x'", () -> found.get("x"));
  }

  @Test
  @DisplayName("S35: a stream cut anywhere is rejected")
  void read_cut_isRejected() throws IOException {
    byte[] bytes = file();
    for (int n = 0; n < bytes.length; n++) {
      InputStream in = slow(Arrays.copyOf(bytes, n));
      assertThatThrownBy(() -> Safetensors.read(in))
          .as("" + n)
          .isExactlyInstanceOf(FormatException.class)
          .hasMessageMatching("expected (a header of )?\\d+ bytes.* but found \\d+");
    }
  }

  @Test
  @DisplayName("S35: what a header claims takes no memory until it has arrived")
  void read_hugeClaims_takeNoMemory() {
    long huge = 1L << 59;
    String header =
        "{\"x\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]}}".formatted(huge, huge);
    byte[] elements = SafetensorsTest.forged(header, 5);
    Rejections.rejected(
        FormatException.class,
        "expected " + huge + " bytes after the header but found 5",
        () -> Safetensors.read(new ByteArrayInputStream(elements)));
    byte[] length = {0, (byte) 0xe1, (byte) 0xf5, 5, 0, 0, 0, 0, '{'};
    Rejections.rejected(
        FormatException.class,
        "expected a header of 100000000 bytes but found 1",
        () -> Safetensors.read(new ByteArrayInputStream(length)));
  }

  @Test
  @DisplayName("S35: more elements than are taken on trust, read in parts")
  void read_large_isReadInParts() throws IOException {
    NDArray large = NDArray.arange(5_000_000);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, Map.of("x", large));
    Safetensors found = Safetensors.read(new ByteArrayInputStream(out.toByteArray()));
    assertThat(found.get("x").contentEquals(large)).isTrue();
  }
}
