/// What a column is made of: a [type][org.culebra.arrow.internal.model.FieldType] with its format
/// string parsed, and [buffers][org.culebra.arrow.internal.model.ArrayData] with their owners.
///
/// Begin with `ArrayData`, on which every other class of this module works; `ArrowValidator` has
/// the rules of how its parts fit each other. Nothing here knows a struct of C, nor how an array
/// becomes a column.
@NullMarked
package org.culebra.arrow.internal.model;

import org.jspecify.annotations.NullMarked;
