package org.culebra.array.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.culebra.array.FormatException;
import org.culebra.array.Rejections;
import org.culebra.array.npy.Npy.Access;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `.npy` files that are not in order, made by accident or on purpose. None is read, and none makes
/// anything else come out than the rejection.
final class NpyRejectionsTest {

  private static final String GOOD = "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }";

  @TempDir private Path folder;

  private static byte[] v3(byte[] header) {
    return ByteBuffer.allocate(12 + header.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 3, 0})
        .putInt(header.length)
        .put(header)
        .array();
  }

  /// The same rejection from a stream, from a file and from a mapping.
  private void rejected(String message, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("bad.npy"), bytes);
    String located = file + ": " + message;
    Rejections.rejected(
        FormatException.class, message, () -> Npy.read(new ByteArrayInputStream(bytes)));
    Rejections.rejected(FormatException.class, located, () -> Npy.read(file));
    Rejections.rejected(FormatException.class, located, () -> Npy.map(file));
  }

  private void header(String message, String header) throws IOException {
    rejected(message, NpyGolden.v1(header, 24));
  }

  @Test
  void magic_wrong_isRejected() throws IOException {
    String expected = "expected the bytes 93 4e 55 4d 50 59 (.npy) but found ";
    rejected(expected + "nothing", new byte[0]);
    rejected(expected + "93 4e 55", new byte[] {(byte) 0x93, 'N', 'U'});
    rejected(expected + "93 4e 55 4d 50 21", "\u0093NUMP!\1\0".getBytes(ISO_8859_1));
    rejected(
        expected + "50 4b 03 04 14 00, a zip archive: read it with Npz",
        "PK\3\4\24\0\0\0\0".getBytes(ISO_8859_1));
    rejected(
        expected + "80 04 95 3a 00 00, a pickle, which is never read",
        "\u0080\4\u0095:\0\0\0\0\0".getBytes(ISO_8859_1));
  }

  @Test
  void version_unknown_isRejected() throws IOException {
    byte[] bytes = NpyGolden.v1(GOOD, 24);
    bytes[6] = 4;
    rejected("expected .npy version 1.0, 2.0 or 3.0 but found 4.0", bytes);
    bytes[6] = 0;
    rejected("expected .npy version 1.0, 2.0 or 3.0 but found 0.0", bytes);
    bytes[6] = 1;
    bytes[7] = -1;
    rejected("expected .npy version 1.0, 2.0 or 3.0 but found 1.255", bytes);
  }

  @Test
  void file_truncated_isRejected() throws IOException {
    byte[] bytes = NpyGolden.v1(GOOD, 24);
    int header = GOOD.length();
    rejected("expected 8 bytes up to the end of the version but found 7", Arrays.copyOf(bytes, 7));
    rejected(
        "expected 2 bytes up to the end of the header's length but found 1",
        Arrays.copyOf(bytes, 9));
    rejected(
        "expected %d bytes up to the end of the header but found %d".formatted(header, header - 1),
        Arrays.copyOf(bytes, 9 + header));
    rejected(
        "expected 24 bytes of elements (float64 of shape (3,)) but found 23",
        Arrays.copyOf(bytes, bytes.length - 1));
    rejected(
        "expected 24 bytes of elements (float64 of shape (3,)) but found 0",
        Arrays.copyOf(bytes, 10 + header));
  }

  @Test
  void headerLength_absurd_isRejected() throws IOException {
    byte[] bytes = v3(GOOD.getBytes(UTF_8));
    Arrays.fill(bytes, 8, 12, (byte) -1);
    rejected("expected a header of at most 1048576 bytes but found 4294967295", bytes);
  }

  @Test
  void header_notUtf8_isRejectedInVersion3() throws IOException {
    rejected(
        "expected a header in UTF-8 but found other bytes", v3(new byte[] {'{', (byte) 0xff, '}'}));
  }

  @Test
  void header_notADict_isRejected() throws IOException {
    header("expected a value but found the end of the text at position 0", "");
    header("expected a dict as header but found (1,)", "(1,)");
    header("expected a value but found 'd' at position 0", "dict(shape=(3,))");
    header(
        "expected a value but found '_' at position 10",
        "{'descr': __import__('os').system('true')}");
    header(
        "expected the end of the text but found '{' at position " + (GOOD.length() + 1),
        GOOD + " {}");
  }

  @Test
  void header_otherKeys_isRejected() throws IOException {
    String expected = "expected the keys 'descr', 'fortran_order' and 'shape' but found ";
    header(expected + "['descr', 'shape']", "{'descr': '<f8', 'shape': (3,)}");
    header(
        expected + "['descr', 'fortran_order', 'shape', 'extra']",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'extra': 1}");
    header(expected + "[]", "{}");
    header(
        "expected keys that differ but found 'shape' twice at position 16",
        "{'shape': (3,), 'shape': (3,)}");
  }

  @Test
  void fortranOrder_notATruthValue_isRejected() throws IOException {
    header(
        "expected 'fortran_order' True or False but found 0",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (3,)}");
    header(
        "expected 'fortran_order' True or False but found None",
        "{'descr': '<f8', 'fortran_order': None, 'shape': (3,)}");
  }

  private void shape(String message, String shape) throws IOException {
    for (String order : new String[] {"True", "False"}) {
      header(message, "{'descr': '<f8', 'fortran_order': %s, 'shape': %s}".formatted(order, shape));
    }
  }

  @Test
  void shape_notOne_isRejected() throws IOException {
    String expected = "expected 'shape' as a tuple of integers below 2^63 but found ";
    shape(expected + "[3]", "[3]");
    shape(expected + "3", "(3)");
    shape(expected + "None", "None");
    shape(expected + "(3.0,)", "(3.0,)");
    shape(expected + "(True,)", "(True,)");
    shape(expected + "('3',)", "('3',)");
    shape(expected + "(9223372036854775808,)", "(9223372036854775808,)");
    shape("expected a shape without negative lengths but found (-1,)", "(-1,)");
    shape("expected a shape without negative lengths but found (3, -2)", "(3, -2)");
  }

  @Test
  void shape_tooBig_isRejected() throws IOException {
    shape(
        "expected a shape of at most 2^63-1 bytes but found (4294967296, 4294967296) of 8 bytes"
            + " each",
        "(4294967296, 4294967296)");
    shape(
        "expected a shape of at most 2^63-1 bytes but found (0, 9223372036854775807) of 8 bytes"
            + " each",
        "(0, 9223372036854775807)");
    shape("expected at most 64 axes but found 65", "(" + "1,".repeat(65) + ")");
    shape(
        "expected 8796093022208 bytes of elements (float64 of shape (1099511627776,)) but found 24",
        "(1099511627776,)");
  }

  private void descr(String message, String descr) throws IOException {
    header(message, "{'descr': %s, 'fortran_order': False, 'shape': (3,)}".formatted(descr));
  }

  @Test
  void descr_objects_areRejectedByName() throws IOException {
    String expected =
        "expected elements that are data but found pickled objects, which are never read: 'descr' ";
    descr(expected + "'|O'", "'|O'");
    descr(expected + "'O'", "'O'");
    descr(expected + "'|O8'", "'|O8'");
    descr(expected + "[('a', '<f8'), ('b', '|O')]", "[('a', '<f8'), ('b', '|O')]");
    descr(expected + "[('a', [('b', 'O', (2,))])]", "[('a', [('b', 'O', (2,))])]");
  }

  @Test
  void descr_notAType_isRejected() throws IOException {
    String type = "expected a type string such as '<f8', '|u1' or '<M8[ns]' but found ";
    descr(type + "''", "''");
    descr(type + "'float64'", "'float64'");
    descr(type + "'<f8,<i4'", "'<f8,<i4'");
    descr(type + "'<U0'", "'<U0'");
    descr(type + "'|V99999999999'", "'|V99999999999'");
    descr("expected a type string or a list of fields but found None", "None");
    descr("expected a type string or a list of fields but found ('<f4', (3,))", "('<f4', (3,))");
    descr(
        "expected a field as a tuple of name, type and optionally shape but found ['a', '<f4']",
        "[['a', '<f4']]");
    descr(
        "expected fields with different names but found 'a' twice", "[('a', '<f4'), ('a', '<f4')]");
  }

  @Test
  void map_shortFile_isNotMadeLonger() throws IOException {
    byte[] bytes = NpyGolden.v1(GOOD, 20);
    Path file = Files.write(folder.resolve("short.npy"), bytes);
    try (Arena arena = Arena.ofConfined()) {
      Rejections.rejected(
          FormatException.class,
          file + ": expected 24 bytes of elements (float64 of shape (3,)) but found 20",
          () -> Npy.map(arena, file, Access.READ_WRITE));
    }
    assertThat(file).hasSize(bytes.length);
  }
}
