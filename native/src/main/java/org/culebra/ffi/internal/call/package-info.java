/// Calls between Java and C: what a prototype expects of each argument, the checks, the classes
/// that are written for a call or a callback, and what runs around them.
///
/// Begin at [CallPlan], the rules of one function, and go on to [DowncallSpinner] and
/// [UpcallSpinner]. Hidden classes are defined in this package and name its classes by string: what
/// generated code calls stays beside what generates it.
@NullMarked
package org.culebra.ffi.internal.call;

import org.jspecify.annotations.NullMarked;
