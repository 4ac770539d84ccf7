/// Files, pictures and tables as arrays.
@NullMarked
package org.culebra.examples.data;

import org.jspecify.annotations.NullMarked;
