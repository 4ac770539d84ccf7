/// Exchanges arrays through [DLPack](https://dmlc.github.io/dlpack/latest/) without a copy: exports
/// and imports the versioned struct, as of version 1.3, and the legacy one.
///
/// `Exporter` fills a `TensorStruct`, whose deleter releases what keeps the memory alive;
/// `Importer` checks a producer's struct with `TensorReader` before it takes it over.
///
/// An import takes an arena and calls the producer's deleter once, when that arena is closed; an
/// export keeps the memory alive until the consumer has called its deleter. Begin with
/// [DLPack][org.culebra.dlpack.DLPack].
@NullMarked
package org.culebra.dlpack;

import org.jspecify.annotations.NullMarked;
