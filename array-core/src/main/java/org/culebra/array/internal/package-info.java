/// For Culebra's own modules only: may change at any time.
@NullMarked
package org.culebra.array.internal;

import org.jspecify.annotations.NullMarked;
