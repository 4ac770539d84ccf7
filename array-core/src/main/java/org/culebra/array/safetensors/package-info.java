/// Files of the weights of models, `.safetensors`: mapped, read and written, also those in shards.
///
/// Begin with [org.culebra.array.safetensors.Safetensors]. `SafetensorsHeader` reads and validates
/// a file's header, `ShardIndex` an index of shards; `TensorMemory` views tensors,
/// `SafetensorsWriter` writes files, `TensorType` has the types of the format.
///
/// The public class is the API; the others may change. Files are untrusted: every number that is
/// read from one is validated in this package, before memory is allocated for it.
@NullMarked
package org.culebra.array.safetensors;

import org.jspecify.annotations.NullMarked;
