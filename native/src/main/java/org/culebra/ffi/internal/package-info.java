/// For Culebra's own modules only: may change at any time.
@NullMarked
package org.culebra.ffi.internal;

import org.jspecify.annotations.NullMarked;
