/// Prints columns and batches as tables.
///
/// Begin with `TablePrinter`. `CellText` is the text of one element; like the model's `TypeNames`
/// it stops reading where the text is cut.
///
/// Not for users: may change at any time. Nothing here is needed by other packages but
/// [Column][org.culebra.arrow.Column].
@NullMarked
package org.culebra.arrow.internal.print;

import org.jspecify.annotations.NullMarked;
