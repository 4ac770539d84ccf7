/// Arrow's structs of C: read, written and released.
///
/// Begin with `CDataStructs` for the layout, `Importer` for the order in which a struct changes
/// hands, and `StructTree` for how one that was exported is released, wherever it has been moved.
/// `*Reader` reads a struct, `*Writer` fills one; a writer retains all memory before it touches the
/// consumer's struct. No address may be read before `StructAddress` has checked it.
@NullMarked
package org.culebra.arrow.internal.cdata;

import org.jspecify.annotations.NullMarked;
