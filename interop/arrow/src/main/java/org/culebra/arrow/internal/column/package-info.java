/// Converts arrays to columns and back. The classes named `*Columns` create columns from arrays,
/// strings and other columns; [ColumnToArray][org.culebra.arrow.internal.column.ColumnToArray] and
/// [ElementReader][org.culebra.arrow.internal.column.ElementReader] read them.
///
/// Begin with `ArrayColumns` for what depends on the axes and `PrimitiveColumns` for what depends
/// on the element type. `Rebase` builds the same column over other buffers. Nothing here calls C.
@NullMarked
package org.culebra.arrow.internal.column;

import org.jspecify.annotations.NullMarked;
