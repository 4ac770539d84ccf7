package org.culebra.array.npy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.culebra.array.NDArray;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.literal.Literal;
import org.jspecify.annotations.Nullable;

/// Writes the entries of an [Npz] archive.
final class NpzWriter {

  /// The same for every entry, so that the same arrays produce the same file. NumPy uses it too.
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final int MAX_NAME = 4096;

  private NpzWriter() {}

  static void write(Path file, Map<String, NDArray> arrays, boolean deflate) throws IOException {
    // All checks before anything is written.
    arrays.forEach((name, array) -> {
      checkName(name);
      Npy.header(array);
    });
    AtomicFileWriter.<@Nullable Void>write(
        file,
        channel -> {
          write(Channels.newOutputStream(channel), arrays, deflate);
          return null;
        });
  }

  private static void write(OutputStream out, Map<String, NDArray> arrays, boolean deflate)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out, 1 << 16))) {
      for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
        zip.putNextEntry(entry(entry.getKey(), entry.getValue(), deflate));
        // Not closed: that would close the archive.
        Npy.write(Channels.newChannel(zip), entry.getValue());
        zip.closeEntry();
      }
    }
  }

  private static void checkName(String name) {
    boolean plain = name.length() <= MAX_NAME;
    plain &= name.chars().noneMatch(c -> c == '\\' || c == ':' || c == 0);
    for (String part : List.of(name.split("/", -1))) {
      plain &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
    }
    if (!plain) {
      throw Errors.argument(
          "expected a name that stays inside its folder but found %s", Literal.show(name));
    }
  }

  private static ZipEntry entry(String name, NDArray array, boolean deflate) throws IOException {
    ZipEntry entry = new ZipEntry(name + Npz.SUFFIX);
    entry.setTimeLocal(TIME);
    if (!deflate) {
      // Without compression, size and checksum precede the bytes.
      Sum sum = new Sum();
      Npy.write(sum, array);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(sum.bytes);
      entry.setCompressedSize(sum.bytes);
      entry.setCrc(sum.crc.getValue());
    }
    return entry;
  }

  /// Counts the bytes and computes their checksum.
  private static final class Sum implements WritableByteChannel {

    private final CRC32 crc = new CRC32();
    private long bytes;

    @Override
    public int write(ByteBuffer buffer) {
      int count = buffer.remaining();
      bytes += count;
      crc.update(buffer);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // Nothing to release.
    }
  }
}
