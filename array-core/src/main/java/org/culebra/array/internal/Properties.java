package org.culebra.array.internal;

/// Every system property that Culebra reads, in one place.
public final class Properties {

  /// `culebra.segmentGuard`: `off` turns the exact-class guard of the typed views off, as on a JDK
  /// whose native segments are of more than one class. Slower, never less safe. Read once.
  public static final String SEGMENT_GUARD = "culebra.segmentGuard";

  /// `culebra.cache`: the folder of libraries compiled at run time, instead of the user's cache
  /// folder.
  public static final String CACHE = "culebra.cache";

  /// `culebra.exports`: `trace` keeps the stack of every export of memory and lists at the JVM's
  /// end those that were never released. Read once.
  public static final String EXPORTS = "culebra.exports";

  /// `culebra.capsule`: `plain`, `debug` or `trace`, what stands between a consumer and the
  /// functions of a capsule; `culebra.capsule.NAME` for the capsule of that name goes first. Read
  /// whenever a capsule is opened.
  public static final String CAPSULE = "culebra.capsule";

  /// `culebra.machineCode`: `off` for processes that must not have a page of instructions of their
  /// own; checks of the stack are then slower, and structs that C releases after the JVM's end end
  /// the process with an error. Read once.
  public static final String MACHINE_CODE = "culebra.machineCode";

  private Properties() {}
}
