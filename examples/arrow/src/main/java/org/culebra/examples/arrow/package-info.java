/// Arrays beyond the process: Arrow files and Arrow Flight, through arrow-java.
@NullMarked
package org.culebra.examples.arrow;

import org.jspecify.annotations.NullMarked;
