/// Arrays as [DuckDB](https://duckdb.org) tables and DuckDB results as arrays, without a copy and
/// without Arrow's own library; and functions over arrays in SQL.
///
/// Begin with [DuckDb][org.culebra.duckdb.DuckDb]. Only `Driver` accesses internals of DuckDB's
/// driver, by reflection; all else uses DuckDB's C API in the driver's library (`DuckLibrary`,
/// `CApi`). A query of a table calls `ScanFunction`, whose `ScanWorker`s let DuckDB convert slices
/// of an `ArrowTable`. `Untrusted` lists the types that DuckDB reads incorrectly, which are
/// rejected; `Views` finds the view of a table, even after it was renamed.
///
/// The public classes are the API; the others may change.
@NullMarked
package org.culebra.duckdb;

import org.jspecify.annotations.NullMarked;
