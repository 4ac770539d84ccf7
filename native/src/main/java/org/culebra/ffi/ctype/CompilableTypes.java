package org.culebra.ffi.ctype;

/// Rewrites types so that any C compiler accepts them.
final class CompilableTypes {
  private CompilableTypes() {}

  /// The same type without the lengths that are an extension of C: those of parameters, which may
  /// name later parameters or count the bytes of a `void *`.
  ///
  /// @param names whether parameters keep their names, which a header may define as macros
  static CType compilable(CType type, boolean names) {
    return switch (type) {
      case CType.Pointer pointer ->
          pointer(pointer, compilable(pointer.target(), names), pointer.restrict());
      case CType.Array array ->
          new CType.Array(compilable(array.element(), names), anyLength(array));
      case FunctionType function ->
          new FunctionType(
              compilable(function.returns(), names),
              function.parameters().stream().map(p -> compilable(p, names)).toList(),
              function.variadic());
      default -> type;
    };
  }

  /// A parameter's own qualifiers are not part of the function's type (C11 6.7.6.3 §15).
  private static FunctionType.Parameter compilable(
      FunctionType.Parameter parameter, boolean names) {
    CType type = compilable(parameter.type(), names);
    return new FunctionType.Parameter(
        names ? parameter.name() : "",
        type instanceof CType.Pointer p ? pointer(p, p.target(), false) : type);
  }

  /// The same pointer to another target, without its length.
  static CType.Pointer pointer(CType.Pointer pointer, CType target, boolean restrict) {
    return new CType.Pointer(
        target, pointer.targetConst(), pointer.targetVolatile(), restrict, null);
  }

  /// `[*]`: compatible with every length (C11 6.7.6.2 §4, §6).
  private static CExpression anyLength(CType.Array array) {
    return array.isFixed() ? array.length() : new CExpression.Parameter("*");
  }
}
