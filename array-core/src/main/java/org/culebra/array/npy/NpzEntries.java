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
import org.culebra.array.internal.Literal;

/// What an archive's table of contents says, which may be anything: it is believed as far as the
/// file's own size bears it out.
final class NpzEntries {

  /// Deflate makes at most so many bytes of one: a length of 258 bytes and its distance take a bit
  /// each.
  private static final long MOST_OF_ONE = 1032;

  /// The least that an entry takes in the file beside its name and its bytes, before them and in
  /// the table.
  private static final long HEADS = 30 + 46;

  /// What the record at an archive's end begins with, and where it counts the entries.
  private static final int END = 0x06054b50;

  private static final int END_COUNT = 10;

  private NpzEntries() {}

  /// The arrays by their names.
  ///
  /// @throws FormatException if two have one name, or the entries cannot all be in the file
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
        throw refused(
            "%s: expected entries that fit the file's %d bytes together but found that %s claims"
                + " %d bytes: they overlap, or are not all there",
            file, fileBytes, Literal.show(name), entry.getCompressedSize());
      }
      if (!name.endsWith(Npz.SUFFIX)) {
        continue;
      }
      String key = name.substring(0, name.length() - Npz.SUFFIX.length());
      if (entries.put(key, entry) != null) {
        throw refused(
            "%s: expected entries with different names but found %s twice",
            file, Literal.show(name));
      }
    }
    return Collections.unmodifiableMap(entries);
  }

  /// The JDK takes an end record alone for an empty archive, whatever it says of a table that has
  /// been cut off before it.
  private static void requireNoEntries(Path file) throws IOException {
    ByteBuffer end = ByteBuffer.allocate(END_COUNT + 2).order(ByteOrder.LITTLE_ENDIAN);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.read(end);
    }
    int count = end.getShort(END_COUNT) & 0xffff;
    if (end.getInt(0) == END && count > 0) {
      throw refused("%s: expected a table of %d entries but found none", file, count);
    }
  }

  /// The bytes of the file that are left for other entries; negative if there are not enough.
  private static long without(long left, ZipEntry entry) {
    long packed = entry.getCompressedSize();
    long heads = HEADS + 2L * entry.getName().length();
    return packed < 0 || packed > left - heads ? -1 : left - heads - packed;
  }

  /// The size of an entry, which its bytes in the file can really have.
  static long size(ZipEntry entry) {
    long size = entry.getSize();
    long packed = entry.getCompressedSize();
    boolean stored = entry.getMethod() == ZipEntry.STORED;
    if (stored && size != packed) {
      throw refused(
          "expected a stored entry of one size but found %d bytes in the file and %d bytes in all",
          packed, size);
    }
    // The file is far from so long that the product overflows.
    long most = packed * MOST_OF_ONE;
    if (size < 0 || !stored && size > most) {
      throw refused(
          "expected a size in [0, %d], which %d deflated bytes can have, but found %d",
          most, packed, size);
    }
    return size;
  }

  private static FormatException refused(String format, Object... values) {
    return new FormatException(Errors.text(format, values));
  }
}
