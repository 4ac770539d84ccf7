/// Arrays to and from the vectors of Apache Arrow for Java.
///
/// Nothing is here yet, and Apache Arrow is not yet a dependency. What will come: an array as a
/// `FieldVector` and back, over the same memory.
@NullMarked
package org.culebra.arrow.vector;

import org.jspecify.annotations.NullMarked;
