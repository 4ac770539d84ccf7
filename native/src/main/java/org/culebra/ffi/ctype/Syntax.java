package org.culebra.ffi.ctype;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The syntax of one declaration, as the parsers pass it on: specifiers, then declarators, each a
/// name with the derivations that lead from the specified type to the declared one.
final class Syntax {
  private Syntax() {}

  /// The declaration specifiers (C11 6.7 §1), which all declarators after them share.
  ///
  /// @param type the type with its qualifiers
  /// @param isTypedef whether `typedef` was among the specifiers
  /// @param declares whether the specifiers alone declare something: a struct, a union or an enum
  /// @param isMember whether the specifiers alone form an anonymous struct member (C11 6.7.2.1 §13)
  /// @param at the first specifier
  record DeclarationSpecifiers(
      QualifiedType type, boolean isTypedef, boolean declares, boolean isMember, Token at) {}

  /// The part of a declaration that belongs to one name: `(*f)(int)` (C11 6.7.6).
  ///
  /// @param name null if the declarator is abstract
  /// @param derivations in the order in which they apply to the specified type
  /// @param at the first token
  record Declarator(@Nullable Token name, List<TypeDerivation> derivations, Token at) {}

  /// One step from the specified type to the declared type (C11 6.2.5 §20, 6.7.6).
  sealed interface TypeDerivation {
    /// The token to report.
    Token at();
  }

  /// `*` with its qualifiers.
  record PointerTo(Token at, boolean isConst, boolean isVolatile, boolean restrict)
      implements TypeDerivation {}

  /// `[length]`.
  ///
  /// @param length null for `[]`
  /// @param parameterOnly whether the brackets contain `static`, a qualifier or `*`
  record ArrayOf(Token at, @Nullable CExpression length, boolean parameterOnly, boolean restrict)
      implements TypeDerivation {}

  /// `(parameters)`.
  ///
  /// @param depth the depth of the deepest parameter type
  /// @param weight the weight of all parameter types together
  record FunctionReturning(
      Token at, List<CType.Parameter> parameters, boolean variadic, int depth, int weight)
      implements TypeDerivation {}
}
