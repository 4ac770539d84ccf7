/// Exchanges arrays with other libraries through the C data, C stream and C device interfaces of
/// [Apache Arrow](https://arrow.apache.org/docs/format/CDataInterface.html), without a copy and
/// without Arrow's own library.
///
/// Begin with [Column][org.culebra.arrow.Column], which an array is turned into, and
/// [Arrow][org.culebra.arrow.Arrow], which exports and imports columns;
/// [Columns][org.culebra.arrow.Columns] creates the types that arrays do not have and joins
/// columns, [BatchSource][org.culebra.arrow.BatchSource] is for streams. These types are thin: the
/// implementation is in four internal packages, `model`, `column`, `cdata` and `print`, which
/// depend on no public type but [Metadata][org.culebra.arrow.Metadata],
/// [Interval][org.culebra.arrow.Interval] and
/// [ArrowStreamException][org.culebra.arrow.ArrowStreamException].
///
/// **Addresses.** A pointer to a struct that C fills or has filled is a
/// [MemorySegment][java.lang.foreign.MemorySegment]. If it was allocated by Java, its size and
/// arena are checked; a segment from [ofAddress][java.lang.foreign.MemorySegment#ofAddress(long)]
/// is trusted. An address is a `long` only where another library reports it as a number.
@NullMarked
package org.culebra.arrow;

import org.jspecify.annotations.NullMarked;
