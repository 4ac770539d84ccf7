import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes the loops of the kernels, one method per size or type, from the templates beside this
/// file: what a template has between `//#each` and `//#end each` is written once for each of them.
///
/// Usage: `java GenerateKernels.java FOLDER_OF_TEMPLATES OUTPUT_FOLDER`. The build runs it.
public class GenerateKernels {

  /// What one repetition puts into a template: `${name}`, `$decode{…}`, and whether it has the lines
  /// from `//#if` with its case to `//#end`.
  record Item(Map<String, String> names, String decode, String encode, String variant) {}

  static Item unit(int size, String type) {
    Map<String, String> names = new HashMap<>();
    names.put("size", Integer.toString(size));
    names.put("twice", Integer.toString(2 * size));
    names.put("type", type);
    names.put("LAYOUT", layout(type));
    if (size == 1) {
      names.put("swapParameter", "");
      names.put("swapped", "v");
      return new Item(names, "", "", "");
    }
    String box = size == 4 ? "Integer" : Character.toUpperCase(type.charAt(0)) + type.substring(1);
    names.put("swapParameter", ",\n      boolean swap");
    names.put("reversed", box + ".reverseBytes(v)");
    names.put("swapped", "swap ? " + box + ".reverseBytes(v) : v");
    return new Item(names, "", "", "swap");
  }

  /// A type that is read and written through the carrier `type`.
  ///
  /// @param block what blocks of it are made of
  /// @param packed how packed numbers go: `direct`, by way of the `heap`, or copied as the `same`
  static Item number(
      String name,
      String type,
      int size,
      String block,
      String packed,
      String decode,
      String encode) {
    return new Item(
        Map.of(
            "name",
            name,
            "size",
            Integer.toString(size),
            "block",
            block,
            "LAYOUT",
            layout(type),
            "packedParameter",
            packed.equals("heap") ? ", " + type + "[] packed" : ""),
        decode,
        encode,
        packed);
  }

  static final List<Item> UNITS =
      List.of(unit(1, "byte"), unit(2, "short"), unit(4, "int"), unit(8, "long"));

  static final List<Item> NUMBERS =
      List.of(
          number(
              "Float16",
              "short",
              2,
              "double",
              "direct",
              "Float.float16ToFloat(%s)",
              "Halves.doubleToFloat16(%s)"),
          number(
              "BFloat16",
              "short",
              2,
              "double",
              "direct",
              "Halves.bfloat16ToFloat(%s)",
              "Halves.doubleToBfloat16(%s)"),
          number("Float32", "float", 4, "double", "heap", "%s", "(float) %s"),
          number("Float64", "double", 8, "double", "same", "%s", "%s"),
          // By the one rule of Elements.saturate, which is Java's own for int.
          number("Int32", "int", 4, "double", "heap", "%s", "(int) %s"),
          number("Int8", "byte", 1, "long", "direct", "%s", "(byte) %s"),
          number("Int16", "short", 2, "long", "direct", "%s", "(short) %s"),
          number("Int32", "int", 4, "long", "heap", "%s", "(int) %s"),
          number("Int64", "long", 8, "long", "same", "%s", "%s"));

  private static String layout(String type) {
    return "JAVA_" + type.toUpperCase(Locale.ROOT) + (type.equals("byte") ? "" : "_UNALIGNED");
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[1], "org", "culebra", "array", "internal", "kernel");
    Files.createDirectories(folder);
    for (var entry : Map.of("UnitLoops", UNITS, "NumberLoops", NUMBERS).entrySet()) {
      String template = Files.readString(Path.of(args[0], entry.getKey() + ".java.template"));
      Files.writeString(
          folder.resolve(entry.getKey() + ".java"), generate(template, entry.getValue()));
    }
  }

  static String generate(String template, List<Item> items) {
    return Pattern.compile("//#each\n(.*)//#end each\n", Pattern.DOTALL)
        .matcher(template)
        .replaceAll(
            m ->
                Matcher.quoteReplacement(
                    items.stream()
                        .map(item -> repetition(m.group(1), item))
                        .collect(Collectors.joining("\n"))));
  }

  private static String repetition(String template, Item item) {
    String text =
        Pattern.compile("//#if (\\w+)\n(.*?)//#end\n", Pattern.DOTALL)
            .matcher(template)
            .replaceAll(
                m ->
                    m.group(1).equals(item.variant())
                        ? Matcher.quoteReplacement(m.group(2))
                        : "");
    for (var name : item.names().entrySet()) {
      text = text.replace("${" + name.getKey() + "}", name.getValue());
    }
    text = converted(text, "decode", item.decode());
    return converted(text, "encode", item.encode());
  }

  private static String converted(String text, String direction, String expression) {
    return Pattern.compile("\\$" + direction + "\\{([^}]*)}")
        .matcher(text)
        .replaceAll(m -> expression.formatted(m.group(1)));
  }
}
