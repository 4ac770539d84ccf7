/// Arrays as [DuckDB](https://duckdb.org) tables and DuckDB results as arrays, without a copy and
/// without Arrow's own library. Begin with [DuckDb][org.culebra.duckdb.DuckDb]; only `Driver`
/// accesses internals of DuckDB's driver.
@NullMarked
package org.culebra.duckdb;

import org.jspecify.annotations.NullMarked;
