package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A C program that prints how the compiler lays out the declared types, and the output that this
/// library expects.
final class ProbeProgram {
  private final SymbolTable symbols;

  private ProbeProgram(SymbolTable symbols) {
    this.symbols = symbols;
  }

  static String expected(SymbolTable symbols) {
    return new ProbeProgram(symbols).expected();
  }

  static String program(SymbolTable symbols, List<String> headers) {
    return new ProbeProgram(symbols).program(headers);
  }

  /// A field with an address, by the path that `offsetof` takes to it.
  record Place(String path, long byteOffset, CType type) {}

  private String expected() {
    StringBuilder out = new StringBuilder();
    for (CType type : checked(symbols)) {
      out.append(
          "%s size %d alignment %d%n".formatted(type, type.byteSize(), type.byteAlignment()));
      for (Place place : places(type)) {
        out.append("%s.%s offset %d".formatted(type, place.path, place.byteOffset));
        out.append(isOpen(place.type) ? "" : " size " + place.type.byteSize());
        out.append(System.lineSeparator());
      }
    }
    for (CConstant constant : symbols.constants().values()) {
      out.append("constant %s %d%n".formatted(constant.name(), constant.value()));
    }
    return out.toString().replace(System.lineSeparator(), "\n");
  }

  private String program(List<String> headers) {
    StringBuilder out = new StringBuilder("#include <stddef.h>\n#include <stdint.h>\n");
    headers.forEach(header -> out.append("#include \"").append(header).append("\"\n"));
    out.append("extern int printf(const char *, ...);\n");
    if (headers.isEmpty()) {
      out.append(new DefinitionPrinter(symbols).definitions());
    }
    int parts = 0;
    for (CType type : checked(symbols)) {
      out.append("static void part%d(void) {\n".formatted(parts++));
      type(out, type);
      out.append("}\n");
    }
    out.append("int main(void) {\n");
    for (int i = 0; i < parts; i++) {
      out.append("  part%d();\n".formatted(i));
    }
    constants(out, headers.isEmpty());
    return out.append("  return 0;\n}\n").toString();
  }

  private void type(StringBuilder out, CType type) {
    print(out, "%s size %%zu alignment %%zu".formatted(type), "sizeof(%1$s), _Alignof(%1$s)", type);
    for (Place place : places(type)) {
      String path = place.path;
      String offset = "offsetof(%1$s, " + path + ")";
      if (isOpen(place.type)) {
        print(out, "%s.%s offset %%zu".formatted(type, path), offset, type);
      } else {
        String values = offset + ", sizeof(((%1$s *)0)->" + path + ")";
        print(out, "%s.%s offset %%zu size %%zu".formatted(type, path), values, type);
      }
    }
  }

  private static void print(StringBuilder out, String format, String values, CType type) {
    out.append("  printf(\"%s\\n\", %s);\n".formatted(format, values.formatted(type)));
  }

  private void constants(StringBuilder out, boolean literal) {
    for (CConstant constant : symbols.constants().values()) {
      String name = constant.name();
      if (literal) {
        out.append("  printf(\"constant %s %d\\n\");\n".formatted(name, constant.value()));
      } else {
        out.append("  printf(\"constant %1$s %%lld\\n\", (long long)(%1$s));\n".formatted(name));
      }
    }
  }

  /// An array of unknown length has an offset but no size.
  static boolean isOpen(CType type) {
    return type instanceof CType.Array array && array.count() == 0;
  }

  /// The types with a size that C can name, in an order in which it can define them.
  static List<CType> checked(SymbolTable symbols) {
    List<CType> types = new ArrayList<>();
    symbols.completed().stream().filter(struct -> !struct.name().isEmpty()).forEach(types::add);
    Map<String, CType> enums = new LinkedHashMap<>();
    symbols.tags().values().forEach(type -> addEnum(enums, type));
    symbols.typedefTypes().values().forEach(type -> addEnum(enums, type));
    types.addAll(enums.values());
    return types;
  }

  private static void addEnum(Map<String, CType> enums, CType type) {
    if (type instanceof CType.Enum) {
      enums.putIfAbsent(type.toString(), type);
    }
  }

  static List<Place> places(CType type) {
    List<Place> places = new ArrayList<>();
    if (type instanceof StructType struct) {
      addPlaces(places, struct, "", 0);
    }
    return places;
  }

  /// The fields of a struct. Those of an unnamed struct can be reached only through the field that
  /// has its type.
  private static void addPlaces(List<Place> places, StructType struct, String prefix, long base) {
    for (StructType.Field field : struct.fields()) {
      long offset = base + field.byteOffset();
      String path = prefix + field.name();
      if (!field.name().isEmpty() && !field.isBitField()) {
        places.add(new Place(path, offset, field.type()));
      }
      if (unnamed(field.type()) instanceof StructType inner) {
        String next = field.name().isEmpty() ? prefix : path + subscripts(field.type()) + ".";
        addPlaces(places, inner, next, offset);
      }
    }
  }

  private static CType unnamed(CType type) {
    CType element = type;
    while (element instanceof CType.Array array) {
      element = array.element();
    }
    return element instanceof StructType s && s.name().isEmpty() ? s : new CType.Void();
  }

  private static String subscripts(CType type) {
    StringBuilder subscripts = new StringBuilder();
    CType element = type;
    while (element instanceof CType.Array array) {
      subscripts.append("[0]");
      element = array.element();
    }
    return subscripts.toString();
  }
}
