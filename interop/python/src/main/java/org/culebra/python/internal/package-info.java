/// How the array layer talks to CPython. Not for users.
@NullMarked
package org.culebra.python.internal;

import org.jspecify.annotations.NullMarked;
