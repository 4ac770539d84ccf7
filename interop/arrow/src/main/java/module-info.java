/// Arrays to and from the Arrow C interfaces, without Arrow itself. Nothing is here yet.
module org.culebra.arrow {
  requires static org.jspecify;
  requires transitive org.culebra.array;
  requires org.culebra.ffi;

// Exports org.culebra.arrow as soon as there is a class in it.
}
