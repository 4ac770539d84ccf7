package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.List;

/// Prints types in C's syntax. A declaration is built from the name outwards (C11 6.7.6): the
/// outermost derivation stands nearest to the name.
final class TypePrinter {
  private static final String ROW = "%8s  %6s  %s";

  private final boolean plain;

  /// @param plain whether to omit the names, lengths and qualifiers of parameters
  private TypePrinter(boolean plain) {
    this.plain = plain;
  }

  static String declaration(CType type, String name) {
    String printed = new TypePrinter(false).print(type, "", name);
    return type instanceof FunctionType function ? owner(function) + printed : printed;
  }

  static String declaration(FunctionType.Parameter parameter) {
    return attributes(parameter) + declaration(parameter.type(), parameter.name());
  }

  /// The attributes of a parameter, with a space after them if there are any.
  static String attributes(FunctionType.Parameter parameter) {
    FunctionType.Keeps keeps = parameter.keeps();
    if (keeps == null) {
      return parameter.nullable() ? "[[nullable]] " : "";
    }
    return "[[" + keeps + (parameter.nullable() ? ", nullable]] " : "]] ");
  }

  private static String owner(FunctionType function) {
    FunctionType.Owner owner = function.owner();
    return owner == null ? "" : owner + " ";
  }

  static String declaration(CType type, boolean isConst, String name) {
    return new TypePrinter(false).print(type, isConst ? "const " : "", name);
  }

  static String signature(FunctionType function) {
    return new TypePrinter(true).print(function, "", "");
  }

  /// @param qualifiers those of the type itself, each followed by a space
  /// @param inner what is printed already: the name and what stands nearer to it
  private String print(CType type, String qualifiers, String inner) {
    return switch (type) {
      case CType.Pointer pointer -> pointer(pointer, qualifiers, inner);
      case CType.Array array ->
          print(array.element(), qualifiers, inner + "[" + length(array) + "]");
      case FunctionType function ->
          print(function.returns(), "", inner + "(" + parameters(function) + ")");
      case CType.Void v -> base(qualifiers, "void", inner);
      case CType.Scalar scalar -> base(qualifiers, scalar.spelling(), inner);
      case CType.Complex complex ->
          base(qualifiers, complex.part().spelling() + " _Complex", inner);
      case CType.Opaque opaque -> base(qualifiers, opaque.spelling(), inner);
      case StructType struct -> base(qualifiers, struct(struct), inner);
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
    wrap |= pointer.target() instanceof FunctionType;
    return print(pointer.target(), ofTarget, wrap ? "(" + star + ")" : star);
  }

  private static String targetQualifiers(CType.Pointer pointer) {
    return (pointer.targetConst() ? "const " : "") + (pointer.targetVolatile() ? "volatile " : "");
  }

  private static String length(CType.Array array) {
    return array.isFixed() && array.count() == 0 ? "" : array.length().toString();
  }

  private String parameters(FunctionType function) {
    List<FunctionType.Parameter> parameters = function.parameters();
    if (parameters.isEmpty()) {
      return "void";
    }
    List<String> list = new ArrayList<>();
    for (FunctionType.Parameter parameter : parameters) {
      String printed = print(parameter.type(), "", plain ? "" : parameter.name());
      list.add(plain ? printed : attributes(parameter) + printed);
    }
    if (function.variadic()) {
      list.add("...");
    }
    return String.join(", ", list);
  }

  static String struct(StructType struct) {
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

  /// A table of a struct's fields and padding, with offsets and sizes.
  static String table(StructType struct) {
    List<String> lines = new ArrayList<>();
    lines.add(heading(struct));
    lines.add(ROW.formatted("offset", "size", "field"));
    long end = 0;
    for (StructType.Field field : struct.fields()) {
      if (!struct.isUnion()) {
        gap(lines, end, field.byteOffset());
        end = field.isBitField() ? Layouts.endOfBits(field) : field.byteOffset() + size(field);
      }
      lines.add(row(field));
    }
    if (!struct.isUnion()) {
      gap(lines, end, struct.byteSize());
    }
    return String.join("\n", lines);
  }

  /// A field's row; a bit-field's offset is that of its first byte and bit, `4:3`.
  private static String row(StructType.Field field) {
    return field.isBitField()
        ? ROW.formatted(field.byteOffset() + ":" + field.bitOffset(), "", field)
        : ROW.formatted(field.byteOffset(), size(field), field);
  }

  private static long size(StructType.Field field) {
    return field.type().byteSize();
  }

  private static String heading(StructType struct) {
    return "%s: %d bytes, alignment %d%s"
        .formatted(
            struct, struct.byteSize(), struct.byteAlignment(), struct.isPacked() ? ", packed" : "");
  }

  private static void gap(List<String> lines, long from, long to) {
    if (to > from) {
      lines.add(ROW.formatted(from, to - from, "(padding)"));
    }
  }
}
