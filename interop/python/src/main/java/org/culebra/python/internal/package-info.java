/// CPython's C API, its lock, the types created for it, and the conversion of values, arrays,
/// columns and exceptions.
///
/// Begin with `Interpreter`, which gives access to the others. Not for users: may change at any
/// time.
@NullMarked
package org.culebra.python.internal;

import org.jspecify.annotations.NullMarked;
