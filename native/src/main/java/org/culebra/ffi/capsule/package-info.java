/// Capsules: a pointer, a function or a function table that one library passes to another, with its
/// version and owner, and optionally with tracing or checking of each call.
///
/// Begin with [Capsule]; producers use [CapsuleBuilder], consumers [CapsuleUse]. `CapsuleType`
/// compares the two sides' types, `CapsuleHeader` is the C form of a function table, `CapsuleState`
/// decides when a capsule ends; `SlotWatch` and `ResultWatch` intercept the calls of a traced
/// consumer.
///
/// Experimental: everything may change, also the public types. The layout in `CapsuleHeader` is
/// read by C libraries.
@NullMarked
package org.culebra.ffi.capsule;

import org.jspecify.annotations.NullMarked;
