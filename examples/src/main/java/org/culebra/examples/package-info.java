/// Runnable examples; `./demo` runs [Demo][org.culebra.examples.Demo].
@NullMarked
package org.culebra.examples;

import org.jspecify.annotations.NullMarked;
