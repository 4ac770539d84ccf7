package org.culebra.ffi;

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
            .map(parameter -> new CType.Parameter("", bare(parameter.type(), flat)))
            .toList();
    return CType.Pointer.to(new CType.Function(function.returns(), parameters, function.variadic()))
        .toString();
  }

  /// Without lengths, which name parameters.
  private static CType bare(CType type, boolean flat) {
    if (!(type instanceof CType.Pointer pointer)) {
      return type;
    }
    CType target = pointer.target();
    while (flat && target instanceof CType.Array array) {
      target = array.element();
    }
    return new CType.Pointer(
        rows(target), pointer.targetConst(), pointer.targetVolatile(), false, null);
  }

  /// `[*]`: of any length, the same for all (C11 6.7.6.2).
  private static CType rows(CType type) {
    if (!(type instanceof CType.Array array)) {
      return type;
    }
    CExpression length = array.isFixed() ? array.length() : new CExpression.Parameter("*");
    return new CType.Array(rows(array.element()), length);
  }
}
