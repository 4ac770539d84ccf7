/// Loops over elements. A kernel works on `Operand`s, memory with a layout and a type, and knows
/// nothing of arrays, owners or views.
///
/// Begin with `Copies`, which brings every pair of types down to units that are moved
/// (`CopyKernel`) or numbers that are converted (`BlockReader`, `BlockWriter` and `BlockCodec`,
/// `PackedCasts`); both walk with a `StridedIterator`, and `TransposeKernel` does what is
/// transposed. `MapKernel`, `FillKernel`, `Reductions` and `Comparison` walk the same way;
/// `Elements` has the rules of conversion for a single element, `Overlap` says whether two operands
/// share bytes.
///
/// The loops for the sizes of elements look alike on purpose: C2 compiles each of them by itself,
/// and vectorises fewer where several are in one method or their steps are variables.
@NullMarked
package org.culebra.array.internal.kernel;

import org.jspecify.annotations.NullMarked;
