/// Runnable examples. Not published.
module org.culebra.examples {
  requires static org.jspecify;
  requires java.desktop;
  requires org.culebra.array;
  requires org.culebra.dlpack;
  requires org.culebra.ffi;

  exports org.culebra.examples;
}
