package org.culebra.array.safetensors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.file.ChannelBytes;
import org.culebra.array.internal.literal.JsonReader;
import org.culebra.array.internal.literal.Literal;

/// The part of a `.safetensors` file before the elements: the header's length and the header, a
/// JSON object with type, shape and place of each tensor.
///
/// @param tensors the tensors in the order of their bytes
/// @param metadata the file's free texts
/// @param byteSize the bytes before the first tensor
/// @param dataSize the bytes of all tensors
record SafetensorsHeader(
    List<TensorInfo> tensors, Map<String, String> metadata, int byteSize, long dataSize) {

  /// The longest header that is read or written, in bytes, as in Python.
  static final int MAX_LENGTH = 100_000_000;

  /// The bytes of the header's length.
  static final int LENGTH_BYTES = 8;

  /// The key of the free texts.
  static final String METADATA = "__metadata__";

  private static final Comparator<TensorInfo> BY_PLACE =
      Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end);

  /// Reads up to the first tensor and not a byte further, and validates all but whether the tensors
  /// are there.
  ///
  /// @throws FormatException if the header is invalid
  static SafetensorsHeader read(ReadableByteChannel channel) throws IOException {
    byte[] start = ChannelBytes.take(channel, LENGTH_BYTES);
    if (start.length < LENGTH_BYTES) {
      throw new FormatException(
          Errors.text("expected 8 bytes, the header's length, but found %d", start.length));
    }
    long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_LENGTH) {
      throw new FormatException(
          Errors.text(
              "expected a header of at most %d bytes but found %s%s",
              MAX_LENGTH, Long.toUnsignedString(length), hint(start)));
    }
    byte[] header = ChannelBytes.take(channel, (int) length);
    if (header.length < length) {
      throw new FormatException(
          Errors.text(
              "expected a header of %d bytes but found %d%s", length, header.length, hint(start)));
    }
    return parse(ChannelBytes.text(header, UTF_8, "a header"), LENGTH_BYTES + (int) length);
  }

  /// Rejects a file that is longer or shorter than its header states.
  ///
  /// @param available the bytes of the file after the header
  /// @throws FormatException if it is
  void requireWhole(long available) {
    if (dataSize != available) {
      throw new FormatException(
          Errors.text(
              "expected %d bytes after the header, the end of the last tensor, but found %d%s",
              dataSize, available, dataSize > available ? ": the file is truncated" : ""));
    }
  }

  /// The error for a stream that ends too early.
  FormatException truncated(long found) {
    return new FormatException(
        Errors.text("expected %d bytes after the header but found %d", dataSize, found));
  }

  /// What else a file is that begins like this.
  private static String hint(byte[] start) {
    String text = new String(start, ISO_8859_1);
    if (text.startsWith("PK")) {
      return ", a zip archive: PyTorch's own format, or one for Npz";
    }
    if (start[0] == (byte) 0x80 && start[1] < 6) {
      return ", a pickle, which is never read";
    }
    return text.equals("version ") ? ", the pointer of Git LFS to a file that is not here" : "";
  }

  /// Parses the header's text.
  private static SafetensorsHeader parse(String text, int byteSize) {
    if (text.isEmpty() || text.charAt(0) != '{') {
      throw new FormatException(
          "expected a header that begins with '{' but found "
              + Literal.show(text.substring(0, Math.min(text.length(), 8))));
    }
    List<TensorInfo> tensors = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    JsonReader json = new JsonReader(text);
    json.object(key -> {
      if (key.equals(METADATA)) {
        json.object(name -> metadata.put(name, json.string()));
      } else {
        tensors.add(TensorInfo.read(key, json));
      }
    });
    json.end();
    tensors.sort(BY_PLACE);
    return new SafetensorsHeader(tensors, metadata, byteSize, requireNoHoles(tensors));
  }

  /// Every byte belongs to one tensor: nothing is hidden in a file, and nothing read twice. Returns
  /// the end of the last one.
  private static long requireNoHoles(List<TensorInfo> tensors) {
    long at = 0;
    for (TensorInfo tensor : tensors) {
      if (tensor.begin() != at) {
        throw new FormatException(
            Errors.text(
                "%s: expected its first byte at %d, the end of the tensor before, but found %d: %s",
                Literal.show(tensor.name()),
                at,
                tensor.begin(),
                tensor.begin() < at ? "tensors overlap" : "bytes belong to no tensor"));
      }
      at = tensor.end();
    }
    return at;
  }
}
