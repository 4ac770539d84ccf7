package org.culebra.array;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// The layout of struct types, and the lookup of their fields.
final class Structs {

  /// Maximal nesting depth; enough for any C header, and too small to overflow the stack.
  static final int MAX_DEPTH = 32;

  /// Maximal total number of fields, including those of inner structs.
  static final int MAX_FIELDS = 1 << 16;

  private Structs() {}

  static DType of(int itemSize, int alignment, List<Field> fields) {
    if (fields.isEmpty()) {
      throw Errors.argument("expected at least one field in a struct but found none");
    }
    checkNesting(fields);
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      requireNew(names, field.name());
      if (field.title() != null) {
        requireNew(names, field.title());
      }
      if ((long) field.byteOffset() + field.byteSize() > itemSize) {
        throw Errors.argument(
            "expected field '%s' inside the struct's %d bytes but found bytes [%d, %d)",
            field.name(), itemSize, field.byteOffset(), field.byteOffset() + field.byteSize());
      }
    }
    return DType.structOf(itemSize, alignment, List.copyOf(fields));
  }

  private static void requireNew(Set<String> names, String name) {
    if (!names.add(name)) {
      throw Errors.argument("expected fields with different names but found '%s' twice", name);
    }
  }

  /// Bounds the work of code that walks through a type, however the type was created.
  private static void checkNesting(List<Field> fields) {
    int deepest = 0;
    long all = 0;
    for (Field field : fields) {
      deepest = Math.max(deepest, field.dtype().depth());
      all += 1L + field.dtype().fieldsInAll();
    }
    if (deepest >= MAX_DEPTH || all > MAX_FIELDS) {
      throw Errors.argument(
          "expected at most %d levels of structs and %d fields in all but found %d and %d",
          MAX_DEPTH, MAX_FIELDS, deepest + 1, all);
    }
  }

  static DType inSequence(boolean aligned, Field... fields) {
    List<Field> placed = new ArrayList<>();
    long offset = 0;
    int alignment = 1;
    for (Field field : fields) {
      int own = aligned ? field.dtype().alignment() : 1;
      alignment = Math.max(alignment, own);
      offset = CAlignment.roundUp(offset, own);
      placed.add(field.at(fitting(offset)));
      offset += field.byteSize();
    }
    return of(fitting(CAlignment.roundUp(offset, alignment)), alignment, placed);
  }

  private static int fitting(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw Errors.argument("expected a struct of at most 2^31-1 bytes but found %d", bytes);
    }
    return (int) bytes;
  }

  /// The length of the first name of a path through nested structs, `pos.x`: of the longest
  /// beginning that is a field; the whole if there is none.
  static int endOfFirst(DType struct, String path) {
    for (int end = path.length(); end > 0; end = path.lastIndexOf('.', end - 1)) {
      if (find(struct, path.substring(0, end)) != null) {
        return end;
      }
    }
    return path.length();
  }

  static Field field(DType struct, String name) {
    Field field = find(struct, name);
    if (field == null) {
      throw Errors.argument(
          "expected one of the fields %s but found '%s'",
          struct.fields().stream().map(Field::name).toList(), name);
    }
    return field;
  }

  private static @Nullable Field find(DType struct, String name) {
    for (Field field : struct.fields()) {
      if (field.name().equals(name) || name.equals(field.title())) {
        return field;
      }
    }
    return null;
  }
}
