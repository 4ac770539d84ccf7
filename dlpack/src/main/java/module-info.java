/// Arrays to and from DLPack, without a copy.
module org.culebra.dlpack {
  requires static org.jspecify;
  requires transitive org.culebra.array;
  requires org.culebra.ffi;

  exports org.culebra.dlpack;
}
