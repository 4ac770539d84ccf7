/// Pointers, C functions, callbacks and capsules for arrays.
///
/// The one module of Culebra that calls restricted methods, so the one to name in
/// `--enable-native-access=org.culebra.ffi`.
@SuppressWarnings("module") // the modules named are built later
module org.culebra.ffi {
  requires static org.jspecify;
  requires transitive org.culebra.array;

  exports org.culebra.ffi;
  exports org.culebra.ffi.capsule;
  exports org.culebra.ffi.ctype;
  exports org.culebra.ffi.header;
  exports org.culebra.ffi.shm;
  exports org.culebra.ffi.internal.host to
      org.culebra.arrow,
      org.culebra.dlpack,
      org.culebra.python;
  exports org.culebra.ffi.internal.memory to
      org.culebra.arrow,
      org.culebra.dlpack,
      org.culebra.python;
}
