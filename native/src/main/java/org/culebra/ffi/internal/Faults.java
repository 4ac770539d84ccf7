package org.culebra.ffi.internal;

/// What is said in several places when something is closed or there is no memory.
public final class Faults {
  /// Why memory cannot be used any more.
  public static final String GONE =
      "expected memory that is alive but found that its arena has been closed";

  private Faults() {}

  /// Memory whose arena is closed.
  ///
  /// @return to be thrown
  public static IllegalStateException gone() {
    return new IllegalStateException(GONE);
  }

  /// An arena that can be given nothing.
  ///
  /// @return to be thrown
  public static IllegalStateException closedArena() {
    return new IllegalStateException("expected an open arena but found a closed one");
  }

  /// No memory.
  ///
  /// @param verb what was tried: `allocate` or `map`
  /// @param bytes how much
  /// @return to be thrown
  static OutOfMemoryError noMemory(String verb, long bytes) {
    return new OutOfMemoryError("cannot " + verb + " " + bytes + " bytes of native memory");
  }
}
