package org.culebra.arrow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.culebra.array.internal.Releases;
import org.jspecify.annotations.Nullable;

/// Columns that are there already.
final class ColumnBatches implements BatchSource {
  private final ArrowField schema;
  private final Deque<Column> left;

  ColumnBatches(ArrowField schema, List<Column> columns) {
    this.schema = Objects.requireNonNull(schema, "schema");
    columns.forEach(column -> requireType(schema, column.field()));
    this.left = new ArrayDeque<>(columns);
  }

  /// The type of the first of some columns, where values may be missing if they may in any of them:
  /// a consumer believes what the schema says.
  ///
  /// @param first the type
  /// @param found of another column; of another type it changes nothing, and is refused later
  static ArrowField widened(ArrowField first, ArrowField found) {
    List<ArrowField> expected = first.children();
    List<ArrowField> children = new ArrayList<>(expected);
    for (int i = 0; i < expected.size() && expected.size() == found.children().size(); i++) {
      children.set(i, widened(expected.get(i), found.children().get(i)));
    }
    return new ArrowField(
        first.name(),
        first.parsed(),
        first.flags() | found.flags() & ArrowField.NULLABLE,
        first.metadata(),
        List.copyOf(children),
        first.dictionary());
  }

  /// Takes all columns that are left, with their memory held, so that it stays until the stream has
  /// given it, or ends: also beyond the close of an arena, and whatever thread asks.
  Deque<ArrayWriter.Node> held() {
    Deque<ArrayWriter.Node> nodes = new ArrayDeque<>();
    try {
      for (Column column : left) {
        nodes.add(ArrayWriter.held(Exporter.trimmed(column)));
      }
    } catch (Throwable e) {
      Releases.after(e, nodes, ArrayWriter.Node::discard);
      throw e;
    }
    left.clear();
    return nodes;
  }

  /// The name of the whole does not count, nor its flags and metadata, but for what makes it an
  /// extension type; nor whether values may be missing.
  ///
  /// @throws IllegalArgumentException if a column's type is not the schema's
  static void requireType(ArrowField schema, ArrowField found) {
    if (!same(schema, found)) {
      throw new IllegalArgumentException(
          "expected a column of the type %s but found %s".formatted(schema, found));
    }
  }

  private static boolean same(ArrowField schema, ArrowField found) {
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

  private static boolean sameDictionary(@Nullable ArrowField schema, @Nullable ArrowField found) {
    return schema == null || found == null ? schema == null && found == null : same(schema, found);
  }

  /// Names of a struct's children are part of its type.
  private static boolean sameChildren(ArrowField schema, ArrowField found) {
    List<ArrowField> expected = schema.children();
    List<ArrowField> children = found.children();
    boolean named = schema.parsed().kind() == Format.Kind.STRUCT;
    boolean good = expected.size() == children.size();
    for (int i = 0; good && i < expected.size(); i++) {
      good =
          same(expected.get(i), children.get(i))
              && (!named || expected.get(i).name().equals(children.get(i).name()));
    }
    return good;
  }

  @Override
  public ArrowField schema() {
    return schema;
  }

  @Override
  public synchronized @Nullable Column next() {
    return left.poll();
  }

  @Override
  public void close() {}
}
