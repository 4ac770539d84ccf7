/// Arrays and columns shared with the CPython in the same process, whether Java started Python or
/// Python started the JVM.
///
/// Begin with [Python], which finds or starts the interpreter; a [PythonScope] holds Python's lock
/// for a thread. Internals are in `org.culebra.python.internal` and may change at any time.
@NullMarked
package org.culebra.python;

import org.jspecify.annotations.NullMarked;
