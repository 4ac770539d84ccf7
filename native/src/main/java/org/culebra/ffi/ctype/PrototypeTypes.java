package org.culebra.ffi.ctype;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The types that a header may give a declared function, as a compiler compares them.
final class PrototypeTypes {
  private PrototypeTypes() {}

  /// An expression that is 1 if a header's function has the type of the prototype, else 0. It does
  /// not refer to the function, which need not be there.
  static String comparison(CPrototype prototype) {
    Set<String> types = new LinkedHashSet<>();
    types.add(pointer(prototype.type(), false));
    types.add(pointer(prototype.type(), true));
    return types.stream()
        .map(type -> type + ": 1, ")
        .collect(Collectors.joining("", "_Generic(&" + prototype.name() + ", ", "default: 0)"));
  }

  /// @param flat whether `a[n][m]` is a pointer to its elements, as most headers have it, and not
  ///   to its rows
  private static String pointer(CType.Function function, boolean flat) {
    List<CType.Parameter> parameters =
        function.parameters().stream()
            .map(parameter -> flat ? flat(parameter) : parameter)
            .toList();
    CType.Function seen = new CType.Function(function.returns(), parameters, function.variadic());
    return CType.Pointer.to(compilable(seen, false)).toString();
  }

  private static CType.Parameter flat(CType.Parameter parameter) {
    if (!(parameter.type() instanceof CType.Pointer pointer)) {
      return parameter;
    }
    CType target = pointer.target();
    while (target instanceof CType.Array array) {
      target = array.element();
    }
    return new CType.Parameter("", pointer(pointer, target, false));
  }

  /// The same type in words that any compiler knows: without lengths, which may name parameters
  /// that come later, or count the bytes of a `void *`.
  ///
  /// @param names whether parameters keep their names, which a header may define as macros
  static CType compilable(CType type, boolean names) {
    return switch (type) {
      case CType.Pointer pointer ->
          pointer(pointer, compilable(pointer.target(), names), pointer.restrict());
      case CType.Array array ->
          new CType.Array(compilable(array.element(), names), anyLength(array));
      case CType.Function function ->
          new CType.Function(
              compilable(function.returns(), names),
              function.parameters().stream().map(p -> compilable(p, names)).toList(),
              function.variadic());
      default -> type;
    };
  }

  /// A parameter's own qualifiers are no part of a function's type.
  private static CType.Parameter compilable(CType.Parameter parameter, boolean names) {
    CType type = compilable(parameter.type(), names);
    return new CType.Parameter(
        names ? parameter.name() : "",
        type instanceof CType.Pointer p ? pointer(p, p.target(), false) : type);
  }

  private static CType.Pointer pointer(CType.Pointer pointer, CType target, boolean restrict) {
    return new CType.Pointer(
        target, pointer.targetConst(), pointer.targetVolatile(), restrict, null);
  }

  /// `[*]`: of any length, the same for all (C11 6.7.6.2).
  private static CExpression anyLength(CType.Array array) {
    return array.isFixed() ? array.length() : new CExpression.Parameter("*");
  }
}
