/// Exchanges arrays with other libraries through the C data, C stream and C device interfaces of
/// [Apache Arrow](https://arrow.apache.org/docs/format/CDataInterface.html), without a copy and
/// without Arrow's own library.
///
/// Begin with [Column][org.culebra.arrow.Column], into which an array is made, and
/// [Arrow][org.culebra.arrow.Arrow], which exports and imports columns;
/// [BatchSource][org.culebra.arrow.BatchSource] is for streams. Types here are thin: what they do
/// is in three internal packages, `model`, `column` and `cdata`, which know none of them but
/// [Metadata][org.culebra.arrow.Metadata] and
/// [ArrowStreamException][org.culebra.arrow.ArrowStreamException], and which other modules must not
/// use.
///
/// **Addresses.** A pointer to a struct that C fills or has filled is a
/// [MemorySegment][java.lang.foreign.MemorySegment]: one that was allocated here carries its size
/// and its arena, which are checked; one of
/// [ofAddress][java.lang.foreign.MemorySegment#ofAddress(long)] is trusted. Only where another
/// library reports an address as a bare number is it a `long`.
@NullMarked
package org.culebra.arrow;

import org.jspecify.annotations.NullMarked;
