package org.culebra.arrow.internal.model;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.culebra.arrow.Metadata;
import org.jspecify.annotations.Nullable;

/// A column's name, its type with the format string parsed, and the rest of its `ArrowSchema`.
/// [ArrowField][org.culebra.arrow.ArrowField] is its public type. Immutable.
public final class FieldType {
  public static final long DICTIONARY_ORDERED = 1;
  public static final long NULLABLE = 2;
  public static final long MAP_KEYS_SORTED = 4;

  /// The maximal total number of fields nested in one.
  public static final int MAX_SIZE = 1 << 20;

  private static final byte[] NO_BYTES = {};

  private final String name;
  private final FormatString format;
  private final long flags;
  private final Metadata metadata;
  private final List<FieldType> children;
  private final @Nullable FieldType dictionary;

  /// The number of fields in this one, counted as often as there are paths to them.
  private final int size;

  /// Encoded at the first request, like the name.
  private volatile byte @Nullable [] encodedMetadata;

  private volatile long @Nullable [] encodedName;

  /// @throws IllegalArgumentException if there are more fields in it than [#MAX_SIZE]
  public FieldType(
      String name,
      FormatString format,
      long flags,
      Metadata metadata,
      List<FieldType> children,
      @Nullable FieldType dictionary) {
    this.name = name;
    this.format = format;
    this.flags = flags;
    this.metadata = metadata;
    this.children = children;
    this.dictionary = dictionary;
    this.size = size(children, dictionary);
  }

  /// One object may be a child in many places, each of which a reader sees and an export writes: a
  /// few dozen objects can represent more fields than fit in memory.
  private static int size(List<FieldType> children, @Nullable FieldType dictionary) {
    if (children.isEmpty() && dictionary == null) {
      return 1;
    }
    long size = dictionary == null ? 1 : 1L + dictionary.size;
    for (FieldType child : children) {
      size += child.size;
    }
    if (size > MAX_SIZE) {
      throw new IllegalArgumentException(tooMany(size));
    }
    return (int) size;
  }

  public static String tooMany(long found) {
    return "expected at most %d nested fields, shared ones counted at every place, but found %d"
        .formatted(MAX_SIZE, found);
  }

  /// A field without flags and metadata.
  ///
  /// @throws IllegalArgumentException if Arrow has no such format, or it has another number of
  ///   children
  public static FieldType of(String name, String format, FieldType... children) {
    return of(name, format, List.of(children));
  }

  /// The same.
  public static FieldType of(String name, String format, List<FieldType> children) {
    FormatString parsed = FormatString.of(format);
    requireChildren(parsed, children.size());
    return new FieldType(name, parsed, 0, Metadata.EMPTY, children, null);
  }

  /// Checks that a format has this number of children.
  ///
  /// @throws IllegalArgumentException if it has not
  public static void requireChildren(FormatString format, long found) {
    int expected = format.kind().isUnion() ? format.typeIds().size() : format.kind().childCount();
    if (expected != FormatString.ANY && found != expected) {
      throw new IllegalArgumentException(
          "expected %d children for format \"%s\" but found %d"
              .formatted(expected, format.text(), found));
    }
  }

  public FieldType withName(String newName) {
    return new FieldType(newName, format, flags, metadata, children, dictionary);
  }

  public FieldType withFlags(long newFlags) {
    return new FieldType(name, format, newFlags, metadata, children, dictionary);
  }

  public FieldType withNullable(boolean nullable) {
    return withFlags(nullable ? flags | NULLABLE : flags & ~NULLABLE);
  }

  public FieldType withMetadata(Metadata newMetadata) {
    return new FieldType(name, format, flags, newMetadata, children, dictionary);
  }

  /// With the two pairs of metadata of an extension type.
  public FieldType withExtension(String extension, String parameters) {
    return withMetadata(
        metadata
            .with(Metadata.EXTENSION_NAME, extension)
            .with(Metadata.EXTENSION_METADATA, parameters));
  }

  /// With its values taken from a dictionary.
  ///
  /// @throws IllegalArgumentException if the format is not that of an integer
  public FieldType withDictionary(FieldType values) {
    if (!format.isIndex()) {
      throw new IllegalArgumentException(
          "expected the format of an integer for a dictionary's indices but found \""
              + format.text()
              + "\"");
    }
    return new FieldType(name, format, flags, metadata, children, values);
  }

  public String name() {
    return name;
  }

  /// The format string.
  public String format() {
    return format.text();
  }

  /// The parsed format string.
  public FormatString parsed() {
    return format;
  }

  public long flags() {
    return flags;
  }

  public boolean isNullable() {
    return (flags & NULLABLE) != 0;
  }

  public Metadata metadata() {
    return metadata;
  }

  /// The metadata as in a C struct, which must not be changed; empty if there is none.
  public byte[] encodedMetadata() {
    if (metadata.isEmpty()) {
      return NO_BYTES;
    }
    byte[] encoded = encodedMetadata;
    if (encoded == null) {
      encoded = metadata.encode();
      encodedMetadata = encoded;
    }
    return encoded;
  }

  /// The name as a C string, in words of native byte order, which must not be changed.
  ///
  /// @throws IllegalArgumentException if it contains a NUL, at which a C string ends
  public long[] encodedName() {
    long[] encoded = encodedName;
    if (encoded == null) {
      encoded = encode(name);
      encodedName = encoded;
    }
    return encoded;
  }

  private static long[] encode(String name) {
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "expected a name without NUL but found \"%s\"".formatted(name.replace("\0", "\\0")));
    }
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    long[] words = new long[text.length / Long.BYTES + 1];
    MemorySegment.copy(
        MemorySegment.ofArray(text), 0, MemorySegment.ofArray(words), 0, text.length);
    return words;
  }

  /// The name of the extension type; null if there is none.
  public @Nullable String extensionName() {
    return metadata.isEmpty() ? null : metadata.get(Metadata.EXTENSION_NAME);
  }

  public List<FieldType> children() {
    return children;
  }

  public @Nullable FieldType dictionary() {
    return dictionary;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldType that
        && name.equals(that.name)
        && format.equals(that.format)
        && flags == that.flags
        && metadata.equals(that.metadata)
        && children.equals(that.children)
        && Objects.equals(dictionary, that.dictionary);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, format, flags, metadata, children, dictionary);
  }

  @Override
  public String toString() {
    return TypeNames.exact(this);
  }
}
