/// Reference-counted off-heap memory: blocks, the structs that represent them in C, and the
/// functions that C calls to release them.
///
/// Begin with [org.culebra.ffi.internal.memory.NativeBlock]. Not for users: may change at any time.
@NullMarked
package org.culebra.ffi.internal.memory;

import org.jspecify.annotations.NullMarked;
