package org.culebra.arrow;

import java.util.List;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.TypeMatch;
import org.jspecify.annotations.Nullable;

/// A sequence of columns of one type, usually the batches of a table: what [Arrow#exportStream]
/// takes and [Arrow#adoptStream] returns.
///
/// An exported source is called by one thread at a time, but not always by the same one, and
/// possibly by one that Java did not create: its columns need memory that any thread may use. The
/// columns of [#of] exist already, and are leased when they are exported.
public interface BatchSource extends AutoCloseable {
  /// The type of all columns.
  ///
  /// @return the type, always the same
  ArrowField schema();

  /// The next column.
  ///
  /// @return the column, of the source's type; null at the end, and on all later calls
  @Nullable Column next();

  /// Frees the source's resources. Columns that it has returned stay valid.
  @Override
  void close();

  /// Creates a source from columns of the same type. Closing it does nothing.
  ///
  /// @param first its field is the source's schema, nullable where the field of any column is
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

  /// Creates a source from any number of columns of a type. Closing it does nothing.
  ///
  /// @param schema the type; must be nullable where values may be missing in any column, which is
  ///   not checked
  /// @param columns of this type; their names are ignored
  /// @return the source
  /// @throws IllegalArgumentException if a column is of another type
  static BatchSource of(ArrowField schema, Column... columns) {
    return new ColumnBatches(schema, List.of(columns));
  }
}
