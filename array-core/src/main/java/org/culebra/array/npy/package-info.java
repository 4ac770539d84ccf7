/// NumPy's files: `.npy`, read, written and mapped ([org.culebra.array.npy.Npy]), and archives of
/// them, `.npz` ([org.culebra.array.npy.Npz]).
///
/// Begin with [org.culebra.array.npy.Npy]. A file's header is read and written in `NpyHeader`, its
/// elements in `NpyBody`; an archive's table of contents is believed only as far as `NpzEntries`
/// bears it out, and `AtomicFileWriter` replaces files as a whole. Bytes that come from a file are
/// checked here and nowhere else.
@NullMarked
package org.culebra.array.npy;

import org.jspecify.annotations.NullMarked;
