package org.culebra.array.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.literal.Literal;

/// An archive's table of contents, which is untrusted: its claims are accepted only as far as the
/// file's size allows.
final class NpzEntries {

  /// The maximal compression ratio of deflate: a length of 258 bytes and its distance take one bit
  /// each.
  private static final long MOST_OF_ONE = 1032;

  /// The minimal size of an entry beside its name and its bytes: its local header and its header in
  /// the table.
  private static final long HEADS = 30 + 46;

  /// The signature of the record at an archive's end, and the position of its entry count.
  private static final int END = 0x06054b50;

  private static final int END_COUNT = 10;

  private NpzEntries() {}

  /// The arrays by name.
  ///
  /// @throws FormatException if two have the same name, or the entries do not fit the file
  static Map<String, ZipEntry> read(Path file, ZipFile zip) throws IOException {
    if (zip.size() == 0) {
      requireNoEntries(file);
    }
    Map<String, ZipEntry> entries = new LinkedHashMap<>();
    long fileBytes = Files.size(file);
    long left = fileBytes;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      left = without(left, entry);
      if (left < 0) {
        throw rejected(
            "%s: expected entries that fit the file's %d bytes together but found that %s claims %d"
                + " bytes: they overlap, or the file is truncated",
            file, fileBytes, Literal.show(name), entry.getCompressedSize());
      }
      if (!name.endsWith(Npz.SUFFIX)) {
        continue;
      }
      String key = name.substring(0, name.length() - Npz.SUFFIX.length());
      if (entries.put(key, entry) != null) {
        throw rejected(
            "%s: expected entries with different names but found %s twice",
            file, Literal.show(name));
      }
    }
    return Collections.unmodifiableMap(entries);
  }

  /// The JDK accepts a bare end record as an empty archive, even if it claims a table, which was
  /// cut off before it.
  private static void requireNoEntries(Path file) throws IOException {
    ByteBuffer end = ByteBuffer.allocate(END_COUNT + 2).order(ByteOrder.LITTLE_ENDIAN);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.read(end);
    }
    int count = end.getShort(END_COUNT) & 0xffff;
    if (end.getInt(0) == END && count > 0) {
      throw rejected("%s: expected a table of %d entries but found none", file, count);
    }
  }

  /// The bytes of the file left for other entries; negative if there are not enough.
  private static long without(long left, ZipEntry entry) {
    long packed = entry.getCompressedSize();
    long heads = HEADS + 2L * entry.getName().length();
    return packed < 0 || packed > left - heads ? -1 : left - heads - packed;
  }

  /// The size of an entry, if its bytes in the file can have it.
  static long size(ZipEntry entry) {
    long size = entry.getSize();
    long packed = entry.getCompressedSize();
    boolean stored = entry.getMethod() == ZipEntry.STORED;
    if (stored && size != packed) {
      throw rejected(
          "expected the same size with and without compression for a stored entry but found %d and"
              + " %d bytes",
          packed, size);
    }
    // No file is long enough for the product to overflow.
    long most = packed * MOST_OF_ONE;
    if (size < 0 || !stored && size > most) {
      throw rejected(
          "expected a size in [0, %d], the limit for %d deflated bytes, but found %d",
          most, packed, size);
    }
    return size;
  }

  private static FormatException rejected(String format, Object... values) {
    return new FormatException(Errors.text(format, values));
  }
}
