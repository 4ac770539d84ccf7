package org.culebra.python;

import java.util.Optional;
import org.culebra.array.NDArray;

/// An array that came from Python, and how.
///
/// @param array a view of the object's memory, or a copy of it
/// @param protocol by which it came
/// @param isCopied whether it is a copy, the producer's or this library's
/// @param readOnlyReason why the array must not be written, if it is read-only
public record ImportedArray(
    NDArray array, ArrayProtocol protocol, boolean isCopied, Optional<String> readOnlyReason) {}
