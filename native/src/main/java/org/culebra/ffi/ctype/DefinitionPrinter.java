package org.culebra.ffi.ctype;

import org.jspecify.annotations.Nullable;

/// Prints the definitions of all structs, unions and enums of a symbol table as C.
final class DefinitionPrinter {
  private final SymbolTable symbols;
  private final StringBuilder out = new StringBuilder();

  DefinitionPrinter(SymbolTable symbols) {
    this.symbols = symbols;
  }

  String definitions() {
    scalars();
    symbols.tags().values().forEach(this::forward);
    symbols.typedefTypes().forEach(this::enumeration);
    for (StructType struct : symbols.completed()) {
      if (!struct.name().isEmpty()) {
        define(struct);
      }
    }
    return out.toString();
  }

  /// Names that stddef.h and stdint.h do not define.
  private void scalars() {
    for (String name : "ssize_t npy_intp Py_ssize_t".split(" ", -1)) {
      standard("typedef intptr_t " + name, name);
    }
    standard("typedef uintptr_t npy_uintp", "npy_uintp");
    standard("typedef uint_least16_t char16_t", "char16_t");
    standard("typedef uint_least32_t char32_t", "char32_t");
    standard("typedef struct culebra_file FILE", "FILE");
  }

  private void standard(String typedef, String name) {
    if (symbols.isBuiltin(name)) {
      out.append(typedef).append(";\n");
    }
  }

  private void forward(CType type) {
    if (type instanceof StructType struct) {
      out.append(struct).append(";\n");
    } else if (type instanceof CType.Enum e) {
      out.append(keyword(e)).append(' ').append(e.name());
      out.append(" { culebra_tag_").append(e.name()).append(value(e)).append(" };\n");
    }
  }

  private void enumeration(String name, CType type) {
    if (type instanceof CType.Enum e && !e.tagged() && e.name().equals(name)) {
      String member = "culebra_name_" + name + value(e);
      out.append("typedef ").append(keyword(e));
      out.append(" { ").append(member).append(" } ").append(name).append(";\n");
    }
  }

  private static String keyword(CType.Enum e) {
    return e.underlying().size() < 4 ? "enum __attribute__((packed))" : "enum";
  }

  /// The value of a member that makes the enum as large as it is.
  private static String value(CType.Enum e) {
    boolean unsigned = e.underlying().kind() == CType.Scalar.Kind.UNSIGNED;
    return switch (e.underlying().size()) {
      case 1 -> unsigned ? "" : " = -1";
      case 2 -> unsigned ? " = 0xFFFF" : " = -0x7FFF";
      case 4 -> unsigned ? " = 0xFFFFFFFFu" : "";
      default -> unsigned ? " = 0xFFFFFFFFFFFFFFFFu" : " = 0x7FFFFFFFFFFFFFFF";
    };
  }

  private void define(StructType struct) {
    String keyword = keyword(struct);
    if (struct.tag().isEmpty()) {
      out.append("typedef ").append(keyword).append(' ');
      body(struct, "");
      out.append(' ').append(struct.name());
      if (!struct.hasNaturalLayout()) {
        out.append(" __attribute__((aligned(").append(struct.byteAlignment()).append(")))");
      }
      out.append(";\n");
    } else {
      out.append(keyword).append(' ').append(struct.tag()).append(' ');
      body(struct, "");
      out.append(";\n");
    }
  }

  /// A struct that C would lay out in another way is packed, with its alignment and its padding
  /// written out. If a `typedef` has a larger alignment than the size allows, it is repeated there.
  private static String keyword(StructType struct) {
    String word = struct.isUnion() ? "union" : "struct";
    long alignment = Long.lowestOneBit(struct.byteSize() | struct.byteAlignment());
    return struct.hasNaturalLayout()
        ? word
        : word + " __attribute__((packed, aligned(" + alignment + ")))";
  }

  private void body(StructType struct, String indent) {
    String inner = indent + "  ";
    out.append("{\n");
    if (struct.isUnion() || struct.hasNaturalLayout()) {
      struct.fields().stream().filter(f -> f.bitWidth() != 0).forEach(f -> field(f, inner));
    } else {
      placed(struct, inner);
    }
    out.append(indent).append('}');
  }

  /// The named fields of a packed struct, with unnamed bits in the place of all padding.
  private void placed(StructType struct, String indent) {
    long bits = 0;
    for (StructType.Field field : struct.fields()) {
      if (!field.isBitField() || !field.name().isEmpty()) {
        long first = 8 * field.byteOffset() + field.bitOffset();
        padding(first - bits, indent);
        field(field, indent);
        bits = first + (field.isBitField() ? field.bitWidth() : 8 * field.type().byteSize());
      }
    }
    padding(8 * struct.byteSize() - bits, indent);
  }

  private void padding(long bits, String indent) {
    for (long left = bits; left > 0; left -= 32) {
      out.append(indent).append("int : ").append(Math.min(left, 32)).append(";\n");
    }
  }

  private void field(StructType.Field field, String indent) {
    out.append(indent);
    // [0] is allowed wherever a field is, unlike []
    boolean isOpen = field.type() instanceof CType.Array array && array.count() == 0;
    String name = field.name() + (isOpen ? "[0]" : "");
    CType type = isOpen ? ((CType.Array) field.type()).element() : field.type();
    StructType inner = unnamed(type);
    if (inner == null) {
      CType plain = CompilableTypes.compilable(type, true);
      out.append(new StructType.Field(name, plain, 0, field.isConst(), 0, field.bitWidth()));
    } else {
      out.append(keyword(inner)).append(' ');
      body(inner, indent);
      // The declarator alone: what the printer writes after the element type.
      String declared = type.declaration(name);
      out.append(declared.substring(inner.toString().length()));
    }
    out.append(";\n");
  }

  private static @Nullable StructType unnamed(CType type) {
    CType element = type;
    while (element instanceof CType.Array array) {
      element = array.element();
    }
    return element instanceof StructType struct && struct.name().isEmpty() ? struct : null;
  }
}
