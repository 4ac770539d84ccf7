/// Columns to and from the vectors of Arrow's Java library. (Automatic: the jar has no descriptor.
/// This one is for the javadoc alone, which documents either modules or packages.)
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module org.culebra.arrow.vector {
  requires static org.jspecify;
  requires transitive org.culebra.arrow;
  requires transitive org.apache.arrow.c;
  requires transitive org.apache.arrow.memory.core;
  requires transitive org.apache.arrow.vector;
  requires com.fasterxml.jackson.databind;

  exports org.culebra.arrow.vector;
}
