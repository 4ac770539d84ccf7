/// Array descriptions in Python's formats: the array interface as a dict
/// ([org.culebra.array.python.ArrayInterface]) and as a C struct
/// ([org.culebra.array.python.PyArrayInterface]), and element types in the formats of the buffer
/// protocol ([org.culebra.array.python.BufferFormat], PEP 3118) and as a `descr`
/// ([org.culebra.array.python.TypeDescription]).
///
/// Begin with [org.culebra.array.python.ArrayInterface]. This package handles only text and
/// descriptions; memory shared with Python belongs to `org.culebra.ffi`.
///
/// The public types are the API; the others may change. `ArrayInterfaceReader` and
/// `BufferFormatParser` parse untrusted input and throw only [org.culebra.array.FormatException].
@NullMarked
package org.culebra.array.python;

import org.jspecify.annotations.NullMarked;
