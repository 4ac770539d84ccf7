package org.culebra.arrow.internal.model;

import java.util.List;

/// Types by name, such as `timestamp[us, UTC]` and `list<int32?>`: as pyarrow prints them, except
/// that floats have the names of `DType`, and a nullable child is marked, by a question mark.
///
/// | pyarrow | here |
/// |---|---|
/// | `halffloat`, `float`, `double` | `float16`, `float32`, `float64` |
/// | `date32[day]`, `date64[ms]` | `date32`, `date64` |
/// | `timestamp[us, tz=UTC]` | `timestamp[us, UTC]` |
/// | `list<item: int32>`; `struct<a: int32 not null>` | `list<int32?>`; `struct<a: int32>` |
/// | `dictionary<values=string, indices=int8, ordered=1>` | `dictionary<int8, string, ordered>` |
/// | `run_end_encoded<run_ends: int32, values: string>` | `run_end_encoded<int32, string>` |
/// | `extension<arrow.bool8>` | `arrow.bool8` |
public final class TypeNames {
  /// The characters of a type in a message about one of its columns.
  private static final int MESSAGE = 200;

  private final BoundedText text;

  /// Whether all that distinguishes types is printed: of extension types the storage and the
  /// metadata, in place of their names; and names of children that are not the usual ones.
  private final boolean isExact;

  private TypeNames(BoundedText text, boolean isExact) {
    this.text = text;
    this.isExact = isExact;
  }

  /// The name of a type, cut if it is very long.
  public static String of(FieldType field) {
    BoundedText text = new BoundedText(MESSAGE);
    new TypeNames(text, false).type(field);
    return text.toString();
  }

  /// Appends the name of a type, and a question mark if it is nullable.
  public static void append(BoundedText text, FieldType field) {
    new TypeNames(text, false).nullable(field);
  }

  /// A field as a whole: its name, its type, and the metadata of all.
  static String exact(FieldType field) {
    BoundedText text = new BoundedText(Integer.MAX_VALUE);
    new TypeNames(text, true).child(field, "");
    return text.toString();
  }

  private void nullable(FieldType field) {
    type(field);
    text.append(field.isNullable() ? "?" : "");
    if (isExact && !field.metadata().isEmpty()) {
      text.append(" ").append(field.metadata().toString());
    }
  }

  private void type(FieldType field) {
    FieldType dictionary = field.dictionary();
    String extension = isExact ? null : field.extensionName();
    if (dictionary != null) {
      text.append("dictionary<").append(of(field.parsed())).append(", ");
      child(dictionary, "");
      flag(field, FieldType.DICTIONARY_ORDERED, ", ordered");
      text.append(">");
    } else if (extension != null) {
      text.append(extension);
    } else {
      storage(field);
    }
  }

  private void storage(FieldType field) {
    FormatString format = field.parsed();
    List<FieldType> children = field.children();
    text.append(of(format));
    switch (format.kind()) {
      case LIST, LARGE_LIST, LIST_VIEW, LARGE_LIST_VIEW -> children(children, "item");
      case FIXED_SIZE_LIST -> {
        children(children, "item");
        text.append("[" + format.listSize() + "]");
      }
      case STRUCT -> fields(children, List.of());
      case SPARSE_UNION, DENSE_UNION -> fields(children, format.typeIds());
      case RUN_END_ENCODED -> children(children, "run_ends", "values");
      case MAP -> map(field);
      default -> {}
    }
  }

  private void children(List<FieldType> children, String... usual) {
    text.append("<");
    separated(children, usual);
    text.append(">");
  }

  private void map(FieldType field) {
    text.append("<");
    separated(field.children().getFirst().children(), "key", "value");
    flag(field, FieldType.MAP_KEYS_SORTED, ", keys_sorted");
    text.append(">");
  }

  /// @param usual names of the children, by position
  private void separated(List<FieldType> children, String... usual) {
    for (int i = 0; i < children.size() && !text.isFull(); i++) {
      text.append(i == 0 ? "" : ", ");
      child(children.get(i), i < usual.length ? usual[i] : "");
    }
  }

  /// A child whose name does not matter, unless the type has to be exact.
  private void child(FieldType field, String usual) {
    boolean isUsual = field.name().equals(usual);
    named(isExact && !isUsual ? field.name() : "", field);
  }

  /// Children whose names are part of the type.
  ///
  /// @param typeIds of a union, otherwise empty
  private void fields(List<FieldType> children, List<Integer> typeIds) {
    text.append("<");
    for (int i = 0; i < children.size() && !text.isFull(); i++) {
      text.append(i == 0 ? "" : ", ");
      named(children.get(i).name(), children.get(i));
      text.append(typeIds.isEmpty() ? "" : "=" + typeIds.get(i));
    }
    text.append(">");
  }

  private void named(String name, FieldType field) {
    text.append(name.isEmpty() ? "" : name + ": ");
    nullable(field);
  }

  private void flag(FieldType field, long flag, String suffix) {
    text.append((field.flags() & flag) != 0 ? suffix : "");
  }

  // --- formats

  /// The name of a format, without children.
  public static String of(FormatString format) {
    return switch (format.kind()) {
      case NULL -> "null";
      case BITS -> "bool";
      case FIXED -> fixed(format);
      case BINARY -> "binary";
      case LARGE_BINARY -> "large_binary";
      case BINARY_VIEW -> "binary_view";
      case UTF8 -> "string";
      case LARGE_UTF8 -> "large_string";
      case UTF8_VIEW -> "string_view";
      case LIST -> "list";
      case LARGE_LIST -> "large_list";
      case LIST_VIEW -> "list_view";
      case LARGE_LIST_VIEW -> "large_list_view";
      case FIXED_SIZE_LIST -> "fixed_size_list";
      case STRUCT -> "struct";
      case MAP -> "map";
      case SPARSE_UNION -> "sparse_union";
      case DENSE_UNION -> "dense_union";
      case RUN_END_ENCODED -> "run_end_encoded";
    };
  }

  private static String fixed(FormatString format) {
    return switch (format.text()) {
      case "c" -> "int8";
      case "C" -> "uint8";
      case "s" -> "int16";
      case "S" -> "uint16";
      case "i" -> "int32";
      case "I" -> "uint32";
      case "l" -> "int64";
      case "L" -> "uint64";
      case "e" -> "float16";
      case "f" -> "float32";
      case "g" -> "float64";
      case "tdD" -> "date32";
      case "tdm" -> "date64";
      case "tiM" -> "month_interval";
      case "tiD" -> "day_time_interval";
      case "tin" -> "month_day_nano_interval";
      default -> withParameters(format);
    };
  }

  private static String withParameters(FormatString format) {
    String text = format.text();
    return switch (text.substring(0, 2)) {
      case "w:" -> "fixed_size_binary[" + format.byteWidth() + "]";
      case "d:" -> {
        String[] parts = text.split("[:,]", -1);
        yield "decimal%d(%s, %s)".formatted(8 * format.byteWidth(), parts[1], parts[2]);
      }
      case "tt" -> "time%d[%s]".formatted(8 * format.byteWidth(), unit(text));
      case "tD" -> "duration[" + unit(text) + "]";
      case "ts" -> {
        String zone = text.substring(4);
        yield "timestamp[" + unit(text) + (zone.isEmpty() ? "]" : ", " + zone + "]");
      }
      default -> text;
    };
  }

  private static String unit(String format) {
    String unit = format.substring(2, 3);
    return unit.equals("s") ? unit : unit + "s";
  }
}
