package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random structs and unions as C text.
final class RandomStructs {
  private static final String[] SCALARS = {
    "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long",
    "unsigned long", "long long", "float", "double", "_Bool", "size_t", "int8_t", "uint16_t",
    "int32_t", "uint64_t", "intptr_t", "wchar_t", "float _Complex", "double _Complex", "enum E0"
  };

  private final Random random;
  private final List<String> known = new ArrayList<>();
  private int names;

  RandomStructs(Random random) {
    this.random = random;
  }

  String text(int count) {
    StringBuilder out = new StringBuilder("enum E0 { E0_A = 3, E0_B };\n");
    for (int i = 0; i < count; i++) {
      boolean union = random.nextInt(5) == 0;
      String keyword = union ? "union" : "struct";
      boolean typedef = random.nextInt(3) == 0;
      String tag = typedef && random.nextBoolean() ? "" : "T" + i;
      String body = body(keyword, tag, 0);
      if (typedef) {
        out.append("typedef ").append(body).append(" N").append(i).append(";\n");
        known.add("N" + i);
      } else {
        out.append(body).append(";\n");
        known.add(keyword + " " + tag);
      }
    }
    return out.toString();
  }

  private String body(String keyword, String tag, int depth) {
    boolean packed = random.nextInt(5) == 0;
    boolean after = random.nextBoolean();
    String attribute = " __attribute__((packed))";
    StringBuilder out = new StringBuilder(keyword);
    out.append(packed && !after ? attribute : "").append(' ').append(tag).append(" {");
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      field(out, keyword.equals("struct") ? tag : "", depth);
    }
    if (depth == 0 && keyword.equals("struct") && known.isEmpty()) {
      out.append(" double tail").append(names++).append("[];");
    }
    return out.append(" }").append(packed && after ? attribute : "").toString();
  }

  private void field(StringBuilder out, String tag, int depth) {
    String name = "f" + names++;
    switch (random.nextInt(12)) {
      case 0 -> out.append(' ').append(scalar()).append(" *").append(name).append(';');
      case 1 -> out.append(" void (*").append(name).append(")(int, ").append(scalar()).append(");");
      case 2, 3 -> nested(out, name, depth);
      case 4, 5 -> earlier(out, name);
      case 6 ->
          out.append(" const char *const ").append(name).append(", g").append(name).append("[2];");
      case 7 -> pointerToSelf(out, tag, name);
      default ->
          out.append(' ').append(scalar()).append(' ').append(name).append(array()).append(';');
    }
  }

  private void pointerToSelf(StringBuilder out, String tag, String name) {
    String target = tag.isEmpty() ? "int" : "struct " + tag;
    out.append(' ').append(target).append(" *").append(name).append(array()).append(';');
  }

  private void nested(StringBuilder out, String name, int depth) {
    if (depth == 3) {
      out.append(" short ").append(name).append(';');
      return;
    }
    String keyword = random.nextInt(3) == 0 ? "union" : "struct";
    out.append(' ').append(body(keyword, "", depth + 1));
    out.append(random.nextBoolean() ? "" : " " + name + array()).append(';');
  }

  private void earlier(StringBuilder out, String name) {
    // The first one is flexible and cannot be a part of another.
    String type = known.size() < 2 ? "char" : known.get(1 + random.nextInt(known.size() - 1));
    out.append(' ').append(type).append(' ').append(name).append(array()).append(';');
  }

  private String scalar() {
    return SCALARS[random.nextInt(SCALARS.length)];
  }

  private String array() {
    return switch (random.nextInt(6)) {
      case 0 -> "[" + (1 + random.nextInt(7)) + "]";
      case 1 -> "[" + (1 + random.nextInt(3)) + "][sizeof(int) / 2]";
      default -> "";
    };
  }
}
