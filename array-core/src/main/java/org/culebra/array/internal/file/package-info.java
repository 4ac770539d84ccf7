/// Files of arrays, whatever their format: elements to a channel and bytes from one, files replaced
/// atomically, names that are safe in a folder.
///
/// Begin with `ElementReader` and `ElementWriter`. Not for users: may change at any time.
@NullMarked
package org.culebra.array.internal.file;

import org.jspecify.annotations.NullMarked;
