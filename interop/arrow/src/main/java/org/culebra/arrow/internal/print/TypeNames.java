package org.culebra.arrow.internal.print;

import java.util.List;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.FormatString;

/// Types by the names that Arrow's documentation uses, such as `timestamp[us, UTC]` and
/// `list<int32?>`; a question mark is a nullable one.
final class TypeNames {
  private TypeNames() {}

  /// The name of a field's type; cut if it is long.
  static String of(FieldType field) {
    BoundedText text = new BoundedText();
    append(text, field);
    return text.toString();
  }

  private static void append(BoundedText text, FieldType field) {
    FieldType dictionary = field.dictionary();
    String extension = field.extensionName();
    if (dictionary != null) {
      nested(text, "dictionary", List.of(dictionary), false);
    } else if (extension != null) {
      text.append(extension);
    } else if (field.children().isEmpty()) {
      text.append(plain(field.parsed()));
    } else {
      switch (field.parsed().kind()) {
        case MAP -> nested(text, "map", field.children().getFirst().children(), false);
        case STRUCT -> nested(text, "struct", field.children(), true);
        case SPARSE_UNION -> nested(text, "sparse_union", field.children(), true);
        case DENSE_UNION -> nested(text, "dense_union", field.children(), true);
        case RUN_END_ENCODED ->
            nested(text, "run_end_encoded", field.children().subList(1, 2), false);
        default -> nested(text, list(field.parsed()), field.children(), false);
      }
    }
    text.append(field.isNullable() ? "?" : "");
  }

  private static void nested(
      BoundedText text, String name, List<FieldType> children, boolean isNamed) {
    text.append(name).append("<");
    for (int i = 0; i < children.size() && !text.isFull(); i++) {
      text.append(i == 0 ? "" : ", ");
      text.append(isNamed ? children.get(i).name() + ": " : "");
      append(text, children.get(i));
    }
    text.append(">");
  }

  private static String list(FormatString format) {
    return switch (format.kind()) {
      case LARGE_LIST -> "large_list";
      case LIST_VIEW -> "list_view";
      case LARGE_LIST_VIEW -> "large_list_view";
      case FIXED_SIZE_LIST -> "fixed_size_list[" + format.listSize() + "]";
      default -> "list";
    };
  }

  private static String plain(FormatString format) {
    String text = format.text();
    return switch (text) {
      case "n" -> "null";
      case "b" -> "bool";
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
      case "z" -> "binary";
      case "Z" -> "large_binary";
      case "vz" -> "binary_view";
      case "u" -> "string";
      case "U" -> "large_string";
      case "vu" -> "string_view";
      case "tdD" -> "date32";
      case "tdm" -> "date64";
      case "tiM" -> "month_interval";
      case "tiD" -> "day_time_interval";
      case "tin" -> "month_day_nano_interval";
      case "+s" -> "struct<>";
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
