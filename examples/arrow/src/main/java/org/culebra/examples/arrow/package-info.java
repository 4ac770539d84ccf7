/// Arrays beyond one process and one machine: Arrow files and Arrow Flight, which are arrow-java's.
@NullMarked
package org.culebra.examples.arrow;

import org.jspecify.annotations.NullMarked;
