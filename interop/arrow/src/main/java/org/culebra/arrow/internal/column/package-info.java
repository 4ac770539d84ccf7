/// Converts arrays and Java's values to columns and back.
///
/// Begin with `ArrayColumns` for what depends on the axes and `PrimitiveColumns` for what depends
/// on the element type. The other `*Columns` classes each create columns of some types: the buffers
/// come from arrays or are written, `LayoutColumns` combines them, `ContentValidator` checks what a
/// caller has made.
///
/// `ColumnToArray` views a column as an array, `Validity` its missing elements, which
/// `FilledArrays` replaces. `ElementReader` reads single elements, `ValueReader` any as a Java
/// value, `StringsReader` all strings; `Indirection` finds the element of a dictionary, of runs or
/// of a union. `Rebase` builds the same column over other buffers, `Concatenation` one of several.
///
/// Not for users: may change at any time. Nothing here calls C; what a column must satisfy is
/// checked in `model`.
@NullMarked
package org.culebra.arrow.internal.column;

import org.jspecify.annotations.NullMarked;
