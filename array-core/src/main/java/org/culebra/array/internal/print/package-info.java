/// Arrays as text, formatted like NumPy's. The only entry point is `ArrayPrinter.print`.
///
/// An array is cut down to what is shown (`Summary`), copied to the heap (`PrintSnapshot`),
/// formatted element by element (`CellFormatter`, with `FloatFormat`, `TimeText` and `Scalars`) and
/// enclosed in brackets (`NestedBrackets`).
///
/// All of it may change, as long as the text stays NumPy's, with which the tests compare it.
@NullMarked
package org.culebra.array.internal.print;

import org.jspecify.annotations.NullMarked;
