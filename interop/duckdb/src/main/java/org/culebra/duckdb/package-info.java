/// Arrays as [DuckDB](https://duckdb.org) tables and DuckDB results as arrays, without a copy and
/// without Arrow's own library.
///
/// Begin with [DuckDb][org.culebra.duckdb.DuckDb]. `Untrusted` lists the types that DuckDB reads
/// incorrectly, which are rejected; `Views` finds the view of a table, even after it was renamed.
///
/// The two public classes are the API; the others may change. Only `Driver` accesses internals of
/// DuckDB's driver, by reflection.
@NullMarked
package org.culebra.duckdb;

import org.jspecify.annotations.NullMarked;
