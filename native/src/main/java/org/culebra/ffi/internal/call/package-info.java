/// Calls between Java and C: the classes generated for a call or a callback, and what happens
/// before and after a call. What one argument must be is decided in `internal.argument`.
///
/// - **Plans:** [CallPlan], the rules of all parameters; omitted lengths in `InferredLength` and
///   `InferredArguments`, compared with an interface by `InterfaceCheck`.
/// - **Generated code:** the `*Spinner`s; `ArgumentCode` checks the arguments of a call,
///   `UpcallArgument` makes views of those of a callback.
/// - **Failures:** `CallDiagnostics` explains a rejected call; `CallbackFailures` carries what a
///   callback throws past C, to the call in progress.
///
/// Begin with [CallPlan], then [DowncallSpinner] and [UpcallSpinner]. Not for users: may change at
/// any time, with two rules. Hidden classes are defined in this package and refer to its classes by
/// name: keep what generated code calls next to what generates it. Nothing between an interface's
/// method and C may allocate.
@NullMarked
package org.culebra.ffi.internal.call;

import org.jspecify.annotations.NullMarked;
