/// The C front end: it parses C declarations into types, prototypes and constants, and computes
/// their layout by the platform's ABI. It neither calls C nor accesses native memory.
///
/// Begin with [org.culebra.ffi.ctype.CDeclarations], and inside with `DeclarationParser`; the
/// parsers follow C11's grammar (`SpecifierParser` 6.7 to 6.7.4, `TaggedTypeParser` 6.7.2.1,
/// `EnumParser` 6.7.2.2, `DeclaratorParser` 6.7.6, `ExpressionParser` 6.6, `DirectiveParser` 6.10)
/// and GCC's and C23's additions to it (`AttributeParser`). `StructLayoutBuilder`, `BitLayout` and
/// `Layouts` apply the System V ABI; `BuiltinTypes` are those without a declaration.
///
/// The public types are [org.culebra.ffi.ctype.CType] with [org.culebra.ffi.ctype.StructType] and
/// [org.culebra.ffi.ctype.FunctionType], and what `CDeclarations` returns, all immutable;
/// [org.culebra.ffi.ctype.DataModel], what C leaves to the platform; and
/// [org.culebra.ffi.ctype.CDeclarationException], which shows where a text is wrong. Every other
/// class may change freely, as long as `CLibrary.verify` agrees with the C compilers.
@NullMarked
package org.culebra.ffi.ctype;

import org.jspecify.annotations.NullMarked;
