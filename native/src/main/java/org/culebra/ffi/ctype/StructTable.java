package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.List;

/// The table of a struct's fields, for people.
final class StructTable {
  private static final String ROW = "%8s  %6s  %s";

  private StructTable() {}

  static String describe(CType.Struct struct) {
    List<String> lines = new ArrayList<>();
    lines.add(heading(struct));
    lines.add(ROW.formatted("offset", "size", "field"));
    long end = 0;
    for (CType.Field field : struct.fields()) {
      if (!struct.isUnion()) {
        gap(lines, end, field.byteOffset());
        end = field.byteOffset() + field.type().byteSize();
      }
      lines.add(ROW.formatted(field.byteOffset(), field.type().byteSize(), field));
    }
    if (!struct.isUnion()) {
      gap(lines, end, struct.byteSize());
    }
    return String.join("\n", lines);
  }

  private static String heading(CType.Struct struct) {
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
