package org.culebra.python.internal;

import org.culebra.array.NDArray;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// Objects of Java that Python has. Made when the first one is exported.
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
        HeapType.named(python, table, "culebra.Throwable", "An exception of Java.")
            .repr(self -> python.values().ofString(table.of(self).toString()))
            .build(thrown -> {});
  }

  /// A column, or a batch if it is one of structs.
  ///
  /// @param column kept until Python has no reference left
  /// @return a new reference
  public long column(Column column) {
    return columns.column(column);
  }

  /// A stream, which its first consumer reads and closes.
  ///
  /// @param source Python's from now on
  /// @return a new reference
  public long stream(BatchSource source) {
    return columns.stream(source);
  }

  /// An array.
  ///
  /// @param array leased until Python has no reference left
  /// @return a new reference
  public long array(NDArray array) {
    return arrays.export(array);
  }

  /// An exception of Java.
  ///
  /// @return a new reference
  long ofThrowable(Throwable throwable) {
    return throwables.create(throwable);
  }

  /// The exception of Java that an object stands for.
  ///
  /// @param object borrowed
  /// @return null if it is another object
  @Nullable Throwable throwable(long object) {
    return throwables.isInstance(object) && throwables.object(object) instanceof Throwable thrown
        ? thrown
        : null;
  }

  /// The objects of Java that Python has.
  ObjectTable table() {
    return table;
  }

  /// How many objects Python has.
  ///
  /// @return the number
  public int live() {
    return table.size();
  }
}
