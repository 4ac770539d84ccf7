package org.culebra.arrow;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a column is, without its values: a name, a type, and what is said about it. Immutable; the
/// methods return changed copies.
///
/// The type is a format string of the [Arrow C data
/// interface](https://arrow.apache.org/docs/format/CDataInterface.html): `g` for float64, `tsu:`
/// for timestamps in microseconds, `+s` for a struct of its children.
public final class ArrowField {
  /// The order of a dictionary's values means something (`ARROW_FLAG_DICTIONARY_ORDERED`).
  public static final long DICTIONARY_ORDERED = 1;

  /// Values may be missing (`ARROW_FLAG_NULLABLE`).
  public static final long NULLABLE = 2;

  /// The keys of each map are sorted (`ARROW_FLAG_MAP_KEYS_SORTED`).
  public static final long MAP_KEYS_SORTED = 4;

  /// How many fields may be in each other, all told.
  static final int MAX_SIZE = 1 << 20;

  private final String name;
  private final Format format;
  private final long flags;
  private final Metadata metadata;
  private final List<ArrowField> children;
  private final @Nullable ArrowField dictionary;

  /// This field and all in it, as often as there are paths to them.
  private final int size;

  /// @throws IllegalArgumentException if there are more fields in it than [#MAX_SIZE]
  ArrowField(
      String name,
      Format format,
      long flags,
      Metadata metadata,
      List<ArrowField> children,
      @Nullable ArrowField dictionary) {
    this.name = name;
    this.format = format;
    this.flags = flags;
    this.metadata = metadata;
    this.children = children;
    this.dictionary = dictionary;
    this.size = size(children, dictionary);
  }

  /// One object may be a child in many places, each of which a reader sees, and each of which an
  /// export writes: a few dozen objects can stand for more fields than there is memory.
  private static int size(List<ArrowField> children, @Nullable ArrowField dictionary) {
    if (children.isEmpty() && dictionary == null) {
      return 1;
    }
    long size = dictionary == null ? 1 : 1L + dictionary.size;
    for (ArrowField child : children) {
      size += child.size;
    }
    if (size > MAX_SIZE) {
      throw new IllegalArgumentException(tooMany(size));
    }
    return (int) size;
  }

  static String tooMany(long found) {
    return "expected at most %d fields in each other, counted wherever they are, but found %d"
        .formatted(MAX_SIZE, found);
  }

  /// A field of values that may not be missing.
  ///
  /// @param name the name, "" for none
  /// @param format the format string
  /// @param children the fields of a nested type's children
  /// @return the field
  /// @throws IllegalArgumentException if the format string is none that Arrow has, there are more
  ///   or fewer children than it needs, or more than 2²⁰ fields in each other
  public static ArrowField of(String name, String format, ArrowField... children) {
    Objects.requireNonNull(name, "name");
    List<ArrowField> copy = List.of(children); // refuses null, whatever the format
    Format parsed = Format.of(Objects.requireNonNull(format, "format"));
    requireChildren(parsed, copy.size());
    return new ArrowField(name, parsed, 0, Metadata.EMPTY, copy, null);
  }

  static void requireChildren(Format format, long found) {
    int expected = format.kind().isUnion() ? format.typeIds().size() : format.kind().childCount();
    if (expected != Format.ANY && found != expected) {
      throw new IllegalArgumentException(
          "expected %d children for format \"%s\" but found %d"
              .formatted(expected, format.text(), found));
    }
  }

  /// The same under another name.
  ///
  /// @param newName the name, "" for none
  /// @return the changed field
  public ArrowField withName(String newName) {
    Objects.requireNonNull(newName, "name");
    return new ArrowField(newName, format, flags, metadata, children, dictionary);
  }

  /// The same with other flags.
  ///
  /// @param newFlags all of them, unknown ones too
  /// @return the changed field
  public ArrowField withFlags(long newFlags) {
    return new ArrowField(name, format, newFlags, metadata, children, dictionary);
  }

  /// The same with the flag for missing values set or not.
  ///
  /// @param nullable whether values may be missing
  /// @return the changed field
  public ArrowField withNullable(boolean nullable) {
    return withFlags(nullable ? flags | NULLABLE : flags & ~NULLABLE);
  }

  /// The same with other metadata.
  ///
  /// @param newMetadata all of it
  /// @return the changed field
  public ArrowField withMetadata(Metadata newMetadata) {
    Objects.requireNonNull(newMetadata, "metadata");
    return new ArrowField(name, format, flags, newMetadata, children, dictionary);
  }

  /// The same as an extension type: with the two pairs of metadata that say so.
  ///
  /// @param extension the name, such as `arrow.bool8`
  /// @param parameters its parameters, often JSON; may be empty
  /// @return the changed field
  public ArrowField withExtension(String extension, String parameters) {
    return withMetadata(
        metadata
            .with(Metadata.EXTENSION_NAME, extension)
            .with(Metadata.EXTENSION_METADATA, parameters));
  }

  /// The same with its values taken from a dictionary: the format is then that of the indices.
  ///
  /// @param values what the dictionary holds
  /// @return the changed field
  /// @throws IllegalArgumentException if the format is not that of an integer
  public ArrowField withDictionary(ArrowField values) {
    Objects.requireNonNull(values, "values");
    requireIndices(format);
    return new ArrowField(name, format, flags, metadata, children, values);
  }

  static void requireIndices(Format format) {
    if (!format.isIndex()) {
      throw new IllegalArgumentException(
          "expected the format of an integer for a dictionary's indices but found \""
              + format.text()
              + "\"");
    }
  }

  /// The name.
  ///
  /// @return the name, "" for none
  public String name() {
    return name;
  }

  /// The type, of the indices where there is a dictionary.
  ///
  /// @return the format string
  public String format() {
    return format.text();
  }

  /// All flags, unknown ones too.
  ///
  /// @return the flags
  public long flags() {
    return flags;
  }

  /// Whether values may be missing.
  ///
  /// @return true if so
  public boolean isNullable() {
    return (flags & NULLABLE) != 0;
  }

  /// The metadata.
  ///
  /// @return the pairs
  public Metadata metadata() {
    return metadata;
  }

  /// What the values mean beyond their storage, such as `arrow.fixed_shape_tensor`.
  ///
  /// @return the name; null if they are no extension type's
  public @Nullable String extensionName() {
    return metadata.isEmpty() ? null : metadata.get(Metadata.EXTENSION_NAME);
  }

  /// The fields of the children.
  ///
  /// @return the fields, none for a flat type
  public List<ArrowField> children() {
    return children;
  }

  /// The field of the dictionary's values.
  ///
  /// @return the field; null if there is no dictionary
  public @Nullable ArrowField dictionary() {
    return dictionary;
  }

  Format parsed() {
    return format;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ArrowField that
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

  /// The field as text, for people: `x: g`, `m: +w:2<item: f> {key=value}`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(name.isEmpty() ? "" : name + ": ").append(format.text());
    text.append(isNullable() ? "?" : "");
    if (!children.isEmpty()) {
      text.append(children.toString().replaceFirst("^\\[", "<").replaceFirst("]$", ">"));
    }
    if (dictionary != null) {
      text.append(" -> ").append(dictionary);
    }
    return metadata.isEmpty() ? text.toString() : text.append(' ').append(metadata).toString();
  }
}
