package org.culebra.duckdb;

/// A function of SQL, written over blocks of rows.
///
/// ```java
/// DuckDb.function(connection, "hypotenuse", DType.FLOAT64, List.of(DType.FLOAT64, DType.FLOAT64),
///     rows -> {
///       DoubleView x = rows.argument(0).asDoubles();
///       DoubleView y = rows.argument(1).asDoubles();
///       DoubleView r = rows.result().asDoubles();
///       for (int i = 0; i < rows.count(); i++) {
///         r.set(i, Math.sqrt(x.get(i) * x.get(i) + y.get(i) * y.get(i)));
///       }
///     });
/// ```
///
/// DuckDB runs it on several threads at once, and may evaluate a call with constant arguments once,
/// when a statement is prepared: it must depend on its arguments only.
@FunctionalInterface
public interface DuckFunction {
  /// Computes the results of some rows.
  ///
  /// @param rows the arguments and the memory of the results; ends when this method returns
  /// @throws Exception if the query is to fail; DuckDB reports the message in its
  ///   [java.sql.SQLException]
  void apply(DuckRows rows) throws Exception;
}
