package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random structs and unions as C text, with all that changes a layout: bit-fields, `packed`,
/// `aligned`, `_Alignas`, `#pragma pack`, unions, nested and anonymous structs, arrays of unknown
/// and of no length, and types without a value in Java.
final class RandomLayouts {
  private static final String[] INTEGERS = {
    "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long",
    "unsigned long", "long long", "_Bool", "int8_t", "uint16_t", "int32_t", "uint64_t",
        "enum Small",
    "enum Negative", "enum Large"
  };
  private static final int[] BITS = {
    8, 8, 8, 16, 16, 32, 32, 64, 64, 64, 1, 8, 16, 32, 64, 32, 32, 64
  };
  private static final String[] OTHERS = {
    "float", "double", "void *", "float _Complex", "double _Complex", "long double", "__int128",
    "_Float128", "__builtin_va_list", "_Atomic(int)", "_Atomic long", "wide", "narrow",
        "wide_struct",
    "vector", "enum Packed", "_Float32", "_Float64x", "struct Empty", "void (*)(int)"
  };
  private static final String PRELUDE =
      """
      enum Small { SMALL_A = 3, SMALL_B };
      enum Negative { NEGATIVE_A = -1 };
      enum Large { LARGE_A = 0x123456789abc };
      enum __attribute__((packed)) Packed { PACKED_A = 200 };
      typedef int wide __attribute__((aligned(32)));
      typedef double narrow __attribute__((aligned(2)));
      typedef float vector __attribute__((vector_size(16)));
      typedef struct { char a[3]; short b; } wide_struct __attribute__((aligned(16)));
      struct Empty { };
      """;

  private final Random random;
  private final List<String> known = new ArrayList<>();
  private int names;

  RandomLayouts(Random random) {
    this.random = random;
  }

  String text(int count) {
    StringBuilder out = new StringBuilder(PRELUDE);
    for (int i = 0; i < count; i++) {
      boolean union = oneOf(6);
      boolean pack = oneOf(6);
      String name = (union ? "union" : "struct") + " T" + i;
      out.append(pack ? "#pragma pack(push, " + (1 << random.nextInt(5)) + ")\n" : "");
      out.append(body(union ? "union" : "struct", "T" + i, 0)).append(";\n");
      out.append(pack ? "#pragma pack(pop)\n" : "");
      known.add(name);
    }
    return out.toString();
  }

  private boolean oneOf(int chances) {
    return random.nextInt(chances) == 0;
  }

  private String attributes() {
    return switch (random.nextInt(10)) {
      case 0, 1 -> " __attribute__((packed))";
      case 2 -> " __attribute__((aligned(" + (1 << random.nextInt(6)) + ")))";
      case 3 -> " __attribute__((__packed__, __aligned__(" + (1 << random.nextInt(5)) + ")))";
      default -> "";
    };
  }

  private String body(String keyword, String tag, int depth) {
    String attributes = attributes();
    boolean after = random.nextBoolean();
    StringBuilder out = new StringBuilder(keyword);
    out.append(after ? "" : attributes).append(' ').append(tag).append(" {");
    for (int i = 1 + random.nextInt(7); i > 0; i--) {
      field(out, depth);
    }
    if (depth == 0 && keyword.equals("struct") && oneOf(8)) {
      String name = "t" + names++;
      out.append(" char ").append(name).append("; short tail_").append(name).append("[];");
    }
    return out.append(" }").append(after ? attributes : "").toString();
  }

  private void field(StringBuilder out, int depth) {
    String name = "f" + names++;
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> bits(out, name);
      case 4 -> nested(out, name, depth);
      case 5 -> earlier(out, name);
      case 6, 7 -> other(out, name);
      default -> {
        String type = INTEGERS[random.nextInt(INTEGERS.length)];
        out.append(alignas()).append(' ').append(type).append(' ').append(name);
        out.append(array()).append(fieldAttributes()).append(';');
      }
    }
  }

  private void bits(StringBuilder out, String name) {
    int type = random.nextInt(INTEGERS.length);
    out.append(' ').append(INTEGERS[type]);
    if (oneOf(8)) {
      out.append(" : 0;");
      return;
    }
    boolean unnamed = oneOf(8);
    int width = oneOf(5) ? BITS[type] : 1 + random.nextInt(BITS[type]);
    out.append(' ').append(unnamed ? "" : name).append(" : ").append(width);
    out.append(unnamed ? "" : fieldAttributes()).append(';');
  }

  private void nested(StringBuilder out, String name, int depth) {
    if (depth == 2) {
      out.append(" short ").append(name).append(';');
      return;
    }
    out.append(' ').append(body(oneOf(3) ? "union" : "struct", "", depth + 1));
    out.append(random.nextBoolean() ? "" : " " + name + array()).append(';');
  }

  private void earlier(StringBuilder out, String name) {
    String type = known.isEmpty() ? "char" : known.get(random.nextInt(known.size()));
    out.append(' ').append(type).append(' ').append(name).append(array());
    out.append(fieldAttributes()).append(';');
  }

  private void other(StringBuilder out, String name) {
    String type = OTHERS[random.nextInt(OTHERS.length)];
    out.append(' ');
    if (type.equals("void (*)(int)")) {
      out.append("void (*").append(name).append(")(int)");
    } else {
      out.append(type).append(' ').append(name);
      // GCC takes x[0] of a vector that is spelled out, as the probe does, for x[]
      boolean single = type.startsWith("wide") || type.equals("vector");
      out.append(single ? "" : array());
    }
    out.append(fieldAttributes()).append(';');
  }

  private String alignas() {
    return oneOf(15) ? " _Alignas(" + (8 << random.nextInt(3)) + ")" : "";
  }

  private String fieldAttributes() {
    return switch (random.nextInt(16)) {
      case 0 -> " __attribute__((packed))";
      case 1 -> " __attribute__((aligned(" + (1 << random.nextInt(6)) + ")))";
      case 2 -> " __attribute__((packed, aligned(" + (1 << random.nextInt(4)) + ")))";
      default -> "";
    };
  }

  private String array() {
    return switch (random.nextInt(10)) {
      case 0, 1 -> "[" + (1 + random.nextInt(5)) + "]";
      case 2 -> "[2][3]";
      case 3 -> oneOf(3) ? "[0]" : "";
      default -> "";
    };
  }
}
