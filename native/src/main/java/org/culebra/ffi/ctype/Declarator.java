package org.culebra.ffi.ctype;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part of a declaration that belongs to one name: `(*f)(int)`.
///
/// @param name null if there is none
/// @param layers from the type in front towards the name
/// @param at where it starts
record Declarator(@Nullable Token name, List<Layer> layers, Token at) {}
