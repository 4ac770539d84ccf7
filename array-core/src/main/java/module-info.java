/// Strided n-dimensional arrays over off-heap memory.
///
/// This module depends on nothing but `java.base` and calls no restricted method: it runs with no
/// flag at all.
@SuppressWarnings("module") // the modules named are built later
module org.culebra.array {
  requires static org.jspecify;

  exports org.culebra.array;
  exports org.culebra.array.npy;
  exports org.culebra.array.python;
  exports org.culebra.array.safetensors;
  exports org.culebra.array.internal to
      org.culebra.arrow,
      org.culebra.arrow.vector,
      org.culebra.dlpack,
      org.culebra.ffi;
  exports org.culebra.array.internal.literal to
      org.culebra.arrow,
      org.culebra.ffi;
}
