/// Runnable examples: [Demo][org.culebra.examples.Demo] is what `./demo` runs.
@NullMarked
package org.culebra.examples;

import org.jspecify.annotations.NullMarked;
