package org.culebra.duckdb;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.culebra.duckdb.ArrowTable.TableColumn;
import org.jspecify.annotations.Nullable;

/// One reading of a table: which columns, and how far the workers are. Keeps the memory until
/// DuckDB ends it.
///
/// Thread-safe.
final class Scan {
  /// What a worker takes at once; DuckDB's own row groups have as many rows.
  static final int MORSEL = 122_880;

  final ArrowTable table;

  /// In the order of DuckDB's chunks; null for a row identifier, which nobody reads.
  final @Nullable TableColumn[] columns;

  private final AtomicLong next = new AtomicLong();

  private Scan(ArrowTable table, @Nullable TableColumn[] columns) {
    this.table = table;
    this.columns = columns;
  }

  /// @param indices of the columns; others than the table's are row identifiers
  /// @throws SQLException if the table has been closed
  static Scan begin(ArrowTable table, long[] indices) throws SQLException {
    if (!table.retain()) {
      throw new SQLException(
          "expected an open table but found that \"" + table.name + "\" has been closed");
    }
    @Nullable TableColumn[] columns = new TableColumn[indices.length];
    for (int i = 0; i < indices.length; i++) {
      boolean isColumn = indices[i] >= 0 && indices[i] < table.columns.size();
      columns[i] = isColumn ? table.columns.get((int) indices[i]) : null;
    }
    return new Scan(table, columns);
  }

  void end() {
    table.release();
  }

  /// How many workers there is work for.
  long workers() {
    return Math.max(1, Math.ceilDiv(table.rows, MORSEL));
  }

  /// Takes rows: as many as [#MORSEL] and as there are.
  ///
  /// @return the first row; not less than the table's number of rows if there are none left
  long take() {
    return next.getAndAdd(MORSEL);
  }

  /// The number of rows to be converted at once. A vector's, whose values are then in the cache
  /// when they are read; but if a column is encoded, as many as possible.
  int block() {
    for (TableColumn column : columns) {
      if (column != null && column.isEncoded()) {
        return MORSEL;
      }
    }
    return table.library.vectorSize;
  }
}
