/// Arrays and functions shared with a CPython in the same process. Nothing is here yet.
module org.culebra.python {
  requires static org.jspecify;
  requires transitive org.culebra.array;
  requires org.culebra.ffi;

// Exports org.culebra.python as soon as there is a class in it.
}
