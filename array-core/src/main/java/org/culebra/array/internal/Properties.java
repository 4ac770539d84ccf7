package org.culebra.array.internal;

/// Every system property that Culebra reads, in one place.
public final class Properties {

  /// `culebra.segmentGuard`: `off` disables the exact-class guard of the typed views, as on a JDK
  /// whose native segments have more than one class. Slower, equally safe. Read once.
  public static final String SEGMENT_GUARD = "culebra.segmentGuard";

  /// `culebra.cache`: the folder of libraries compiled at run time, instead of the user's cache
  /// folder.
  public static final String CACHE = "culebra.cache";

  /// `culebra.exports`: `trace` stores the stack trace of every export of memory and, when the JVM
  /// ends, lists those that were never released. Read once.
  public static final String EXPORTS = "culebra.exports";

  /// `culebra.capsule`: `plain`, `debug` or `trace`, what is inserted between a consumer and the
  /// functions of a capsule; `culebra.capsule.NAME`, for the capsule of that name, takes
  /// precedence. Read whenever a capsule is opened.
  public static final String CAPSULE = "culebra.capsule";

  /// `culebra.machineCode`: `off` for processes that must not create a page of machine code; stack
  /// checks are then slower, and structs that C releases after the JVM's end end the process with
  /// an error. Read once.
  public static final String MACHINE_CODE = "culebra.machineCode";

  private Properties() {}
}
