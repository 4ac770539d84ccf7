package org.culebra.array.npy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;

/// A zip archive whose table of contents claims what the test wants.
final class ForgedZip {

  private static final int LOCAL = 0x04034b50;
  private static final int TABLE = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final long IN_ZIP64 = 0xffff_ffffL;

  /// What the table says of an entry.
  ///
  /// @param method [ZipEntry#STORED] or [ZipEntry#DEFLATED]
  /// @param packed the bytes in the file
  /// @param size the bytes in all
  record Claim(String name, int method, int crc, long packed, long size) {

    /// The truth about bytes that are stored or deflated.
    static Claim of(String name, int method, byte[] bytes) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      int packed = method == ZipEntry.STORED ? bytes.length : deflated(bytes).length;
      return new Claim(name, method, (int) crc.getValue(), packed, bytes.length);
    }

    Claim sizes(long newPacked, long newSize) {
      return new Claim(name, method, crc, newPacked, newSize);
    }
  }

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final ByteArrayOutputStream table = new ByteArrayOutputStream();
  private int last;
  private int count;

  static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(bytes);
    deflater.finish();
    byte[] out = new byte[bytes.length + 100];
    int length = deflater.deflate(out);
    deflater.end();
    return ByteBuffer.allocate(length).put(out, 0, length).array();
  }

  /// An entry with its bytes, packed as the claim says.
  ForgedZip add(Claim claim, byte[] bytes) {
    last = file.size();
    head(file, LOCAL, claim);
    file.writeBytes(claim.method() == ZipEntry.STORED ? bytes : deflated(bytes));
    return again(claim);
  }

  /// An entry more in the table, which points to the bytes of the one before.
  ForgedZip again(Claim claim) {
    head(table, TABLE, claim);
    count++;
    return this;
  }

  /// The two heads have most of their fields in common.
  private void head(ByteArrayOutputStream out, int signature, Claim claim) {
    byte[] name = claim.name().getBytes(UTF_8);
    boolean large = claim.packed() >>> 32 != 0 || claim.size() >>> 32 != 0;
    boolean inTable = signature == TABLE;
    ByteBuffer head = ByteBuffer.allocate(200 + name.length).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(signature);
    if (inTable) {
      head.putShort((short) 45);
    }
    head.putShort((short) 45).putShort((short) 0x800).putShort((short) claim.method());
    head.putShort((short) 0).putShort((short) 0x21).putInt(claim.crc());
    head.putInt((int) (large ? IN_ZIP64 : claim.packed()));
    head.putInt((int) (large ? IN_ZIP64 : claim.size()));
    head.putShort((short) name.length).putShort((short) (large ? 20 : 0));
    if (inTable) {
      head.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0).putInt(last);
    }
    head.put(name);
    if (large) {
      head.putShort((short) 1).putShort((short) 16).putLong(claim.size()).putLong(claim.packed());
    }
    out.write(head.array(), 0, head.position());
  }

  byte[] bytes() {
    int at = file.size();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(file.toByteArray());
    all.writeBytes(table.toByteArray());
    ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(END).putInt(0).putShort((short) count).putShort((short) count);
    end.putInt(table.size()).putInt(at).putShort((short) 0);
    all.writeBytes(end.array());
    return all.toByteArray();
  }
}
