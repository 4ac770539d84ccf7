package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Releases;

/// The errors that several places throw when something is closed or an import fails.
public final class MemoryErrors {
  /// Why memory cannot be used any more.
  public static final String GONE =
      "expected memory that is alive but found that its arena has been closed";

  private MemoryErrors() {}

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

  /// A segment in words; reads no memory.
  ///
  /// @param segment any
  /// @return `a read-only MemorySegment of 8 bytes`, say
  public static String describe(MemorySegment segment) {
    if (segment.isNative() && segment.address() == 0) {
      return "NULL";
    }
    return (segment.isReadOnly() ? "a read-only " : "a ")
        + (segment.isNative() ? "MemorySegment" : "MemorySegment on the heap")
        + " of "
        + segment.byteSize()
        + " bytes";
  }

  /// The failure of an import, which releases what it was given and says so, in the message and to
  /// those who ask [org.culebra.ffi.Imports]. What the release throws is suppressed.
  ///
  /// @param fault what was found
  /// @param noun what is released: `array`, say
  /// @param release called once
  /// @return to be thrown
  /// @throws Error if the fault is one
  public static RuntimeException released(Throwable fault, String noun, Runnable release) {
    String message = fault.getMessage() + "; the " + noun + " has been released";
    Throwable result =
        switch (fault) {
          case FormatException _ -> new FormatException(message);
          case UnsupportedOperationException e -> new UnsupportedOperationException(message, e);
          case IllegalArgumentException e -> new IllegalArgumentException(message, e);
          default -> fault;
        };
    Releases.after(result, List.of(release), Runnable::run);
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
