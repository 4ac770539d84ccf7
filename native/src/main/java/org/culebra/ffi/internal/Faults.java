package org.culebra.ffi.internal;

import org.culebra.array.FormatException;

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

  /// The failure of an import that has released what it was given. It says so in its message, and
  /// to those who ask [org.culebra.ffi.Imports].
  ///
  /// @param fault what was found
  /// @param noun what was released: `array`, say
  /// @return to be thrown
  /// @throws Error if the fault is one
  public static RuntimeException released(Throwable fault, String noun) {
    String message = fault.getMessage() + "; the " + noun + " has been released";
    Throwable result =
        switch (fault) {
          case FormatException _ -> new FormatException(message);
          case UnsupportedOperationException e -> new UnsupportedOperationException(message, e);
          case IllegalArgumentException e -> new IllegalArgumentException(message, e);
          default -> fault;
        };
    result.addSuppressed(new Released(noun));
    if (result instanceof Error error) {
      throw error;
    }
    return (RuntimeException) result;
  }

  /// The mark of a failure after which the caller owns nothing.
  public static final class Released extends Exception {
    private static final long serialVersionUID = 1;

    private Released(String noun) {
      super("the " + noun + " has been released", null, false, false);
    }
  }
}
