package org.culebra.array;

/// A range of bytes around an array's element `(0, …, 0)`.
///
/// @param low the lowest byte, at most 0
/// @param high one past the highest byte
public record ByteExtent(long low, long high) {}
