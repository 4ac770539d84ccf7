/// From arrays to columns and back: the classes named `*Columns` make columns of arrays, of texts
/// and of other columns; [ColumnToArray][org.culebra.arrow.internal.column.ColumnToArray] and
/// [ElementReader][org.culebra.arrow.internal.column.ElementReader] read them.
///
/// Begin with `ArrayColumns` for what depends on the axes and `PrimitiveColumns` for what depends
/// on the element type. `Rebase` makes the same column over other buffers. Nothing here touches C.
@NullMarked
package org.culebra.arrow.internal.column;

import org.jspecify.annotations.NullMarked;
