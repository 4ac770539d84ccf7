package org.culebra.array.internal.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;
import org.culebra.array.FormatException;

/// Bytes from channels in blocking mode and to them, which may move fewer at a time than they are
/// asked to.
public final class ChannelBytes {

  /// The maximal number of bytes moved at once.
  static final int PIECE = 16 << 20;

  /// The maximal number of bytes allocated before any has arrived.
  private static final int FIRST = 1 << 16;

  private ChannelBytes() {}

  /// Reads bytes.
  ///
  /// @param channel the channel
  /// @param count how many
  /// @return the bytes; fewer if the channel ends before that
  /// @throws IOException if the channel cannot be read
  public static byte[] take(ReadableByteChannel channel, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.min(count, FIRST));
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      if (!buffer.hasRemaining() && buffer.capacity() < count) {
        int capacity = (int) Math.min(count, 2L * buffer.capacity());
        buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
      }
    }
    return buffer.hasRemaining()
        ? Arrays.copyOf(buffer.array(), buffer.position())
        : buffer.array();
  }

  /// Fills memory, piece by piece.
  ///
  /// @param memory the memory
  /// @param from its first byte to be filled
  /// @param channel the channel
  /// @return how many bytes were read; fewer than there are in the memory if the channel ends
  ///   before that
  /// @throws IOException if the channel cannot be read
  public static long fill(MemorySegment memory, long from, ReadableByteChannel channel)
      throws IOException {
    long at = from;
    while (at < memory.byteSize()) {
      long piece = Math.min(PIECE, memory.byteSize() - at);
      int got = channel.read(memory.asSlice(at, piece).asByteBuffer());
      if (got < 0) {
        break;
      }
      at += got;
    }
    return at - from;
  }

  /// Writes all bytes.
  ///
  /// @param channel the channel
  /// @param bytes the bytes
  /// @throws IOException if the channel cannot be written
  public static void write(WritableByteChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /// Writes memory, piece by piece.
  ///
  /// @param channel the channel
  /// @param memory the memory
  /// @param byteOffset the first byte to be written
  /// @param bytes how many
  /// @throws IOException if the channel cannot be written
  static void write(WritableByteChannel channel, MemorySegment memory, long byteOffset, long bytes)
      throws IOException {
    for (long at = 0; at < bytes; at += PIECE) {
      long piece = Math.min(PIECE, bytes - at);
      ByteBuffer buffer = memory.asSlice(byteOffset + at, piece).asByteBuffer();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  /// The text of bytes.
  ///
  /// @param bytes the bytes
  /// @param charset their encoding
  /// @param what the text, for a message
  /// @return the text
  /// @throws FormatException if they are not in that encoding
  public static String text(byte[] bytes, Charset charset, String what) {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException("expected " + what + " in " + charset + " but found other bytes");
    }
  }
}
