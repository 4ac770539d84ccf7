/// Arrow's C structs: read, written and released.
///
/// Begin with `CDataStructs` for their layout, `Importer` for the order in which ownership is
/// transferred, and `StructTree` for how an exported struct is released, wherever it has been
/// moved. `*Reader` reads a struct, `*Writer` fills one; `StructKind` and `DeviceArrays` have the
/// differences between the data and the device interface.
///
/// Not for users: may change at any time, except for two rules: `StructAddress` checks every
/// address before it is read, and a writer retains all memory before it modifies the consumer's
/// struct.
@NullMarked
package org.culebra.arrow.internal.cdata;

import org.jspecify.annotations.NullMarked;
