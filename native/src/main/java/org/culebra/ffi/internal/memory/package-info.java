/// Reference-counted off-heap memory: blocks, the structs that represent them in C, and the
/// functions that C calls to release them.
///
/// - **Memory:** `NativeBlock` allocates, counts and frees; `BlockArena` is the arena of such
///   blocks, `ArenaRegistry` finds them by address.
/// - **Release:** `ReleaseStub` is the function that C calls, `ReleaseChain` what it does;
///   `EndOfJava` leads such functions elsewhere when the JVM ends; `ExportRegistry` knows what is
///   not released yet.
/// - **Stacks:** `StackRoom` throws before a stack overflows in C.
///
/// Begin with [org.culebra.ffi.internal.memory.NativeBlock]. Not for users: may change at any time.
@NullMarked
package org.culebra.ffi.internal.memory;

import org.jspecify.annotations.NullMarked;
