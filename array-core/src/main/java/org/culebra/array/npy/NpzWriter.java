package org.culebra.array.npy;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.culebra.array.NDArray;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.file.AtomicFileWriter;
import org.culebra.array.internal.file.FileNames;
import org.culebra.array.internal.literal.Literal;
import org.jspecify.annotations.Nullable;

/// Writes the entries of an [Npz] archive.
final class NpzWriter {

  /// The same for every entry, so that the same arrays produce the same file. NumPy uses it too.
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private NpzWriter() {}

  static void write(Path file, Map<String, NDArray> arrays, boolean deflate, boolean mlDtypes)
      throws IOException {
    check(arrays, mlDtypes);
    AtomicFileWriter.<@Nullable Void>write(
        file,
        channel -> {
          writeEntries(Channels.newOutputStream(channel), arrays, deflate, mlDtypes);
          return null;
        });
  }

  /// Writes to a stream, which stays open.
  static void write(
      OutputStream out, Map<String, NDArray> arrays, boolean deflate, boolean mlDtypes)
      throws IOException {
    check(arrays, mlDtypes);
    writeEntries(new KeptOpen(out), arrays, deflate, mlDtypes);
  }

  /// All checks before anything is written.
  private static void check(Map<String, NDArray> arrays, boolean mlDtypes) {
    arrays.forEach((name, array) -> {
      checkName(name);
      Npy.header(array, mlDtypes);
    });
  }

  private static void writeEntries(
      OutputStream out, Map<String, NDArray> arrays, boolean deflate, boolean mlDtypes)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out, 1 << 16))) {
      for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
        zip.putNextEntry(entry(entry.getKey(), entry.getValue(), deflate, mlDtypes));
        // Not closed: that would close the archive.
        Npy.write(Channels.newChannel(zip), entry.getValue(), mlDtypes);
        zip.closeEntry();
      }
    }
  }

  private static void checkName(String name) {
    if (!FileNames.staysInFolder(name)) {
      throw Errors.argument(
          "expected a name that stays inside its folder but found %s", Literal.show(name));
    }
  }

  private static ZipEntry entry(String name, NDArray array, boolean deflate, boolean mlDtypes)
      throws IOException {
    ZipEntry entry = new ZipEntry(name + Npz.SUFFIX);
    entry.setTimeLocal(TIME);
    if (!deflate) {
      // Without compression, size and checksum precede the bytes.
      Sum sum = new Sum();
      Npy.write(sum, array, mlDtypes);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(sum.bytes);
      entry.setCompressedSize(sum.bytes);
      entry.setCrc(sum.crc.getValue());
    }
    return entry;
  }

  /// A stream whose close is only a flush.
  private static final class KeptOpen extends FilterOutputStream {

    KeptOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      out.write(bytes, from, count); // not one by one
    }

    @Override
    public void close() throws IOException {
      flush();
    }
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
