/// What Culebra's modules share: Python and JSON literals, the wording of errors, and what an arena
/// or a scope implies for the lifetime of its memory.
///
/// Begin with `Literal` and `ArenaMemory`. Not for users: may change at any time.
@NullMarked
package org.culebra.array.internal;

import org.jspecify.annotations.NullMarked;
