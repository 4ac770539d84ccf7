/// The parts of a column: its [type][org.culebra.arrow.internal.model.FieldType], with the format
/// string parsed, and its [buffers][org.culebra.arrow.internal.model.ArrayData] with their owners.
///
/// Begin with `ArrayData`, on which the rest of the module is built. `FormatString` has the formats
/// and the buffers of each; `ArrowValidator` checks types, buffer sizes, offsets and indices;
/// `Bitmaps` counts and copies bits; `PaddedMemory` allocates what Arrow pads to 64 bytes;
/// `TypeMatch` compares types, `TypeNames` has their names for readers, `FieldPath` names a field
/// in a message.
///
/// Not for users: may change at any time. Nothing here may depend on C structs or on the conversion
/// of arrays.
@NullMarked
package org.culebra.arrow.internal.model;

import org.jspecify.annotations.NullMarked;
