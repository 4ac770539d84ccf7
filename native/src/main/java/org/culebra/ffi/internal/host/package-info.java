/// The host: the restricted calls, the C compiler and the libraries that are found on it, machine
/// code of our own, and the room on a thread's stack.
///
/// Begin at [org.culebra.ffi.internal.host.Restricted], the one file of Culebra with restricted
/// calls, and [org.culebra.ffi.internal.host.Platform]. For Culebra's own modules only: may change
/// at any time.
@NullMarked
package org.culebra.ffi.internal.host;

import org.jspecify.annotations.NullMarked;
