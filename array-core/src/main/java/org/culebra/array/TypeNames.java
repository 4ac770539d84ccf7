package org.culebra.array;

import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Suggestions;

/// Types by the names that NumPy and ml_dtypes give them.
final class TypeNames {

  private static final Map<String, DType> PLAIN =
      DType.PLAIN.stream().collect(Collectors.toUnmodifiableMap(DType::name, Function.identity()));

  /// Other names that NumPy or Java has for types, and the names that are accepted.
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "float", "float64",
          "double", "float64",
          "single", "float32",
          "half", "float16",
          "int", "int64",
          "long", "int64",
          "short", "int16",
          "byte", "int8",
          "boolean", "bool",
          "complex", "complex128");

  private static final Pattern TIME = Pattern.compile("(datetime64|timedelta64)\\[(.+)]");

  private static final Pattern SIZED = Pattern.compile("(bytes|str|void)([1-9][0-9]{0,10})");

  private TypeNames() {}

  /// A name or a type string.
  static DType parseAny(String text) {
    boolean isName =
        PLAIN.containsKey(text) || TIME.matcher(text).matches() || SIZED.matcher(text).matches();
    if (isName) {
      return parse(text);
    }
    try {
      return TypeString.parse(text);
    } catch (FormatException e) {
      throw new FormatException(
          Errors.text(
              "expected the name of a type, such as float64, or a type string, such as <f8, but"
                  + " found '%s'%s",
              Errors.brief(text), hint(text)));
    }
  }

  private static String hint(String text) {
    String name = ELSEWHERE.get(text);
    return name == null ? Suggestions.hint(text, PLAIN.keySet()) : "; did you mean '" + name + "'?";
  }

  static DType parse(String name) {
    DType plain = PLAIN.get(name);
    if (plain != null) {
      return plain;
    }
    Matcher time = TIME.matcher(name);
    Matcher sized = SIZED.matcher(name);
    try {
      if (time.matches()) {
        String unit = time.group(2);
        return name.startsWith("d") ? DType.datetime64(unit) : DType.timedelta64(unit);
      }
      if (sized.matches()) {
        return sized(sized.group(1), Long.parseLong(sized.group(2)), name);
      }
    } catch (FormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new FormatException(e.getMessage());
    }
    throw unknown(name);
  }

  /// A name has the size in bits.
  private static DType sized(String kind, long bits, String name) {
    int unit = kind.equals("str") ? 32 : 8;
    if (bits % unit != 0 || bits / unit > Integer.MAX_VALUE) {
      throw unknown(name);
    }
    int length = (int) (bits / unit);
    return switch (kind) {
      case "bytes" -> DType.bytes(length);
      case "str" -> DType.string(length);
      default -> DType.raw(length);
    };
  }

  private static FormatException unknown(String name) {
    return new FormatException(
        Errors.text(
            "expected the name of a type, such as float64, bfloat16, float8_e4m3fn or"
                + " datetime64[ns], but found '%s'",
            Errors.brief(name)));
  }
}
