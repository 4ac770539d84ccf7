/// The host: the restricted calls, the C compiler, the search for libraries, machine code, and
/// stacks for code that must not overflow.
///
/// Begin with [org.culebra.ffi.internal.host.Restricted], Culebra's only file with restricted
/// calls, and [org.culebra.ffi.internal.host.Platform]. Not for users: may change at any time.
@NullMarked
package org.culebra.ffi.internal.host;

import org.jspecify.annotations.NullMarked;
