/// Runnable examples. Not published.
module org.culebra.examples {
  requires static org.jspecify;
  requires java.desktop;
  requires java.sql;
  requires org.culebra.array;
  requires org.culebra.arrow;
  requires org.culebra.dlpack;
  requires org.culebra.duckdb;
  requires org.culebra.ffi;
  requires org.culebra.python;

  exports org.culebra.examples;
  exports org.culebra.examples.c;

  opens org.culebra.examples.data to
      org.culebra.array; // for its records
}
