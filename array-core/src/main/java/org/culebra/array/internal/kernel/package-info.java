/// Loops over elements. A kernel works on `Operand`s (memory with a layout and a type) and knows
/// nothing of arrays, owners or views.
///
/// Begin with `Copies`, the entry point of every copy and conversion.
///
/// - **Walk:** `CopyWalk` passes the rows or tiles of two operands to a `RowKernel`; `BlockWalk`
///   passes blocks of numbers to `MapKernel`, `TotalReductions` and `Comparison`. `StridedIterator`
///   visits the rows of one operand.
/// - **Copy:** `CopyKernel` moves rows of elements of one size, `TransposeKernel` tiles of them,
///   `PixelLoops` pixels.
/// - **Cast:** `CastKernel` converts block by block, through `BlockAccess` and `BlockCodec`;
///   `PackedCasts` has the loops for contiguous elements, `TileCast` those for tiles. `Elements`
///   has the rules for a single element.
/// - **Reduce:** `AxisReduction` walks along axes, or over everything, and passes blocks to
///   `Accumulators`; `PackedRuns` gives them elements where they are, `Order` compares those.
///   `DoubleSum` and `TotalReductions` sum everything.
/// - **Select:** `Selections` copies what `IndexBlocks` names.
/// - **Overlap:** `Overlap` decides whether two operands share bytes.
///
/// Everything may change, but measure before and after. There is one loop for each element size and
/// type, because C2 compiles each method separately, and vectorizes fewer loops if a method has
/// several or if their strides are variables. `UnitLoops`, `NumberLoops`, `PixelLoops` and
/// `PlaceLoops` are generated: edit their templates in `src/build`.
@NullMarked
package org.culebra.array.internal.kernel;

import org.jspecify.annotations.NullMarked;
