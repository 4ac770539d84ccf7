package org.culebra.arrow;

import java.util.List;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.TypeMatch;
import org.jspecify.annotations.Nullable;

/// Columns of one type, one after the other: batches of a table, mostly. What [Arrow#exportStream]
/// hands out and [Arrow#adoptStream] takes.
///
/// A source that is handed out is called by one thread at a time, but not always by the same one,
/// nor by one that Java has made: the columns that it makes then need memory that any thread may
/// use. Those of [#of] are there already, and are held from the moment that they are handed out.
public interface BatchSource extends AutoCloseable {
  /// The type of all columns.
  ///
  /// @return the type, always the same
  ArrowField schema();

  /// The next column.
  ///
  /// @return the column, of the source's type; null at the end, and ever after
  @Nullable Column next();

  /// Frees what the source has. The columns that it has given stay.
  @Override
  void close();

  /// Some columns of the same type. Nothing is done at the close.
  ///
  /// @param first its field is the source's schema, nullable where that of any column is
  /// @param more of the same type
  /// @return the source
  /// @throws IllegalArgumentException if a column is of another type
  static BatchSource of(Column first, Column... more) {
    Column[] all = new Column[more.length + 1];
    all[0] = first;
    System.arraycopy(more, 0, all, 1, more.length);
    FieldType schema = first.data().field();
    for (Column column : more) {
      schema = TypeMatch.widened(schema, column.data().field());
    }
    return of(new ArrowField(schema), all);
  }

  /// Some columns of a type, or none. Nothing is done at the close.
  ///
  /// @param schema the type; nullable where values may be missing in any column, which is not
  ///   checked
  /// @param columns of this type; their names do not count
  /// @return the source
  /// @throws IllegalArgumentException if a column is of another type
  static BatchSource of(ArrowField schema, Column... columns) {
    return new ColumnBatches(schema, List.of(columns));
  }
}
