/// The command `java -m org.culebra.ffi`, which writes a Java interface for functions of a header.
///
/// Begin with [Main].
@NullMarked
package org.culebra.ffi.tool;

import org.jspecify.annotations.NullMarked;
