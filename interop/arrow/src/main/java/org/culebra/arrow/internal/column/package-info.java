/// Converts arrays to columns and back.
///
/// Begin with `ArrayColumns` for what depends on the axes and `PrimitiveColumns` for what depends
/// on the element type. The other `*Columns` classes create columns from strings (`TextColumns`),
/// times, lists, structs and dictionaries (`NestedColumns`), views of lists and tensors.
/// `ColumnToArray` views a column as an array, `ElementReader` reads single values, `Validity` the
/// missing ones. `Rebase` builds the same column over other buffers.
///
/// Not for users: may change at any time. Nothing here calls C; what a column must satisfy is
/// checked in `model`.
@NullMarked
package org.culebra.arrow.internal.column;

import org.jspecify.annotations.NullMarked;
