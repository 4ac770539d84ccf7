/// Python literals and JSON, read and written as plain Java values, and the types that they
/// describe. The array interface, `.npy` headers and the metadata of Arrow tensors are such texts.
///
/// Begin with `Literal`; `LiteralReader` and `LiteralWriter` are its two directions, `Descr` and
/// `DescrLiteral` convert types. `JsonReader` and `JsonText` are for files that are JSON and
/// nothing else. Not for users: may change at any time.
@NullMarked
package org.culebra.array.internal.literal;

import org.jspecify.annotations.NullMarked;
