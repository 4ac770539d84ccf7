package org.culebra.arrow;

import java.util.List;
import java.util.Objects;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.TypeNames;
import org.jspecify.annotations.Nullable;

/// Describes a column without its values: name, type, flags and metadata. Immutable; the methods
/// return changed copies.
///
/// The type is a format string of the [Arrow C data
/// interface](https://arrow.apache.org/docs/format/CDataInterface.html): `g` for float64, `tsu:`
/// for timestamps in microseconds, `+s` for a struct of its children. [#typeName()] is its name for
/// readers.
public final class ArrowField {
  /// The order of a dictionary's values is significant (`ARROW_FLAG_DICTIONARY_ORDERED`).
  public static final long DICTIONARY_ORDERED = FieldType.DICTIONARY_ORDERED;

  /// Values may be missing (`ARROW_FLAG_NULLABLE`).
  public static final long NULLABLE = FieldType.NULLABLE;

  /// The keys of each map are sorted (`ARROW_FLAG_MAP_KEYS_SORTED`).
  public static final long MAP_KEYS_SORTED = FieldType.MAP_KEYS_SORTED;

  private final FieldType type;

  ArrowField(FieldType type) {
    this.type = type;
  }

  FieldType type() {
    return type;
  }

  /// Creates a field that is not nullable.
  ///
  /// @param name the name, "" for none
  /// @param format the format string
  /// @param children the fields of a nested type's children
  /// @return the field
  /// @throws IllegalArgumentException if Arrow has no such format string, the number of children is
  ///   wrong, or more than 2²⁰ fields are nested
  public static ArrowField of(String name, String format, ArrowField... children) {
    Objects.requireNonNull(name, "name");
    List<ArrowField> copy = List.of(children); // rejects null, whatever the format
    Objects.requireNonNull(format, "format");
    return new ArrowField(FieldType.of(name, format, copy.stream().map(ArrowField::type).toList()));
  }

  /// This field under another name.
  ///
  /// @param newName the name, "" for none
  /// @return the changed field
  public ArrowField withName(String newName) {
    Objects.requireNonNull(newName, "name");
    return new ArrowField(type.withName(newName));
  }

  /// This field with other flags.
  ///
  /// @param newFlags all flags, including unknown ones
  /// @return the changed field
  public ArrowField withFlags(long newFlags) {
    return new ArrowField(type.withFlags(newFlags));
  }

  /// This field, nullable or not.
  ///
  /// @param nullable whether values may be missing
  /// @return the changed field
  public ArrowField withNullable(boolean nullable) {
    return new ArrowField(type.withNullable(nullable));
  }

  /// This field with other metadata.
  ///
  /// @param newMetadata all of it
  /// @return the changed field
  public ArrowField withMetadata(Metadata newMetadata) {
    Objects.requireNonNull(newMetadata, "metadata");
    return new ArrowField(type.withMetadata(newMetadata));
  }

  /// This field as an extension type: sets the two metadata keys of extension types.
  ///
  /// @param extension the name, such as `arrow.bool8`
  /// @param parameters its parameters, often JSON; may be empty
  /// @return the changed field
  public ArrowField withExtension(String extension, String parameters) {
    Objects.requireNonNull(extension, "extension");
    Objects.requireNonNull(parameters, "parameters");
    return new ArrowField(type.withExtension(extension, parameters));
  }

  /// This field with a dictionary: its format is then that of the indices.
  ///
  /// @param values the field of the dictionary's values
  /// @return the changed field
  /// @throws IllegalArgumentException if the format is not an integer
  public ArrowField withDictionary(ArrowField values) {
    Objects.requireNonNull(values, "values");
    return new ArrowField(type.withDictionary(values.type));
  }

  /// The name.
  ///
  /// @return the name, "" for none
  public String name() {
    return type.name();
  }

  /// The type; that of the indices if there is a dictionary.
  ///
  /// @return the format string
  public String format() {
    return type.format();
  }

  /// The type for readers, as pyarrow prints it but for details: `float64`, `timestamp[us, UTC]`,
  /// `decimal128(12, 2)`, `list<int32?>`, `dictionary<int8, string>`. Of an extension type it is
  /// the name. A question mark is a child that is nullable.
  ///
  /// @return the name, cut after 200 characters
  public String typeName() {
    return TypeNames.of(type);
  }

  /// All flags, including unknown ones.
  ///
  /// @return the flags
  public long flags() {
    return type.flags();
  }

  /// Whether values may be missing.
  ///
  /// @return true if so
  public boolean isNullable() {
    return type.isNullable();
  }

  /// The metadata.
  ///
  /// @return the pairs
  public Metadata metadata() {
    return type.metadata();
  }

  /// The name of the extension type, such as `arrow.fixed_shape_tensor`.
  ///
  /// @return the name; null if the field has no extension type
  public @Nullable String extensionName() {
    return type.extensionName();
  }

  /// The fields of the children.
  ///
  /// @return the fields, none for a primitive type
  public List<ArrowField> children() {
    return type.children().stream().map(ArrowField::new).toList();
  }

  /// The field of the dictionary's values.
  ///
  /// @return the field; null if there is no dictionary
  public @Nullable ArrowField dictionary() {
    FieldType values = type.dictionary();
    return values == null ? null : new ArrowField(values);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ArrowField that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  /// The whole field for messages: `x: float64?`, `m: fixed_size_list<float32>[2] {key=value}`. The
  /// question mark is a nullable field.
  @Override
  public String toString() {
    return type.toString();
  }
}
