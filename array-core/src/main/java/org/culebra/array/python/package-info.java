/// Arrays as Python describes them: the array interface as a dict
/// ([org.culebra.array.python.ArrayInterface]) and as C's struct
/// ([org.culebra.array.python.PyArrayInterface]), and the element types of the buffer protocol
/// ([org.culebra.array.python.BufferFormat], PEP 3118).
///
/// Begin with [org.culebra.array.python.ArrayInterface]. Only text and descriptions live here:
/// memory that Python lends or borrows is `org.culebra.ffi`'s. What comes from outside is parsed by
/// `ArrayInterfaceReader` and `BufferFormatParser`, which throw [org.culebra.array.FormatException]
/// and nothing else.
@NullMarked
package org.culebra.array.python;

import org.jspecify.annotations.NullMarked;
