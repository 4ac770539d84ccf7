package org.culebra.arrow.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.culebra.arrow.Metadata;
import org.jspecify.annotations.Nullable;

/// Compares columns with a stream's type. The name of the whole is ignored, and so are its flags
/// and metadata, except for those of an extension type; nullability is ignored too.
public final class TypeMatch {
  private static final long ORDERS = FieldType.DICTIONARY_ORDERED | FieldType.MAP_KEYS_SORTED;

  private TypeMatch() {}

  /// Checks that a column has the schema's type.
  ///
  /// @throws IllegalArgumentException if it has another type
  public static void require(FieldType schema, FieldType found) {
    if (!same(schema, found)) {
      throw new IllegalArgumentException(
          "expected a column of the type %s but found %s".formatted(schema, found));
    }
  }

  private static boolean same(FieldType schema, FieldType found) {
    return schema.equals(found)
        || (schema.parsed().equals(found.parsed())
            && sameExtension(schema.metadata(), found.metadata())
            && sameDictionary(schema.dictionary(), found.dictionary())
            && sameChildren(schema, found));
  }

  private static boolean sameExtension(Metadata schema, Metadata found) {
    return schema.equals(found)
        || (Objects.equals(schema.get(Metadata.EXTENSION_NAME), found.get(Metadata.EXTENSION_NAME))
            && Objects.equals(
                schema.get(Metadata.EXTENSION_METADATA), found.get(Metadata.EXTENSION_METADATA)));
  }

  private static boolean sameDictionary(@Nullable FieldType schema, @Nullable FieldType found) {
    return schema == null || found == null ? schema == null && found == null : same(schema, found);
  }

  /// Names of a struct's children are part of its type.
  private static boolean sameChildren(FieldType schema, FieldType found) {
    List<FieldType> expected = schema.children();
    List<FieldType> children = found.children();
    boolean named = schema.parsed().kind() == FormatString.Kind.STRUCT;
    boolean good = expected.size() == children.size();
    for (int i = 0; good && i < expected.size(); i++) {
      good =
          same(expected.get(i), children.get(i))
              && (!named || expected.get(i).name().equals(children.get(i).name()));
    }
    return good;
  }

  /// A type, nullable if another column is, sorted or ordered only if the other is too: consumers
  /// rely on the schema.
  ///
  /// @param first the type
  /// @param found the other column's; if it is another type it changes nothing
  public static FieldType widened(FieldType first, FieldType found) {
    List<FieldType> expected = first.children();
    List<FieldType> children = new ArrayList<>(expected);
    for (int i = 0; i < expected.size() && expected.size() == found.children().size(); i++) {
      children.set(i, widened(expected.get(i), found.children().get(i)));
    }
    return new FieldType(
        first.name(),
        first.parsed(),
        first.flags() & (found.flags() | ~ORDERS) | found.flags() & FieldType.NULLABLE,
        first.metadata(),
        List.copyOf(children),
        widenedValues(first.dictionary(), found.dictionary()));
  }

  private static @Nullable FieldType widenedValues(
      @Nullable FieldType first, @Nullable FieldType found) {
    return first == null || found == null ? first : widened(first, found);
  }
}
