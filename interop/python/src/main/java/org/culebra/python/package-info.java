/// Arrays, columns and functions shared with the CPython in the same process, whoever started it.
///
/// Begin at [Python], which finds or starts it; a [PythonScope] holds Python's lock for a thread.
@NullMarked
package org.culebra.python;

import org.jspecify.annotations.NullMarked;
