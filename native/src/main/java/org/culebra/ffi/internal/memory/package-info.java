/// Memory outside the heap with a count of those who use it: blocks, the structs that stand for
/// them in C, and the functions that C calls to release them.
///
/// Begin at [org.culebra.ffi.internal.memory.NativeBlock]. For Culebra's own modules only: may
/// change at any time.
@NullMarked
package org.culebra.ffi.internal.memory;

import org.jspecify.annotations.NullMarked;
