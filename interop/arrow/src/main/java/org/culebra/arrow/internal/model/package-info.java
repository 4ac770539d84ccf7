/// The parts of a column: its [type][org.culebra.arrow.internal.model.FieldType], with the format
/// string parsed, and its [buffers][org.culebra.arrow.internal.model.ArrayData] with their owners.
///
/// Begin with `ArrayData`, on which the rest of the module is built; `ArrowValidator` checks that
/// its parts are consistent. Nothing here depends on C structs or on the conversion of arrays.
@NullMarked
package org.culebra.arrow.internal.model;

import org.jspecify.annotations.NullMarked;
