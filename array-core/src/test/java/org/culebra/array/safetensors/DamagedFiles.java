package org.culebra.array.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Good `.safetensors` files with random damage: to the bytes, or to the header's text, of which
/// the length is then right again, so that the damage is met further inside.
final class DamagedFiles {

  private static final List<String> HEADERS =
      List.of(
          "{\"__metadata__\":{\"format\":\"pt\",\"a\\n\":\"ü\"},"
              + "\"x\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
              + "\"y\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[24,32]},"
              + "\"z\":{\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[32,33]}}   ",
          "{\"a\":{\"dtype\":\"F4\",\"shape\":[8,1],\"data_offsets\":[0,4]},"
              + "\"b\":{\"dtype\":\"U8\",\"shape\":[0,7],\"data_offsets\":[4,4]},"
              + "\"c\":{\"dtype\":\"F8_E4M3\",\"shape\":[29],\"data_offsets\":[4,33]}}",
          "{\"b\":{\"data_offsets\":[16,33],\"dtype\":\"BOOL\",\"shape\":[17]},"
              + "\"a\":{\"shape\":[1,2],\"data_offsets\":[0,16],\"dtype\":\"I64\"}}");

  private static final int BYTES = 33;

  private static final List<String> PIECES =
      List.of(
          "\"",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          " ",
          "\n",
          "\f",
          "\\",
          "\\u12",
          "\\ud800",
          "0",
          "1",
          "2",
          "-",
          "-1",
          ".",
          "e1",
          "1.0",
          "00",
          "33",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551615",
          "18446744073709551616",
          "null",
          "true",
          "\"dtype\"",
          "\"shape\"",
          "\"data_offsets\"",
          "\"__metadata__\"",
          "\"F32\"",
          "\"U8\"",
          "\"F6_E2M3\"",
          "\"x\"",
          "\"x\":1,",
          "[0,0]",
          "[]",
          "{}",
          "[0,33]",
          "é",
          "\0",
          "[[[[[[[[");

  private final Random random;

  DamagedFiles(Random random) {
    this.random = random;
  }

  byte[] next() {
    String header = HEADERS.get(random.nextInt(HEADERS.size()));
    return random.nextInt(3) == 0
        ? withDamagedBytes(SafetensorsTest.forged(header, BYTES))
        : SafetensorsTest.forged(damaged(header), BYTES + (random.nextInt(8) == 0 ? 1 : 0));
  }

  private String damaged(String header) {
    StringBuilder text = new StringBuilder(header);
    for (int n = random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(text.length());
      String piece = PIECES.get(random.nextInt(PIECES.size()));
      switch (random.nextInt(5)) {
        case 0 -> text.insert(at, piece);
        case 1 -> text.replace(at, Math.min(text.length(), at + piece.length()), piece);
        case 2 -> text.deleteCharAt(at);
        case 3 -> exchangeNumber(text, at);
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
      }
    }
    return text.toString();
  }

  /// Puts another number in place of the next one.
  private void exchangeNumber(StringBuilder text, int from) {
    int at = from;
    while (at < text.length() && !Character.isDigit(text.charAt(at))) {
      at++;
    }
    int end = at;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    text.replace(at, end, Integer.toString(random.nextInt(40)));
  }

  private byte[] withDamagedBytes(byte[] good) {
    byte[] bytes = good.clone();
    for (int n = random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[random.nextInt(Math.min(8, bytes.length))] = (byte) random.nextInt(256);
        case 3 -> bytes[0] += (byte) random.nextInt(-3, 4);
        default -> bytes = Arrays.copyOf(bytes, at + 1 + random.nextInt(30));
      }
    }
    return bytes;
  }

  /// The header, for a message.
  static String show(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
