/// Arrays to and from [DLPack](https://dmlc.github.io/dlpack/latest/), without a copy.
///
/// Nothing is here yet. What will come: the structs of DLPack 1.3, versioned and legacy, both ways.
/// An import takes an arena and calls the producer's deleter once, when that arena closes; an
/// export keeps the memory alive until the consumer has called ours.
@NullMarked
package org.culebra.dlpack;

import org.jspecify.annotations.NullMarked;
