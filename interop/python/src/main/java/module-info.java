/// Arrays and columns shared with the CPython in the same process.
module org.culebra.python {
  requires static org.jspecify;
  requires transitive org.culebra.array;
  requires transitive org.culebra.arrow;
  requires org.culebra.dlpack;
  requires transitive org.culebra.ffi;

  exports org.culebra.python;
}
