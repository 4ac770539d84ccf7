/// Arrays to and from the Arrow C interfaces, without Arrow itself.
module org.culebra.arrow {
  requires static org.jspecify;
  requires transitive org.culebra.array;
  requires org.culebra.ffi;

  exports org.culebra.arrow;
}
