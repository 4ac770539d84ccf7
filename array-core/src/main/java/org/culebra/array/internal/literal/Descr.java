package org.culebra.array.internal.literal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.Field;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// Types as in the array interface's `descr` and in `.npy` headers, as Java values: a [String], or
/// a [List] of fields, each a [List] of name (or the pair of title and name), type and optionally
/// shape. [DescrLiteral] converts them to Python's values.
public final class Descr {

  /// The maximal nesting depth of structs.
  private static final int MAX_DEPTH = 32;

  private Descr() {}

  /// The description of a type.
  ///
  /// @throws IllegalArgumentException if fields overlap, are out of order or have an empty name
  public static Object of(DType type) {
    return of(type, DType::typestr);
  }

  /// The description of a type, with other type strings.
  ///
  /// @param type the type
  /// @param typestr the type string of each type that is not a struct
  /// @throws IllegalArgumentException if fields overlap, are out of order or have an empty name
  public static Object of(DType type, Function<DType, String> typestr) {
    if (type.kind() != Kind.STRUCT) {
      return typestr.apply(type);
    }
    List<Object> entries = new ArrayList<>();
    int at = 0;
    for (Field field : type.fields()) {
      if (field.byteOffset() < at) {
        throw Errors.argument(
            "expected fields in order and without overlap for a descr but found '%s' at byte %d,"
                + " before %d",
            field.name(), field.byteOffset(), at);
      }
      if (field.name().isEmpty()) {
        // It would be read as a gap, or would get another name.
        throw Errors.argument(
            "expected a name for every field of a descr but found '' at byte %d",
            field.byteOffset());
      }
      addGap(entries, field.byteOffset() - at);
      entries.add(entry(field, typestr));
      at = field.byteOffset() + field.byteSize();
    }
    addGap(entries, type.itemSize() - at);
    return List.copyOf(entries);
  }

  private static void addGap(List<Object> entries, int bytes) {
    if (bytes > 0) {
      entries.add(List.of("", "|V" + bytes));
    }
  }

  private static List<Object> entry(Field field, Function<DType, String> typestr) {
    String title = field.title();
    Object name = title == null ? field.name() : List.of(title, field.name());
    long[] shape = field.shape();
    if (shape.length == 0) {
      return List.of(name, of(field.dtype(), typestr));
    }
    List<Object> lengths = new ArrayList<>();
    for (long n : shape) {
      lengths.add(n);
    }
    return List.of(name, of(field.dtype(), typestr), List.copyOf(lengths));
  }

  /// The type of a description.
  ///
  /// @throws FormatException if it is not a description
  public static DType parse(Object descr) {
    return parse(descr, DType::ofTypestr);
  }

  /// The type of a description with other type strings.
  ///
  /// @param descr the description
  /// @param types the type of each type string
  /// @throws FormatException if it is not a description
  public static DType parse(Object descr, Function<String, DType> types) {
    return parse(descr, types, 0);
  }

  private static DType parse(Object descr, Function<String, DType> types, int depth) {
    if (descr instanceof String typestr) {
      return types.apply(typestr);
    }
    if (!(descr instanceof List<?> entries) || entries.isEmpty() || depth > MAX_DEPTH) {
      throw malformed("a type string or a list of fields", descr);
    }
    List<Field> fields = new ArrayList<>();
    long at = 0;
    int unnamed = 0;
    for (Object entry : entries) {
      Field field = field(entry, types, unnamed, depth);
      unnamed++;
      if (at + field.byteSize() > Integer.MAX_VALUE) {
        throw malformed("a struct of at most 2^31-1 bytes", descr);
      }
      if (!isGap(entry)) {
        fields.add(new Field(field.name(), field.title(), field.dtype(), field.shape(), (int) at));
      }
      at += field.byteSize();
    }
    if (fields.isEmpty()) {
      // Padding alone is raw bytes.
      return DType.raw((int) at);
    }
    try {
      return DType.struct((int) at, fields);
    } catch (IllegalArgumentException e) {
      throw new FormatException(e.getMessage());
    }
  }

  /// A gap is described as an unnamed raw field.
  private static boolean isGap(Object entry) {
    return entry instanceof List<?> parts
        && "".equals(parts.get(0))
        && parts.get(1) instanceof String type
        && type.startsWith("|V");
  }

  private static Field field(Object entry, Function<String, DType> types, int position, int depth) {
    if (!(entry instanceof List<?> parts) || parts.size() < 2 || parts.size() > 3) {
      throw malformed("a field of name, type and optionally shape", entry);
    }
    Object names = parts.get(0);
    boolean titled = names instanceof List<?> pair && pair.size() == 2;
    Object name = titled ? ((List<?>) names).get(1) : names;
    Object title = titled ? ((List<?>) names).get(0) : null;
    if (!(name instanceof String text) || titled && !(title instanceof String)) {
      throw malformed("a field's name, or title and name", names);
    }
    long[] shape = parts.size() == 3 ? shape(parts.get(2)) : new long[0];
    DType type = parse(parts.get(1), types, depth + 1);
    try {
      // NumPy names unnamed fields by position.
      return new Field(text.isEmpty() ? "f" + position : text, (String) title, type, shape, 0);
    } catch (IllegalArgumentException e) {
      throw new FormatException(e.getMessage());
    }
  }

  private static long[] shape(@Nullable Object lengths) {
    List<?> list =
        lengths instanceof List<?> several ? several : Collections.singletonList(lengths);
    long[] shape = new long[list.size()];
    for (int k = 0; k < shape.length; k++) {
      shape[k] =
          switch (list.get(k)) {
            case Long n -> n;
            case Integer n -> n;
            case null, default -> throw malformed("a sub-array's shape", lengths);
          };
    }
    return shape;
  }

  private static FormatException malformed(String expected, @Nullable Object found) {
    return new FormatException("expected " + expected + " but found " + Literal.show(found));
  }
}
