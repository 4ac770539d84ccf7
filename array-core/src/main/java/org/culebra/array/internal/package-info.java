/// What the modules share and no user needs: Python's and JSON's literals, the wording of errors,
/// and what an arena or a scope says of the life of its memory.
///
/// Begin with `Literal` and `ArenaMemory`. For Culebra's own modules only: may change at any time.
@NullMarked
package org.culebra.array.internal;

import org.jspecify.annotations.NullMarked;
