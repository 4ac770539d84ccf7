package org.culebra.ffi.ctype;

/// What stands in front of the declarators of a declaration.
///
/// @param type the type with its qualifiers
/// @param isTypedef whether `typedef` was among the words
/// @param declares whether the words alone declare something: a struct, a union or an enum
/// @param isMember whether the words alone make an anonymous member of a struct (C11 6.7.2.1 §13)
/// @param at the first word
record Specified(Qualified type, boolean isTypedef, boolean declares, boolean isMember, Token at) {}
