/// Arrays to and from the Arrow C interfaces, without Arrow itself.
///
/// Nothing is here yet. What will come: the structs of the C Data, C Stream and C Device
/// interfaces, both ways; primitive columns, nulls, structs and record batches, and tensors.
@NullMarked
package org.culebra.arrow;

import org.jspecify.annotations.NullMarked;
