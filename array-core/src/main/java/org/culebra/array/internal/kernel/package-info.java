/// Loops over elements. A kernel works on `Operand`s (memory with a layout and a type) and knows
/// nothing of arrays, owners or views.
///
/// Begin with `Copies`, which reduces every pair of types to units that are moved (`CopyKernel`) or
/// numbers that are converted (`BlockReader`, `BlockWriter` and `BlockCodec`, `PackedCasts`). Both
/// walk with a `StridedIterator`; transposed copies go through `TransposeKernel`. `MapKernel`,
/// `FillKernel`, `Reductions` and `Comparison` walk the same way. `Elements` has the conversion
/// rules for a single element; `Overlap` decides whether two operands share bytes.
///
/// The loops for the different element sizes look alike on purpose: C2 compiles each method
/// separately, and vectorizes fewer loops if a method has several or if their strides are
/// variables.
@NullMarked
package org.culebra.array.internal.kernel;

import org.jspecify.annotations.NullMarked;
