/// C headers as they are: the system's preprocessor reads them, and what is asked for by name is
/// selected, with all that it needs, and parsed.
///
/// Begin with [org.culebra.ffi.header.CHeader], the API; the others may change. Nothing here calls
/// C or decides what a declaration means: that is `org.culebra.ffi.ctype`.
@NullMarked
package org.culebra.ffi.header;

import org.jspecify.annotations.NullMarked;
