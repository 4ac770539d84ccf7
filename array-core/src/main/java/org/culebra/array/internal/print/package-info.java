/// Arrays as text, in NumPy's way. One door: `ArrayPrinter.print`.
///
/// An array is cut down to what is shown (`Summary`), copied to the heap (`PrintSnapshot`), turned
/// into one text per element (`CellFormatter`, with `FloatFormat`, `TimeText` and `Scalars`) and
/// set in brackets (`NestedBrackets`). Nothing here is seen by users but the text.
@NullMarked
package org.culebra.array.internal.print;

import org.jspecify.annotations.NullMarked;
