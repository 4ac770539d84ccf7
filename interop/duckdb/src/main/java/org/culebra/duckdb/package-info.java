/// Makes arrays tables of [DuckDB](https://duckdb.org), and its results arrays, without a copy and
/// without Arrow's own library. Begin with [DuckDb][org.culebra.duckdb.DuckDb]; what uses internals
/// of DuckDB's driver is in `Driver` alone.
@NullMarked
package org.culebra.duckdb;

import org.jspecify.annotations.NullMarked;
