package org.culebra.ffi.internal.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// The hash at the end of a compiled library, after everything that a loader reads: a truncated or
/// overwritten file is detected before the loader maps it, which would end the process.
final class Seal {
  private static final int SIZE = 32;

  private Seal() {}

  /// Appends the hash and waits until the whole file is on disk.
  static void put(Path library) throws IOException {
    byte[] content = Files.readAllBytes(library);
    ByteBuffer seal = ByteBuffer.wrap(hash(content, content.length));
    try (FileChannel file = FileChannel.open(library, StandardOpenOption.APPEND)) {
      while (seal.hasRemaining()) {
        file.write(seal);
      }
      file.force(true);
    }
  }

  /// Whether the file is unchanged since its hash was appended.
  static boolean isIntact(Path library) throws IOException {
    byte[] content = Files.readAllBytes(library);
    int size = content.length - SIZE;
    return size > 0
        && Arrays.equals(hash(content, size), Arrays.copyOfRange(content, size, content.length));
  }

  private static byte[] hash(byte[] content, int size) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(content, 0, size);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
