/// Calls between Java and C: what a prototype requires of each argument, the checks, the classes
/// generated for a call or a callback, and what happens before and after a call.
///
/// Begin with [CallPlan], the rules of one function, then [DowncallSpinner] and [UpcallSpinner].
/// Hidden classes are defined in this package and refer to its classes by name: keep what generated
/// code calls next to what generates it.
@NullMarked
package org.culebra.ffi.internal.call;

import org.jspecify.annotations.NullMarked;
