/// Loops over elements. A kernel works on `Operand`s (memory with a layout and a type) and knows
/// nothing of arrays, owners or views.
///
/// Begin with `Copies`, which reduces every pair of types to units that are moved (`CopyKernel`) or
/// numbers that are converted (`CastKernel`, through `BlockAccess` and `BlockCodec`, or
/// `PackedCasts`). Both walk with a `StridedIterator`; transposed copies go through
/// `TransposeKernel`. `MapKernel`, `Reductions` and `Comparison` read numbers block by block, with
/// a `BlockWalk`. `Elements` has the conversion rules for a single element; `Overlap` decides
/// whether two operands share bytes.
///
/// There is a loop for each element size and type: C2 compiles each method separately, and
/// vectorizes fewer loops if a method has several or if their strides are variables. They are
/// generated: `src/build/GenerateKernels.java` writes `UnitLoops` and `NumberLoops` from a template
/// each.
@NullMarked
package org.culebra.array.internal.kernel;

import org.jspecify.annotations.NullMarked;
