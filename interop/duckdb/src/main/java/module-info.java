/// Arrays as tables of DuckDB, and its results as arrays, without a copy.
///
/// DuckDB's JDBC driver is the user's to bring: `org.duckdb:duckdb_jdbc`.
module org.culebra.duckdb {
  requires static org.jspecify;
  requires transitive java.sql;
  requires transitive org.culebra.arrow;
  requires org.culebra.ffi;

  exports org.culebra.duckdb;
}
