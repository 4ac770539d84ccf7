/// Capsules: a pointer, a function or a function table that one library passes to another, with its
/// version and owner, and optionally with tracing or checking of each call. Experimental.
///
/// Begin with [Capsule]; producers use [CapsuleBuilder], consumers [CapsuleUse]. `CapsuleHeader` is
/// the C form of a function table.
@NullMarked
package org.culebra.ffi.capsule;

import org.jspecify.annotations.NullMarked;
