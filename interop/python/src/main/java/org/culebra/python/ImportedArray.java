package org.culebra.python;

import java.util.Objects;
import java.util.Optional;
import org.culebra.array.NDArray;

/// An array imported from Python, and how it was imported.
///
/// @param array a view of the object's memory, or a copy of it
/// @param protocol the protocol that was used
/// @param isCopied whether it is a copy, made by the producer or by this library
/// @param readOnlyReason why the array is read-only, if it is
public record ImportedArray(
    NDArray array, ArrayProtocol protocol, boolean isCopied, Optional<String> readOnlyReason) {
  /// Checks that nothing is null.
  public ImportedArray {
    Objects.requireNonNull(array, "array");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(readOnlyReason, "readOnlyReason");
  }
}
