/// What Culebra's modules share: the wording of errors, the class of native segments, and what an
/// arena or a scope implies for the lifetime of its memory.
///
/// Begin with `Errors`, `Segments` and `ArenaMemory`. Not for users: may change at any time.
@NullMarked
package org.culebra.array.internal;

import org.jspecify.annotations.NullMarked;
