package org.culebra.ffi.ctype;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Applies the derivations of a declarator to the type of its specifiers, and checks each result.
final class TypeBuilder {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_WEIGHT = 4096;

  private final SourceText source;
  private final DataModel model;

  TypeBuilder(SourceText source, DataModel model) {
    this.source = source;
    this.model = model;
  }

  /// The type of anything but a parameter. `aligned` is left to the caller, because its meaning
  /// depends on what is declared.
  QualifiedType apply(Syntax.DeclarationSpecifiers specifiers, Syntax.Declarator declarator) {
    return apply(base(specifiers, declarator), declarator.derivations());
  }

  /// The specified type as the attributes change it, whichever they belong to.
  private QualifiedType base(
      Syntax.DeclarationSpecifiers specifiers, Syntax.Declarator declarator) {
    Syntax.Attributes attributes = specifiers.attributes().and(declarator.attributes());
    QualifiedType type = specifiers.type();
    if (!attributes.mode().isEmpty()) {
      type = type.withType(inMode(type.type(), attributes.mode(), specifiers.at()));
    }
    if (attributes.vectorSize() != 0) {
      type = type.withType(vector(type.type(), attributes.vectorSize(), specifiers.at()));
    }
    return type;
  }

  /// The type of another size that `__attribute__((mode(M)))` asks for.
  private CType inMode(CType type, String mode, Token at) {
    boolean unsigned =
        type instanceof CType.Scalar scalar && scalar.kind() == CType.Scalar.Kind.UNSIGNED;
    String integer =
        switch (mode) {
          case "QI", "byte" -> unsigned ? "char" : "signed char";
          case "HI" -> "short";
          case "SI" -> "int";
          case "DI", "word", "pointer", "unwind_word" ->
              model.longSize() == 8 ? "long" : "long long";
          case "TI" -> "__int128";
          default -> "";
        };
    String spelling = unsigned && !integer.isEmpty() ? "unsigned " + integer : integer;
    if (spelling.isEmpty()) {
      spelling =
          switch (mode) {
            case "SF" -> "float";
            case "DF" -> "double";
            case "XF" -> "long double";
            case "TF" -> "_Float128";
            default -> "";
          };
    }
    if (spelling.isEmpty() || !(type instanceof CType.Scalar || type instanceof CType.Opaque)) {
      throw source.error(
          at, "expected a number in a known mode but found mode '" + mode + "' of " + type);
    }
    return BuiltinTypes.of(spelling, model);
  }

  private CType vector(CType element, long size, Token at) {
    boolean isNumber = element instanceof CType.Scalar || element instanceof CType.Opaque;
    if (!isNumber || size % element.byteSize() != 0) {
      throw source.error(
          at, "expected a vector of numbers but found %d bytes of %s".formatted(size, element));
    }
    return BuiltinTypes.vector(element, size);
  }

  private QualifiedType apply(QualifiedType base, List<Syntax.TypeDerivation> derivations) {
    QualifiedType type = base;
    for (Syntax.TypeDerivation derivation : derivations) {
      type = checked(derivation, apply(type, derivation));
    }
    return type;
  }

  private QualifiedType apply(QualifiedType type, Syntax.TypeDerivation derivation) {
    if (derivation instanceof Syntax.FunctionReturning f) {
      return function(type, f);
    }
    return derivation instanceof Syntax.ArrayOf a
        ? array(type, a)
        : pointer(type, (Syntax.PointerTo) derivation);
  }

  /// The type of a parameter: an array becomes a pointer that keeps the length, a function a
  /// pointer to it (C11 6.7.6.3 §7, §8).
  QualifiedType parameter(Syntax.DeclarationSpecifiers specifiers, Syntax.Declarator declarator) {
    QualifiedType base = base(specifiers, declarator);
    List<Syntax.TypeDerivation> derivations = declarator.derivations();
    if (!derivations.isEmpty() && derivations.getLast() instanceof Syntax.ArrayOf outermost) {
      QualifiedType element = apply(base, derivations.subList(0, derivations.size() - 1));
      checkLength(outermost);
      checkParameter(element.type(), outermost);
      QualifiedType pointer = decayed(element, outermost.restrict(), outermost.length());
      return checked(outermost, pointer);
    }
    QualifiedType whole = apply(base, derivations);
    if (whole.type() instanceof CType.Array array) {
      CExpression length = array.count() == 0 ? null : array.length();
      return decayed(whole.withType(array.element()), false, length);
    }
    return whole.type() instanceof FunctionType function
        ? QualifiedType.pointer(whole, CType.Pointer.to(function))
        : whole;
  }

  /// A parameter of this type with its attributes.
  FunctionType.Parameter parameter(
      Syntax.DeclarationSpecifiers specifiers, Syntax.Declarator declarator, CType type) {
    Syntax.Contract contract = contract(specifiers, declarator);
    if (!contract.owner().isEmpty() || !contract.lengths().isEmpty()) {
      throw misplaced(contract, "a parameter");
    }
    Token name = declarator.name();
    String text = name == null ? "" : name.text();
    return new FunctionType.Parameter(text, type, contract.nullable(), contract.keeps());
  }

  /// A function of this type with the attributes of its declaration.
  FunctionType function(
      Syntax.DeclarationSpecifiers specifiers, Syntax.Declarator declarator, FunctionType type) {
    Syntax.Contract contract = contract(specifiers, declarator);
    if (contract.nullable() || contract.keeps() != null) {
      throw misplaced(contract, "a function");
    }
    if (contract.owner().isEmpty()) {
      if (!contract.lengths().isEmpty()) {
        throw source.error(
            Objects.requireNonNull(contract.at()),
            "expected [[owner(f)]] beside [[length(%s)]] but found none"
                .formatted(String.join(", ", contract.lengths())));
      }
      return type;
    }
    FunctionType.Owner owner = new FunctionType.Owner(contract.owner(), contract.lengths());
    return new FunctionType(type.returns(), type.parameters(), type.variadic(), owner);
  }

  /// Rejects the attributes of a contract where they have no meaning.
  ///
  /// @param what is declared
  void checkNoContract(
      Syntax.DeclarationSpecifiers specifiers, Syntax.Declarator declarator, String what) {
    Syntax.Contract contract = contract(specifiers, declarator);
    if (!contract.isEmpty()) {
      throw misplaced(contract, what);
    }
  }

  private static Syntax.Contract contract(
      Syntax.DeclarationSpecifiers specifiers, Syntax.Declarator declarator) {
    return specifiers.attributes().contract().and(declarator.attributes().contract());
  }

  private CDeclarationException misplaced(Syntax.Contract contract, String what) {
    return source.error(
        Objects.requireNonNull(contract.at()),
        "expected [[nullable]] and [[keeps]] before a parameter, and [[owner(f)]] and [[length(n)]]"
            + " before a function, but found one of them before "
            + what);
  }

  private static QualifiedType decayed(
      QualifiedType element, boolean restrict, @Nullable CExpression length) {
    CType pointer =
        new CType.Pointer(
            element.type(), element.isConst(), element.isVolatile(), restrict, length);
    return QualifiedType.pointer(element, pointer);
  }

  private static QualifiedType pointer(QualifiedType target, Syntax.PointerTo derivation) {
    CType pointer =
        new CType.Pointer(
            target.type(), target.isConst(), target.isVolatile(), derivation.restrict(), null);
    return new QualifiedType(
        derivation.isAtomic() ? BuiltinTypes.atomic(pointer) : pointer,
        derivation.isConst(),
        derivation.isVolatile(),
        target.depth() + 1,
        target.weight() + 1,
        0);
  }

  private QualifiedType array(QualifiedType element, Syntax.ArrayOf derivation) {
    checkElement(element.type(), derivation);
    checkLength(derivation);
    if (derivation.parameterOnly()) {
      throw source.error(
          derivation.at(),
          "expected only a length in these brackets but found more: qualifiers, static and * are"
              + " allowed only in the outermost brackets of a parameter");
    }
    CExpression length =
        derivation.length() == null ? new CExpression.Constant(0) : derivation.length();
    CType.Array array = new CType.Array(element.type(), length);
    checkSize(array, derivation);
    return new QualifiedType(
        array,
        element.isConst(),
        element.isVolatile(),
        element.depth() + 1,
        element.weight() + 1,
        element.alignment());
  }

  private void checkLength(Syntax.ArrayOf derivation) {
    if (derivation.length() instanceof CExpression.Constant(long count) && count < 0) {
      throw source.error(derivation.at(), "expected a length of at least 0 but found " + count);
    }
  }

  /// `void p[n]`, which is an extension of C, is a `void *` with a length in bytes.
  private void checkParameter(CType element, Syntax.ArrayOf derivation) {
    if (element instanceof CType.Void && derivation.length() != null) {
      return;
    }
    checkElement(element, derivation);
    if (derivation.length() instanceof CExpression.Constant length) {
      checkSize(new CType.Array(element, length), derivation);
    }
  }

  private void checkElement(CType element, Syntax.TypeDerivation at) {
    boolean ok =
        element instanceof CType.Array array
            ? !(array.isFixed() && array.count() == 0)
            : element.isSized();
    if (!ok) {
      throw source.error(
          at.at(), "expected array elements of a known, fixed size but found " + element);
    }
  }

  private void checkSize(CType.Array array, Syntax.TypeDerivation at) {
    try {
      if (array.isSized()) {
        array.byteSize();
      }
    } catch (ArithmeticException e) {
      throw source.error(at.at(), "expected a size below 2^63 bytes but found " + array);
    }
  }

  private QualifiedType function(QualifiedType returns, Syntax.FunctionReturning derivation) {
    if (returns.type() instanceof CType.Array || returns.type() instanceof FunctionType) {
      throw source.error(
          derivation.at(),
          "expected a type that a function can return but found " + returns.type());
    }
    CType function =
        new FunctionType(returns.type(), derivation.parameters(), derivation.variadic());
    int depth = Math.max(returns.depth(), derivation.depth()) + 1;
    return new QualifiedType(
        function, false, false, depth, returns.weight() + derivation.weight() + 1, 0);
  }

  private QualifiedType checked(Syntax.TypeDerivation derivation, QualifiedType type) {
    if (type.depth() > MAX_DEPTH || type.weight() > MAX_WEIGHT) {
      throw source.error(
          derivation.at(),
          "expected a type of at most %d levels and %d parts but found %d levels and %d parts"
              .formatted(MAX_DEPTH, MAX_WEIGHT, type.depth(), type.weight()));
    }
    return type;
  }
}
