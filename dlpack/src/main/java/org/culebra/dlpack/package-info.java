/// Exchanges arrays through [DLPack](https://dmlc.github.io/dlpack/latest/) without a copy: exports
/// and imports the versioned struct, as of version 1.3, and the legacy one. An import takes an
/// arena and calls the producer's deleter once, when that arena is closed; an export keeps the
/// memory alive until the consumer has called its deleter.
///
/// Begin with [DLPack][org.culebra.dlpack.DLPack]. `ExportConstraints` has what an array must
/// satisfy to be shared, `Exporter` fills a struct, and `TensorStruct` has the deleter.
/// `TensorReader` validates a producer's struct, `Importer` takes ownership of it, `OpaqueTensor`
/// holds one in a device's memory.
///
/// Public types are the API; the others may change. The offsets in `DlpackStructs` are DLPack's
/// ABI.
@NullMarked
package org.culebra.dlpack;

import org.jspecify.annotations.NullMarked;
