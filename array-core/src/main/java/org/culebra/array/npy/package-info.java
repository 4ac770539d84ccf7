/// NumPy's files: `.npy` is read, written and mapped ([org.culebra.array.npy.Npy]), and so are
/// archives of such files, `.npz` ([org.culebra.array.npy.Npz]).
///
/// Begin with [org.culebra.array.npy.Npy]. `NpyHeader` reads and writes a file's header, `NpyBody`
/// its elements; `NpzEntries` validates an archive's table of contents, and `AtomicFileWriter`
/// replaces a file atomically. Everything read from a file is untrusted and validated in this
/// package.
@NullMarked
package org.culebra.array.npy;

import org.jspecify.annotations.NullMarked;
