/// NumPy's files: `.npy` is read, written and mapped ([org.culebra.array.npy.Npy]), and so are
/// archives of such files, `.npz` ([org.culebra.array.npy.Npz]).
///
/// Begin with [org.culebra.array.npy.Npy]. `NpyHeader` reads and writes a file's header, `NpyBody`
/// its elements; `NpzEntries` validates an archive's table of contents, and `AtomicFileWriter`
/// replaces a file atomically.
///
/// The two public classes are the API; the others may change. Files are untrusted: every number
/// that is read from one is validated in this package, before memory is allocated for it.
@NullMarked
package org.culebra.array.npy;

import org.jspecify.annotations.NullMarked;
