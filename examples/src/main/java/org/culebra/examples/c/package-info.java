/// C libraries as their headers declare them: no prototype is written by hand.
///
/// What C returns is not checked for null: the headers say that it is a number.
@NullUnmarked
package org.culebra.examples.c;

import org.jspecify.annotations.NullUnmarked;
