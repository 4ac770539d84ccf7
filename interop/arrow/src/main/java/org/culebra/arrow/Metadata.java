package org.culebra.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The key-value pairs of a field, in order. Arrow allows repeated keys and arbitrary bytes as
/// values; both are preserved. Immutable.
public final class Metadata {
  /// No pairs.
  public static final Metadata EMPTY = new Metadata(List.of());

  /// The key of the name of an extension type.
  public static final String EXTENSION_NAME = "ARROW:extension:name";

  /// The key of the parameters of an extension type.
  public static final String EXTENSION_METADATA = "ARROW:extension:metadata";

  private final List<Pair> pairs;

  private Metadata(List<Pair> pairs) {
    this.pairs = pairs;
  }

  /// The bytes are neither exposed nor changed.
  private record Pair(byte[] key, byte[] value) {
    String text() {
      return new String(key, StandardCharsets.UTF_8);
    }

    boolean same(Pair other) {
      return Arrays.equals(key, other.key) && Arrays.equals(value, other.value);
    }
  }

  /// Creates metadata from strings.
  ///
  /// @param keysAndValues key, value, key, value …
  /// @return the metadata
  /// @throws IllegalArgumentException if a key has no value
  public static Metadata of(String... keysAndValues) {
    List<String> texts = List.of(keysAndValues); // rejects null, however many there are
    if (texts.size() % 2 != 0) {
      throw new IllegalArgumentException(
          "expected a value for every key but found %d strings".formatted(texts.size()));
    }
    Metadata metadata = EMPTY;
    for (int i = 0; i < texts.size(); i += 2) {
      metadata = metadata.with(texts.get(i), texts.get(i + 1));
    }
    return metadata;
  }

  /// This metadata with one more pair at the end, replacing all pairs with that key.
  ///
  /// @param key the key
  /// @param value its value
  /// @return the changed metadata
  public Metadata with(String key, String value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    return with(key, value.getBytes(StandardCharsets.UTF_8));
  }

  /// This metadata with one more pair at the end, replacing all pairs with that key.
  ///
  /// @param key the key
  /// @param value its value, copied
  /// @return the changed metadata
  public Metadata with(String key, byte[] value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    List<Pair> changed = new ArrayList<>(without(key).pairs);
    changed.add(new Pair(key.getBytes(StandardCharsets.UTF_8), value.clone()));
    return new Metadata(List.copyOf(changed));
  }

  /// This metadata without a key.
  ///
  /// @param key the key
  /// @return the changed metadata
  public Metadata without(String key) {
    Objects.requireNonNull(key, "key");
    return new Metadata(pairs.stream().filter(pair -> !pair.text().equals(key)).toList());
  }

  /// The value of the first pair of a key, as a string.
  ///
  /// @param key the key
  /// @return the value; null if there is none
  public @Nullable String get(String key) {
    byte[] value = bytes(key);
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  /// The value of the first pair of a key.
  ///
  /// @param key the key
  /// @return a copy of the value; null if there is none
  public byte @Nullable [] bytes(String key) {
    Objects.requireNonNull(key, "key");
    for (Pair pair : pairs) {
      if (pair.text().equals(key)) {
        return pair.value.clone();
      }
    }
    return null;
  }

  /// All keys, in their order.
  ///
  /// @return the keys, including repeated ones
  public List<String> keys() {
    return pairs.stream().map(Pair::text).toList();
  }

  /// Whether there are no pairs.
  ///
  /// @return true if so
  public boolean isEmpty() {
    return pairs.isEmpty();
  }

  /// The pairs encoded as the `metadata` of an `ArrowSchema`: int32s in native byte order, without
  /// alignment.
  ///
  /// @return the number of pairs, then for each the length and the bytes of its key and its value
  public byte[] encode() {
    int size = Integer.BYTES;
    for (Pair pair : pairs) {
      size = Math.addExact(size, 2 * Integer.BYTES + pair.key.length + pair.value.length);
    }
    ByteBuffer encoded = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    encoded.putInt(pairs.size());
    for (Pair pair : pairs) {
      encoded.putInt(pair.key.length).put(pair.key);
      encoded.putInt(pair.value.length).put(pair.value);
    }
    return encoded.array();
  }

  /// Decodes pairs written by [#encode()] or by another library, including repeated keys.
  ///
  /// @param encoded the bytes, copied; those after the last pair are ignored
  /// @return the pairs
  /// @throws IllegalArgumentException if a count or a length is negative or exceeds the bytes
  public static Metadata decode(byte[] encoded) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.nativeOrder());
    int count = number(bytes, (bytes.remaining() - Integer.BYTES) / (2 * Integer.BYTES));
    if (count == 0) {
      return EMPTY;
    }
    List<Pair> pairs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] key = item(bytes);
      pairs.add(new Pair(key, item(bytes)));
    }
    return new Metadata(List.copyOf(pairs));
  }

  private static byte[] item(ByteBuffer bytes) {
    byte[] item = new byte[number(bytes, bytes.remaining() - Integer.BYTES)];
    bytes.get(item);
    return item;
  }

  private static int number(ByteBuffer bytes, int most) {
    if (bytes.remaining() < Integer.BYTES) {
      throw new IllegalArgumentException(
          "expected an int32 at byte %d of metadata but found %d bytes in all"
              .formatted(bytes.position(), bytes.limit()));
    }
    int at = bytes.position();
    int found = bytes.getInt();
    if (found < 0 || found > most) {
      throw new IllegalArgumentException(
          "expected a number in [0, %d] at byte %d of metadata but found %d"
              .formatted(most, at, found));
    }
    return found;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Metadata that) || pairs.size() != that.pairs.size()) {
      return false;
    }
    for (int i = 0; i < pairs.size(); i++) {
      if (!pairs.get(i).same(that.pairs.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (Pair pair : pairs) {
      hash = 31 * hash + Arrays.hashCode(pair.key) * 31 + Arrays.hashCode(pair.value);
    }
    return hash;
  }

  @Override
  public String toString() {
    return pairs.stream()
        .map(pair -> pair.text() + "=" + new String(pair.value, StandardCharsets.UTF_8))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
