/// Arrays to and from DLPack, without a copy. Nothing is here yet.
module org.culebra.dlpack {
  requires static org.jspecify;
  requires transitive org.culebra.array;
  requires org.culebra.ffi;

// Exports org.culebra.dlpack as soon as there is a class in it.
}
