package org.culebra.array.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.file.AtomicFileWriter;
import org.culebra.array.internal.file.ChannelBytes;
import org.culebra.array.internal.file.ElementWriter;
import org.culebra.array.internal.literal.JsonText;
import org.culebra.array.internal.literal.Literal;
import org.jspecify.annotations.Nullable;

/// Writes [Safetensors] files.
final class SafetensorsWriter {

  /// The elements begin at a multiple of this.
  private static final int ALIGNMENT = 8;

  /// Types with a bigger alignment first, so that every tensor is aligned; names by their code
  /// points, as UTF-8 sorts them.
  private static final Comparator<Entry> ORDER =
      Comparator.comparing(Entry::type)
          .reversed()
          .thenComparing(entry -> entry.name().getBytes(UTF_8), Arrays::compareUnsigned);

  private SafetensorsWriter() {}

  private record Entry(String name, NDArray array, TensorType type, DType dtype) {}

  /// All bytes before the first element, and the arrays in the order of the file.
  private record Content(byte[] header, List<Entry> entries) {

    void writeTo(WritableByteChannel channel) throws IOException {
      ChannelBytes.write(channel, header);
      for (Entry entry : entries) {
        ElementWriter.write(channel, entry.array(), entry.dtype());
      }
    }
  }

  static void write(Path file, Map<String, NDArray> arrays, @Nullable Map<String, String> metadata)
      throws IOException {
    Content content = content(arrays, metadata);
    AtomicFileWriter.<@Nullable Void>write(
        file,
        channel -> {
          content.writeTo(channel);
          return null;
        });
  }

  static void write(
      WritableByteChannel channel,
      Map<String, NDArray> arrays,
      @Nullable Map<String, String> metadata)
      throws IOException {
    content(arrays, metadata).writeTo(channel);
  }

  /// Checks everything before anything is written.
  private static Content content(
      Map<String, NDArray> arrays, @Nullable Map<String, String> metadata) {
    List<Entry> entries = new ArrayList<>();
    arrays.forEach((name, array) -> entries.add(entry(name, array)));
    entries.sort(ORDER);
    return new Content(header(entries, metadata), entries);
  }

  private static Entry entry(String name, NDArray array) {
    requireUnicode(name);
    if (name.equals(SafetensorsHeader.METADATA)) {
      throw Errors.argument(
          "expected the name of a tensor but found %s, the key of the metadata",
          Literal.show(name));
    }
    ElementWriter.requireReadable(array);
    TensorType type = TensorType.of(array.dtype());
    DType dtype = type == null ? null : type.dtype();
    if (type == null || dtype == null) {
      throw Errors.argument(
          "expected one of the types %s but found %s in %s",
          TensorType.writable(), array.dtype(), Literal.show(name));
    }
    return new Entry(name, array, type, dtype);
  }

  private static void requireUnicode(String text) {
    if (!JsonText.isUnicode(Objects.requireNonNull(text, "name or metadata"))) {
      throw Errors.argument(
          "expected text without unpaired surrogates but found %s", Literal.show(text));
    }
  }

  /// All bytes before the first element.
  private static byte[] header(List<Entry> entries, @Nullable Map<String, String> metadata) {
    StringBuilder out = new StringBuilder("{");
    if (metadata != null) {
      JsonText.quote(out, SafetensorsHeader.METADATA);
      out.append(":{");
      metadata.forEach((key, value) -> {
        requireUnicode(key);
        requireUnicode(value);
        separate(out);
        JsonText.quote(out, key);
        out.append(':');
        JsonText.quote(out, value);
      });
      out.append('}');
    }
    long at = 0;
    for (Entry entry : entries) {
      long end = at + entry.array().byteSize();
      if (end < at) {
        throw Errors.argument("expected arrays of less than 2^63 bytes together but found more");
      }
      separate(out);
      append(out, entry, at, end);
      at = end;
    }
    return padded(out.append('}').toString().getBytes(UTF_8));
  }

  private static void separate(StringBuilder out) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
  }

  private static void append(StringBuilder out, Entry entry, long begin, long end) {
    JsonText.quote(out, entry.name());
    out.append(":{\"dtype\":\"").append(entry.type()).append("\",\"shape\":");
    append(out, entry.array().shape());
    out.append(",\"data_offsets\":");
    append(out, begin, end);
    out.append('}');
  }

  private static void append(StringBuilder out, long... values) {
    out.append('[');
    for (int k = 0; k < values.length; k++) {
      out.append(k == 0 ? "" : ",").append(values[k]);
    }
    out.append(']');
  }

  /// With the length before the text, and spaces after it.
  private static byte[] padded(byte[] text) {
    long length = Math.ceilDiv(text.length, ALIGNMENT) * (long) ALIGNMENT;
    if (length > SafetensorsHeader.MAX_LENGTH) {
      throw Errors.argument(
          "expected a header of at most %d bytes but found %d: too many or too long names",
          SafetensorsHeader.MAX_LENGTH, length);
    }
    byte[] bytes = new byte[SafetensorsHeader.LENGTH_BYTES + (int) length];
    Arrays.fill(bytes, (byte) ' ');
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text);
    return bytes;
  }
}
