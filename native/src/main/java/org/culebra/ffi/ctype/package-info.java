/// The C front end: what C text declares, and how the platform's ABI lays it out.
///
/// [CDeclarations] reads the text; [CType] is what it says of a type, [CPrototype] of a function,
/// [CExpression] of the length of an array. [CDeclarationException] shows the place of what cannot
/// be read. Nothing here calls C or touches memory.
///
/// Begin at `Parser`, and go on to `Declarations` (C11 6.7) and `Layouts` (System V ABI).
@NullMarked
package org.culebra.ffi.ctype;

import org.jspecify.annotations.NullMarked;
