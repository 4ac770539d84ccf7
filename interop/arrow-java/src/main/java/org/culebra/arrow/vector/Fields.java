package org.culebra.arrow.vector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.ExtensionTypeRegistry;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Metadata;
import org.jspecify.annotations.Nullable;

/// Converts the types of columns to and from those of vectors: names, types, nullability, metadata,
/// extension types.
///
/// What arrow-java cannot express is lost: unspecified flags, all but the last value of a repeated
/// metadata key, and metadata that is not UTF-8.
///
/// **Dictionaries.** An [ArrowField] has the type of its dictionary's values, a [Field] only an id
/// under which a [DictionaryProvider] has the dictionary. Fields created here have ids from 0,
/// depth first.
public final class Fields {
  private Fields() {}

  // --- to arrow-java

  /// Creates a field of arrow-java.
  ///
  /// @param field the name and the type
  /// @return the field; of a registered extension type if its metadata names one
  /// @throws UnsupportedOperationException if arrow-java has no such type
  public static Field field(ArrowField field) {
    return field(field, numbers());
  }

  /// Creates a schema of arrow-java.
  ///
  /// @param batch the type of a batch, a struct
  /// @return the schema, of the struct's children
  /// @throws IllegalArgumentException if it is not a struct
  /// @throws UnsupportedOperationException if arrow-java lacks a child's type
  public static Schema schema(ArrowField batch) {
    requireStruct(batch);
    LongSupplier ids = numbers();
    List<Field> fields = batch.children().stream().map(child -> field(child, ids)).toList();
    return new Schema(fields, map(batch.metadata()));
  }

  static void requireStruct(ArrowField batch) {
    if (!batch.format().equals("+s") || batch.dictionary() != null) {
      throw new IllegalArgumentException("expected a batch, a struct, but found " + batch);
    }
  }

  private static LongSupplier numbers() {
    long[] next = {0};
    return () -> next[0]++;
  }

  private static Field field(ArrowField field, LongSupplier ids) {
    ArrowField values = field.dictionary();
    DictionaryEncoding encoding = null;
    if (values != null) {
      encoding = encoding(field, ids.getAsLong());
      field(values, ids); // rejects, and takes the numbers of dictionaries inside
    }
    List<Field> children = field.children().stream().map(child -> field(child, ids)).toList();
    return field(field, encoding, children);
  }

  static DictionaryEncoding encoding(ArrowField field, long id) {
    boolean ordered = (field.flags() & ArrowField.DICTIONARY_ORDERED) != 0;
    return new DictionaryEncoding(id, ordered, (ArrowType.Int) FormatStrings.storage(field));
  }

  static Field field(
      ArrowField field, @Nullable DictionaryEncoding encoding, List<Field> children) {
    ArrowType type = encoding == null ? type(field) : encoding.getIndexType();
    FieldType whole = new FieldType(field.isNullable(), type, encoding, map(field.metadata()));
    return new Field(field.name(), whole, children);
  }

  /// The registered extension type of that name, or the storage type.
  private static ArrowType type(ArrowField field) {
    ArrowType storage = FormatStrings.storage(field);
    String extension = field.extensionName();
    ArrowType.ExtensionType registered =
        extension == null ? null : ExtensionTypeRegistry.lookup(extension);
    if (registered == null) {
      return storage;
    }
    String parameters = field.metadata().get(Metadata.EXTENSION_METADATA);
    return registered.deserialize(storage, parameters == null ? "" : parameters);
  }

  static Map<String, String> map(Metadata metadata) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String key : metadata.keys()) {
      map.put(key, String.valueOf(metadata.get(key)));
    }
    return map;
  }

  // --- from arrow-java

  /// Creates the field of a column.
  ///
  /// @param field the field of a vector, so of its indices if it has a dictionary
  /// @param dictionaries provides the dictionaries; null if there are none
  /// @return the name and the type
  /// @throws IllegalArgumentException if a dictionary is missing
  /// @throws UnsupportedOperationException if arrow-java's vectors of that type do not have Arrow's
  ///   layout
  public static ArrowField arrowField(Field field, @Nullable DictionaryProvider dictionaries) {
    List<ArrowField> children = new ArrayList<>();
    for (Field child : field.getChildren()) {
      children.add(arrowField(child, dictionaries));
    }
    return arrowField(field, children, dictionaries);
  }

  /// Creates the type of a batch.
  ///
  /// @param schema the schema of vectors
  /// @param dictionaries provides the dictionaries; null if there are none
  /// @return a struct of the schema's fields, without a name
  /// @throws IllegalArgumentException if a dictionary is missing
  /// @throws UnsupportedOperationException if arrow-java's vectors of a type do not have Arrow's
  ///   layout
  public static ArrowField arrowField(Schema schema, @Nullable DictionaryProvider dictionaries) {
    ArrowField[] children =
        schema.getFields().stream()
            .map(field -> arrowField(field, dictionaries))
            .toArray(ArrowField[]::new);
    return ArrowField.of("", "+s", children).withMetadata(metadata(schema.getCustomMetadata()));
  }

  private static ArrowField arrowField(
      Field field, List<ArrowField> children, @Nullable DictionaryProvider dictionaries) {
    DictionaryEncoding encoding = field.getDictionary();
    ArrowType type = encoding == null ? field.getType() : encoding.getIndexType();
    String name = field.getName() == null ? "" : field.getName();
    ArrowField[] parts = encoding == null ? children.toArray(ArrowField[]::new) : new ArrowField[0];
    ArrowField plain =
        ArrowField.of(name, FormatStrings.format(type, parts.length), parts)
            .withFlags(flags(field, type, encoding))
            .withMetadata(metadata(field.getMetadata()));
    FormatStrings.storage(plain); // rejects
    if (type instanceof ArrowType.ExtensionType extension) {
      plain = plain.withExtension(extension.extensionName(), extension.serialize());
    }
    return encoding == null ? plain : plain.withDictionary(values(encoding, dictionaries));
  }

  private static long flags(Field field, ArrowType type, @Nullable DictionaryEncoding encoding) {
    long flags = field.isNullable() ? ArrowField.NULLABLE : 0;
    flags |= encoding != null && encoding.isOrdered() ? ArrowField.DICTIONARY_ORDERED : 0;
    boolean sorted = type instanceof ArrowType.Map map && map.getKeysSorted();
    return sorted ? flags | ArrowField.MAP_KEYS_SORTED : flags;
  }

  private static ArrowField values(
      DictionaryEncoding encoding, @Nullable DictionaryProvider dictionaries) {
    return arrowField(dictionary(encoding, dictionaries).getVector().getField(), dictionaries);
  }

  static Dictionary dictionary(
      DictionaryEncoding encoding, @Nullable DictionaryProvider dictionaries) {
    Dictionary found = dictionaries == null ? null : dictionaries.lookup(encoding.getId());
    if (found == null) {
      throw new IllegalArgumentException(
          "expected a dictionary with id %d but found %s"
              .formatted(
                  encoding.getId(),
                  dictionaries == null
                      ? "no dictionaries"
                      : "those of " + dictionaries.getDictionaryIds()));
    }
    return found;
  }

  private static Metadata metadata(@Nullable Map<String, String> map) {
    Metadata metadata = Metadata.EMPTY;
    if (map != null) {
      for (Map.Entry<String, String> pair : map.entrySet()) {
        metadata = metadata.with(pair.getKey(), pair.getValue());
      }
    }
    return metadata;
  }
}
