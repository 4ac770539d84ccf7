/// Converts arrays and columns to and from the vectors of [Apache Arrow for
/// Java](https://arrow.apache.org/java/), over the same memory, without JNI.
///
/// Begin with [Vectors][org.culebra.arrow.vector.Vectors], which converts between columns and
/// vectors; [ArrowHandles][org.culebra.arrow.vector.ArrowHandles] converts between columns and the
/// C structs that arrow-java wraps. The user chooses the allocator and closes it. `Fields` and
/// `FormatStrings` map types, `ColumnToVector` and `VectorToColumn` buffers; `LeasedMemory` and
/// `RetainedBuffers` keep the memory alive in each direction; `MissingFeatures` rejects what
/// arrow-java lacks.
///
/// Public types are the API; the others may change. `SparseUnions` and `StorageVector` work around
/// bugs of arrow-java, which they name: remove them once these are fixed.
///
/// | flag | needed by |
/// |---|---|
/// | `--enable-native-access` for Culebra (`org.culebra.ffi`, or `ALL-UNNAMED` on the class path) | this module |
/// | `--sun-misc-unsafe-memory-access=allow` | arrow-java: its netty allocator and its element access |
/// | `--add-opens=java.base/java.nio=ALL-UNNAMED` | arrow-java's C data interface, so [ArrowHandles][org.culebra.arrow.vector.ArrowHandles], and its IPC files |
@NullMarked
package org.culebra.arrow.vector;

import org.jspecify.annotations.NullMarked;
