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
  /// @param storage the storage class
  /// @param inline whether `inline` was among the specifiers
  /// @param declares whether the specifiers alone declare something: a struct, a union or an enum
  /// @param isMember whether the specifiers alone form an anonymous struct member (C11 6.7.2.1 §13)
  /// @param attributes of the specifiers
  /// @param at the first specifier
  record DeclarationSpecifiers(
      QualifiedType type,
      Storage storage,
      boolean inline,
      boolean declares,
      boolean isMember,
      Attributes attributes,
      Token at) {

    boolean isTypedef() {
      return storage == Storage.TYPEDEF;
    }
  }

  /// Storage classes (C11 6.7.1).
  enum Storage {
    NONE,
    TYPEDEF,
    EXTERN,
    STATIC
  }

  /// The part of a declaration that belongs to one name: `(*f)(int)` (C11 6.7.6).
  ///
  /// @param name null if the declarator is abstract
  /// @param derivations in the order in which they apply to the specified type
  /// @param attributes of the declarator
  /// @param at the first token
  record Declarator(
      @Nullable Token name, List<TypeDerivation> derivations, Attributes attributes, Token at) {

    /// Whether the whole is an array without a length.
    boolean isOpen() {
      return !derivations.isEmpty()
          && derivations.getLast() instanceof ArrayOf array
          && array.length() == null;
    }
  }

  /// One step from the specified type to the declared type (C11 6.2.5 §20, 6.7.6).
  sealed interface TypeDerivation {
    /// The token to report.
    Token at();
  }

  /// `*` with its qualifiers.
  record PointerTo(
      Token at, boolean isConst, boolean isVolatile, boolean restrict, boolean isAtomic)
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
      Token at, List<FunctionType.Parameter> parameters, boolean variadic, int depth, int weight)
      implements TypeDerivation {}

  /// What the attributes at one place change, apart from what is skipped.
  ///
  /// @param packed whether `packed` was among them
  /// @param alignment of `aligned` and `_Alignas`, the largest; 0 for none
  /// @param vectorSize of `vector_size`, in bytes; 0 for none
  /// @param mode of `mode`, without underscores: `DI`; empty for none
  /// @param symbol of an assembler label, `__asm__("name")`; empty for none
  /// @param contract what they say about memory
  record Attributes(
      boolean packed,
      long alignment,
      long vectorSize,
      String mode,
      String symbol,
      Contract contract) {
    static final Attributes NONE = new Attributes(false, 0, 0, "", "", Contract.NONE);

    static Attributes ofPacked() {
      return new Attributes(true, 0, 0, "", "", Contract.NONE);
    }

    static Attributes ofAlignment(long alignment) {
      return new Attributes(false, alignment, 0, "", "", Contract.NONE);
    }

    static Attributes ofVectorSize(long bytes) {
      return new Attributes(false, 0, bytes, "", "", Contract.NONE);
    }

    static Attributes ofMode(String mode) {
      return new Attributes(false, 0, 0, mode, "", Contract.NONE);
    }

    static Attributes ofSymbol(String symbol) {
      return new Attributes(false, 0, 0, "", symbol, Contract.NONE);
    }

    static Attributes of(Contract contract) {
      return contract.isEmpty() ? NONE : new Attributes(false, 0, 0, "", "", contract);
    }

    /// These and others; where both give a value, the largest alignment counts and otherwise the
    /// other's.
    Attributes and(Attributes other) {
      if (other.isEmpty()) {
        return this;
      }
      return new Attributes(
          packed || other.packed,
          Math.max(alignment, other.alignment),
          other.vectorSize == 0 ? vectorSize : other.vectorSize,
          other.mode.isEmpty() ? mode : other.mode,
          other.symbol.isEmpty() ? symbol : other.symbol,
          contract.and(other.contract));
    }

    /// Compared here, for a record's `equals` is generated when it is first called, which takes as
    /// long as a whole prototype.
    private boolean isEmpty() {
      return !packed
          && alignment == 0
          && vectorSize == 0
          && mode.isEmpty()
          && symbol.isEmpty()
          && contract.isEmpty();
    }

    /// Whether they change the type itself.
    boolean changeType() {
      return vectorSize != 0 || !mode.isEmpty();
    }
  }

  /// What the attributes at one place say about memory, which C does not say.
  ///
  /// @param nullable whether `nullable` was among them
  /// @param keeps of `keeps`, how long C uses the memory; null for none
  /// @param owner of `owner`, the function that frees the result; empty for none
  /// @param lengths of `length`, the elements per axis
  /// @param at the first of them; null if there is none
  record Contract(
      boolean nullable,
      FunctionType.@Nullable Keeps keeps,
      String owner,
      List<String> lengths,
      @Nullable Token at) {
    static final Contract NONE = new Contract(false, null, "", List.of(), null);

    static Contract ofNullable(Token at) {
      return new Contract(true, null, "", List.of(), at);
    }

    static Contract ofKeeps(FunctionType.Keeps keeps, Token at) {
      return new Contract(false, keeps, "", List.of(), at);
    }

    static Contract ofOwner(String function, Token at) {
      return new Contract(false, null, function, List.of(), at);
    }

    static Contract ofLengths(List<String> lengths, Token at) {
      return new Contract(false, null, "", lengths, at);
    }

    boolean isEmpty() {
      return at == null;
    }

    /// These and others.
    Contract and(Contract other) {
      if (isEmpty() || other.isEmpty()) {
        return isEmpty() ? other : this;
      }
      return new Contract(
          nullable || other.nullable,
          other.keeps == null ? keeps : other.keeps,
          other.owner.isEmpty() ? owner : other.owner,
          other.lengths.isEmpty() ? lengths : other.lengths,
          at);
    }
  }
}
