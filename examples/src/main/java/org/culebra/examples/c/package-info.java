/// C libraries as their headers declare them: no prototype is written by hand.
@NullMarked
package org.culebra.examples.c;

import org.jspecify.annotations.NullMarked;
