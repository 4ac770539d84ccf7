package org.culebra.ffi.ctype;

import java.util.List;
import java.util.stream.Collectors;

/// Types in C's own syntax. A declaration is built from the name outwards (C11 6.7.6): what is
/// applied last stands nearest to the name.
final class CPrinter {
  private final boolean plain;

  /// @param plain without the names of parameters, their lengths and qualifiers
  private CPrinter(boolean plain) {
    this.plain = plain;
  }

  static String declaration(CType type, String name) {
    return new CPrinter(false).print(type, "", name);
  }

  static String declaration(CType type, boolean isConst, String name) {
    return new CPrinter(false).print(type, isConst ? "const " : "", name);
  }

  static String signature(CType.Function function) {
    return new CPrinter(true).print(function, "", "");
  }

  /// @param qualifiers those of the type itself, each with a space behind
  /// @param inner what is already there: the name and what stands nearer to it
  private String print(CType type, String qualifiers, String inner) {
    return switch (type) {
      case CType.Pointer pointer -> pointer(pointer, qualifiers, inner);
      case CType.Array array ->
          print(array.element(), qualifiers, inner + "[" + length(array) + "]");
      case CType.Function function ->
          print(function.returns(), "", inner + "(" + parameters(function) + ")");
      case CType.Void v -> base(qualifiers, "void", inner);
      case CType.Scalar scalar -> base(qualifiers, scalar.spelling(), inner);
      case CType.Complex complex ->
          base(qualifiers, complex.part().spelling() + " _Complex", inner);
      case CType.Struct struct -> base(qualifiers, struct(struct), inner);
      case CType.Enum e -> base(qualifiers, enumeration(e), inner);
    };
  }

  private static String base(String qualifiers, String name, String inner) {
    return inner.isEmpty() ? qualifiers + name : qualifiers + name + " " + inner;
  }

  private String pointer(CType.Pointer pointer, String qualifiers, String inner) {
    String ofTarget = plain ? "" : targetQualifiers(pointer);
    if (pointer.length() != null && !plain) {
      String length = (pointer.restrict() ? "restrict " : "") + pointer.length();
      return print(pointer.target(), ofTarget, inner + "[" + length + "]");
    }
    String own = plain ? "" : qualifiers + (pointer.restrict() ? "restrict " : "");
    String star = inner.isEmpty() ? "*" + own.stripTrailing() : "*" + own + inner;
    boolean wrap = pointer.target() instanceof CType.Array;
    wrap |= pointer.target() instanceof CType.Function;
    return print(pointer.target(), ofTarget, wrap ? "(" + star + ")" : star);
  }

  private static String targetQualifiers(CType.Pointer pointer) {
    return (pointer.targetConst() ? "const " : "") + (pointer.targetVolatile() ? "volatile " : "");
  }

  private static String length(CType.Array array) {
    return array.isFixed() && array.count() == 0 ? "" : array.length().toString();
  }

  private String parameters(CType.Function function) {
    List<CType.Parameter> parameters = function.parameters();
    if (parameters.isEmpty()) {
      return "void";
    }
    String list =
        parameters.stream()
            .map(p -> print(p.type(), "", plain ? "" : p.name()))
            .collect(Collectors.joining(", "));
    return function.variadic() ? list + ", ..." : list;
  }

  static String struct(CType.Struct struct) {
    String keyword = struct.isUnion() ? "union " : "struct ";
    if (!struct.tag().isEmpty()) {
      return keyword + struct.tag();
    }
    return struct.name().isEmpty() ? keyword + "{...}" : struct.name();
  }

  private static String enumeration(CType.Enum e) {
    if (e.name().isEmpty()) {
      return "enum {...}";
    }
    return e.tagged() ? "enum " + e.name() : e.name();
  }
}
