package org.culebra.python.internal;

import org.culebra.array.NDArray;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// The Java objects that are exported to Python. Created with the first of them.
public final class Exports {
  private final ObjectTable table;
  private final ArrayType arrays;
  private final ColumnType columns;
  private final HeapType throwables;

  Exports(Interpreter python) {
    this.table = new ObjectTable(python.headBytes());
    this.arrays = new ArrayType(python, table);
    this.columns = new ColumnType(python, table);
    this.throwables =
        HeapType.named(python, table, "culebra.Throwable", "A Java exception.")
            .repr(self -> python.values().ofString(table.of(self).toString()))
            .build(thrown -> {});
  }

  /// Exports a column, as a batch if it is a column of structs.
  ///
  /// @param column leased until Python has released its last reference
  /// @return a new reference
  public long column(Column column) {
    return columns.column(column);
  }

  /// Exports a stream, which its first consumer reads and closes.
  ///
  /// @param source owned by the Python object
  /// @return a new reference
  public long stream(BatchSource source) {
    return columns.stream(source);
  }

  /// An array.
  ///
  /// @param array leased until Python has released its last reference
  /// @return a new reference
  public long array(NDArray array) {
    return arrays.export(array);
  }

  /// A Java exception.
  ///
  /// @return a new reference
  long ofThrowable(Throwable throwable) {
    return throwables.create(throwable);
  }

  /// The Java exception of an object.
  ///
  /// @param object borrowed
  /// @return null if it is another object
  @Nullable Throwable throwable(long object) {
    return throwables.isInstance(object) && throwables.object(object) instanceof Throwable thrown
        ? thrown
        : null;
  }

  /// The exported Java objects.
  ObjectTable table() {
    return table;
  }

  /// The number of live exported objects.
  ///
  /// @return the number
  public int live() {
    return table.size();
  }
}
