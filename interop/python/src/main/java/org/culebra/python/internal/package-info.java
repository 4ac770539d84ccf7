/// CPython's functions, its lock, the types that are made for it, and what converts values, arrays,
/// columns and exceptions.
///
/// Begin with `Interpreter`, which leads to the others. Not for users: may change at any time.
@NullMarked
package org.culebra.python.internal;

import org.jspecify.annotations.NullMarked;
