package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Releases;

/// Errors that several places throw when something is closed or an import fails.
public final class MemoryErrors {
  /// Why memory cannot be used any more.
  public static final String GONE =
      "expected memory that is alive but found that its arena has been closed";

  private MemoryErrors() {}

  /// Memory whose arena is closed.
  ///
  /// @return the exception to throw
  public static IllegalStateException gone() {
    return new IllegalStateException(GONE);
  }

  /// A closed arena, to which nothing can be attached.
  ///
  /// @return the exception to throw
  public static IllegalStateException closedArena() {
    return new IllegalStateException("expected an open arena but found a closed one");
  }

  /// Describes a segment; reads no memory.
  ///
  /// @param segment any segment
  /// @return such as `a read-only MemorySegment of 8 bytes`
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

  /// The failure of an import: releases its argument and reports that, in the message and to
  /// [org.culebra.ffi.Imports]. Exceptions of the release are suppressed.
  ///
  /// @param fault the reason
  /// @param noun what is released, such as `array`
  /// @param release called once
  /// @return the exception to throw
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

  /// Marks a failure after which the caller owns nothing.
  public static final class Released extends Exception {
    private static final long serialVersionUID = 1;

    private Released(String noun) {
      super("the " + noun + " has been released", null, false, false);
    }
  }
}
