/// C headers as they are: the system's preprocessor reads them, and what is asked for by name is
/// selected, with all that it needs, and parsed. Start with [org.culebra.ffi.header.CHeader].
@NullMarked
package org.culebra.ffi.header;

import org.jspecify.annotations.NullMarked;
