/// Arrays as tables of [DuckDB](https://duckdb.org), and its results as arrays, without a copy and
/// without Arrow's own library. Start at [DuckDb][org.culebra.duckdb.DuckDb].
@NullMarked
package org.culebra.duckdb;

import org.jspecify.annotations.NullMarked;
