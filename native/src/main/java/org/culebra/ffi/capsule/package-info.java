/// Capsules: a pointer, a function or a table of functions that one library hands to another, with
/// its version, its owner and, where wanted, a look at each call. Experimental.
///
/// Begin at [Capsule], [CapsuleBuilder] on the side of the producer and [CapsuleUse] on that of the
/// consumer. `CapsuleHeader` is the table's form in C.
@NullMarked
package org.culebra.ffi.capsule;

import org.jspecify.annotations.NullMarked;
