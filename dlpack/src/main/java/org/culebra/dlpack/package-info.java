/// Arrays to and from [DLPack](https://dmlc.github.io/dlpack/latest/), without a copy: the structs
/// of version 1.3 and the older one without a version, both ways.
///
/// An import takes an arena and calls the producer's deleter once, when that arena closes; an
/// export keeps the memory alive until the consumer has called ours. Start at
/// [DLPack][org.culebra.dlpack.DLPack].
@NullMarked
package org.culebra.dlpack;

import org.jspecify.annotations.NullMarked;
