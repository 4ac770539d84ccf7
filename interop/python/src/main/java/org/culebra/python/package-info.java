/// Arrays and functions shared with a CPython in the same process.
///
/// Nothing is here yet. What will come: arrays both ways by the best protocol that the Python
/// object offers, functions both ways, and the capsules that NumPy, SciPy and PyArrow pass around.
@NullMarked
package org.culebra.python;

import org.jspecify.annotations.NullMarked;
