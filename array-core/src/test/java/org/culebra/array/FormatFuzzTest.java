package org.culebra.array;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.culebra.array.internal.literal.Literal;
import org.culebra.array.npy.Npy;
import org.culebra.array.npy.NpyGolden;
import org.culebra.array.python.ArrayInterface;
import org.culebra.array.python.ArrayInterface.Strictness;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Good texts and files with random damage: what is not rejected in our own words is read, and
/// reads the same again. `-Dculebra.fuzz=N` tries N inputs of each kind.
final class FormatFuzzTest {

  private static final int INPUTS = Integer.getInteger("culebra.fuzz", 3000);

  private static final String[] PIECES = {
    "'",
    "\"",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    " ",
    "\\",
    "\\u12",
    "\\x",
    "-",
    "+",
    ".",
    "0",
    "1",
    "8",
    "9223372036854775807",
    "18446744073709551616",
    "1e999",
    "True",
    "None",
    "false",
    "b'",
    "'shape'",
    "'<f8'",
    "'|V8'",
    "'descr'",
    "(1,)",
    "[('a', '<f4')]",
    "'>M8[ns]'",
    "|O",
    "\0",
    "é",
    "\ud800",
    "🐍",
    "L",
    "(",
    "[[[[[[[["
  };

  private static final List<String> DESCRIPTORS =
      List.of(
          "{'data': (4096, False), 'strides': None, 'descr': [('', '<f8')], 'typestr': '<f8',"
              + " 'shape': (2, 3), 'version': 3}",
          "{'data': (4096, True), 'strides': (-24, 16), 'typestr': '>i2', 'shape': (5, 2),"
              + " 'version': 3}",
          "{'data': None, 'offset': 8, 'typestr': '<M8[ns]', 'shape': (), 'version': 4}",
          "{'data': (4096, False), 'strides': None, 'descr': [('a', '<f4'), ('b', '<i2', (3,)),"
              + " (('T', 'c'), '|S3'), ('n', [('x', '|u1'), ('', '|V8')])], 'typestr': '|V22',"
              + " 'shape': (2,), 'version': 3}",
          "{\"version\": 3, \"typestr\": \"<i4\", \"shape\": [2], \"data\": [4096, true]}");

  @TempDir private Path folder;

  private static String damaged(String text, Random random) {
    StringBuilder out = new StringBuilder(text);
    for (int n = random.nextInt(1, 5); n > 0; n--) {
      int at = random.nextInt(out.length() + 1);
      int to = Math.min(out.length(), at + random.nextInt(6));
      switch (random.nextInt(5)) {
        case 0 -> out.delete(at, to);
        case 1 -> out.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> out.replace(at, to, PIECES[random.nextInt(PIECES.length)]);
        case 3 -> out.replace(at, Math.min(out.length(), at + 1), "" + (char) random.nextInt(256));
        default -> out.insert(at, out.substring(random.nextInt(at + 1), at));
      }
    }
    return out.toString();
  }

  private static void unexpected(Object input, Throwable thrown) {
    fail("expected a FormatException or a value, found %s for: %s", thrown, input);
  }

  @Test
  void literal_damaged_isReadOrRejected() {
    Random random = Seeds.random("FormatFuzzTest.literal");
    for (int i = 0; i < INPUTS; i++) {
      String text = damaged(DESCRIPTORS.get(i % DESCRIPTORS.size()), random);
      try {
        Object value = Literal.parse(text);
        String printed = Literal.print(value);
        assertThat(Literal.print(Literal.parse(printed))).isEqualTo(printed);
      } catch (FormatException rejected) {
        assertThat(rejected).hasMessageStartingWith("expected ");
      } catch (RuntimeException | StackOverflowError e) {
        unexpected(text, e);
      }
    }
  }

  @DisplayName("item 88: a type string is read and printed the same, or rejected in our own words")
  @Test
  void item88_typestr_random_isReadOrRejected() {
    Random random = Seeds.random("FormatFuzzTest.typestr");
    String chars = "<<>>||==biufcmMSUV?tO0123456789[]nsDYuh -+_é\0";
    int accepted = 0;
    for (int i = 0; i < 20 * INPUTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(1 + random.nextInt(9)); n >= 0; n--) {
        text.append(chars.charAt(random.nextInt(chars.length())));
      }
      try {
        DType type = DType.ofTypestr(text.toString());
        assertThat(DType.ofTypestr(type.typestr())).isEqualTo(type);
        accepted++;
      } catch (FormatException rejected) {
        assertThat(rejected).hasMessageStartingWith("expected ");
      } catch (RuntimeException | StackOverflowError e) {
        unexpected(text, e);
      }
    }
    assertThat(accepted).isPositive();
  }

  @DisplayName("item 88: a damaged descriptor, its type string too, is read or rejected")
  @Test
  void arrayInterface_damaged_isReadOrRejected() {
    Random random = Seeds.random("FormatFuzzTest.arrayInterface");
    MemorySegment live = Arena.ofAuto().allocate(4096, 4096);
    for (int i = 0; i < INPUTS; i++) {
      String good = DESCRIPTORS.get(i % DESCRIPTORS.size());
      String text = damaged(good.replace("4096", "" + live.address()), random);
      Strictness strictness = random.nextBoolean() ? Strictness.STRICT : Strictness.LENIENT;
      try {
        ArrayInterface descriptor = ArrayInterface.parse(text, strictness);
        ArrayInterface again = ArrayInterface.parse(descriptor.toString());
        assertThat(again).isEqualTo(descriptor);
        assertThat(ArrayInterface.fromMap(descriptor.toMap())).isEqualTo(descriptor);
        over(descriptor, live);
      } catch (FormatException rejected) {
        assertThat(rejected.getMessage()).startsWith("expected ");
      } catch (RuntimeException | StackOverflowError e) {
        unexpected(text, e);
      }
    }
  }

  /// Inside the memory every element can be read; outside there is no array.
  private static void over(ArrayInterface descriptor, MemorySegment live) {
    NDArray array;
    try {
      array = descriptor.over(live);
    } catch (IllegalArgumentException outside) {
      assertThat(outside.getMessage()).startsWith("expected elements inside the segment's bytes");
      return;
    }
    if (array.size() < 100_000) {
      assertThat(array.rawBytes()).hasSize((int) array.byteSize());
    }
  }

  @Test
  void npy_damaged_isReadOrRejected() throws IOException {
    Random random = Seeds.random("FormatFuzzTest.npy");
    Path file = folder.resolve("fuzz.npy");
    List<byte[]> files = new ArrayList<>();
    for (NpyGolden golden : NpyGolden.ALL) {
      files.add(golden.file());
    }
    for (int i = 0; i < INPUTS; i++) {
      byte[] good = files.get(i % files.size());
      byte[] bytes =
          random.nextBoolean() ? damagedHeader(good, random) : damagedBytes(good, random);
      Files.write(file, bytes);
      try {
        NDArray array = random.nextBoolean() ? Npy.read(file) : Npy.map(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, array);
        NDArray again = Npy.read(new ByteArrayInputStream(out.toByteArray()));
        assertThat(again.dtype()).isEqualTo(array.dtype());
        assertThat(again.rawBytes()).isEqualTo(array.rawBytes());
      } catch (FormatException rejected) {
        assertThat(rejected.getMessage()).startsWith(file + ": expected ");
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        unexpected(new String(bytes, ISO_8859_1), e);
      }
    }
  }

  /// The text damaged, the length made to fit.
  private static byte[] damagedHeader(byte[] npy, Random random) {
    int data = npy.length - npy.length % 64;
    String header = new String(npy, 10, Math.max(0, Math.min(118, data) - 10), ISO_8859_1);
    byte[] text = damaged(header.strip(), random).getBytes(ISO_8859_1);
    return NpyGolden.v1(new String(text, ISO_8859_1), random.nextInt(200));
  }

  private static byte[] damagedBytes(byte[] npy, Random random) {
    byte[] bytes =
        Arrays.copyOf(npy, random.nextInt(4) > 0 ? npy.length : random.nextInt(npy.length + 1));
    for (int n = random.nextInt(4); n > 0 && bytes.length > 0; n--) {
      bytes[random.nextInt(Math.min(bytes.length, 140))] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
