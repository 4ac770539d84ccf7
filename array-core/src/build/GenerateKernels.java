import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Writes the loops of the kernels, one method per size or type, from the templates beside this
/// file: what a template has between `//#each` with the name of a list and `//#end each` is written
/// once for each item of the list.
///
/// Usage: `java GenerateKernels.java FOLDER_OF_TEMPLATES OUTPUT_FOLDER`. The build runs it.
public class GenerateKernels {

  /// What one repetition puts into a template: `${name}`, `$decode{…}`, and whether it has the
  /// lines from `//#if` with its case to `//#end`.
  record Item(Map<String, String> names, String decode, String encode, String variant) {}

  /// What is moved as it is.
  static Item carrier(String type, int size) {
    Map<String, String> names = new HashMap<>();
    names.put("size", Integer.toString(size));
    names.put("type", type);
    names.put("LAYOUT", layout(type));
    names.put("swapParameter", "");
    names.put("swapArgument", "");
    names.put("swapped", "v");
    return new Item(names, "", "", "");
  }

  /// What may be swapped on its way.
  static Item unit(String type, int size) {
    Map<String, String> names = new HashMap<>(carrier(type, size).names());
    String box = size == 4 ? "Integer" : capitalized(type);
    names.put("swapParameter", ",\n      boolean swap");
    names.put("swapArgument", ", swap");
    names.put("reversed", box + ".reverseBytes(v)");
    names.put("swapped", "swap ? " + box + ".reverseBytes(v) : v");
    return new Item(names, "", "", "swap");
  }

  /// Units from `i` on, 16 or 32 bytes of them, with all loads before the first store.
  static Item group(Item unit) {
    Map<String, String> names = new HashMap<>(unit.names());
    String size = names.get("size");
    int count = size.equals("8") ? 4 : 8;
    String load = "%s v%d = from.get(%s, %sL * i + %d);";
    String store = "to.set(%s, %sL * i + %d, %s);";
    String layout = names.get("LAYOUT");
    List<String> lines = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      lines.add(load.formatted(names.get("type"), k, layout, size, k * Integer.parseInt(size)));
    }
    for (int k = 0; k < count; k++) {
      String reversed = names.get("reversed").replace("(v)", "(v" + k + ")");
      lines.add(store.formatted(layout, size, k * Integer.parseInt(size), reversed));
    }
    names.put("count", Integer.toString(count));
    names.put("group", String.join("\n      ", lines));
    return new Item(names, "", "", "");
  }

  /// The moves of a unit from and to steps of a few units, as in pixels and samples of sound.
  static Stream<Item> steps(Item unit) {
    return Stream.of("11", "12", "13", "14", "21", "31", "41", "22", "33", "44", "34", "43")
        .filter(steps -> !steps.equals("11") || unit.variant().equals("swap"))
        .map(steps -> {
          int size = Integer.parseInt(unit.names().get("size"));
          Map<String, String> names = new HashMap<>(unit.names());
          names.put("to", steps.substring(0, 1));
          names.put("from", steps.substring(1));
          names.put("step", Integer.toString((steps.charAt(0) - '0') * size));
          names.put("sourceStep", Integer.toString((steps.charAt(1) - '0') * size));
          return new Item(names, "", "", unit.variant());
        });
  }

  /// A pixel of so many channels, joined in a word.
  static Item pixel(String type, int size, int channels, String word) {
    Map<String, String> names = new HashMap<>(carrier(type, size).names());
    names.put("channels", Integer.toString(channels));
    names.put("bytes", Integer.toString(size * channels));
    names.put("pixel", word.equals("long") ? "pixel" : "(" + word + ") pixel");
    names.put("WORD", layout(word));
    names.put(
        "joined",
        IntStream.range(0, channels)
            .mapToObj(k -> channel(names.get("LAYOUT"), size, k))
            .collect(Collectors.joining("\n              | ")));
    return new Item(names, "", "", "");
  }

  /// A channel in its place in a pixel, as a long.
  private static String channel(String layout, int size, int k) {
    String mask = "0x" + "ff".repeat(size) + "L";
    String unit = "(from.get(%s, j + %d * channel) & %s)".formatted(layout, k, mask);
    return unit + " << " + 8 * size * k;
  }

  /// What is compared as an integer.
  static Item word(String type, String box, int size) {
    Map<String, String> names = new HashMap<>(carrier(type, size).names());
    names.put("Box", box);
    names.put("sign", Integer.toString(8 * size - 1));
    return new Item(names, "", "", "");
  }

  /// A type whose numbers are of the carrier `type` in memory.
  ///
  /// @param block the type of blocks of it
  static Item number(String name, String type, String block, String decode, String encode) {
    return new Item(Map.of("name", name, "type", type, "block", block), decode, encode, "");
  }

  /// What buffers have of their own.
  static Item floating(String type, int size) {
    Map<String, String> names = new HashMap<>(carrier(type, size).names());
    names.put("Type", capitalized(type));
    names.put("TYPE", type.toUpperCase(Locale.ROOT));
    return new Item(names, "", "", "");
  }

  /// A conversion between a Java array and a buffer.
  ///
  /// @param isBiased whether a number is added to what is put
  static Item transfer(String type, String buffer, boolean isBiased) {
    return new Item(
        Map.of(
            "type",
            type,
            "Buffer",
            capitalized(buffer),
            "biasParameter",
            isBiased ? ", " + buffer + " bias" : "",
            "value",
            isBiased ? "from[i] + bias" : "from[i]"),
        "",
        "",
        "");
  }

  /// A conversion from native memory to native memory.
  static Item direct(String from, int fromSize, String to, int toSize) {
    Map<String, String> names = new HashMap<>();
    names.put("from", from);
    names.put("FROM", layout(from));
    names.put("fromSize", Integer.toString(fromSize));
    names.put("to", to);
    names.put("To", capitalized(to));
    names.put("TO", layout(to));
    names.put("toSize", Integer.toString(toSize));
    return new Item(names, "", "", "");
  }

  /// A part of an integer, which the second of two shifts extends.
  static Item field(String sign, String shift) {
    return new Item(Map.of("Sign", sign, "shift", shift), "", "", "");
  }

  private static String capitalized(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  static final List<Item> UNITS =
      List.of(carrier("byte", 1), unit("short", 2), unit("int", 4), unit("long", 8));

  static final Map<String, List<Item>> LISTS =
      Map.ofEntries(
          Map.entry("units", UNITS),
          Map.entry("steps", UNITS.stream().flatMap(GenerateKernels::steps).toList()),
          Map.entry(
              "pixels",
              List.of(
                  pixel("byte", 1, 2, "short"),
                  pixel("byte", 1, 3, "int"),
                  pixel("byte", 1, 4, "int"),
                  pixel("short", 2, 2, "int"),
                  pixel("short", 2, 3, "long"),
                  pixel("short", 2, 4, "long"),
                  pixel("int", 4, 2, "long"))),
          Map.entry("words", List.of(word("int", "Integer", 4), word("long", "Long", 8))),
          Map.entry(
              "swaps",
              UNITS.stream()
                  .filter(unit -> unit.variant().equals("swap"))
                  .map(GenerateKernels::group)
                  .toList()),
          Map.entry(
              "direct",
              List.of(
                  direct("double", 8, "float", 4),
                  direct("double", 8, "int", 4),
                  direct("float", 4, "double", 8),
                  direct("int", 4, "double", 8),
                  direct("int", 4, "long", 8))),
          Map.entry("floating", List.of(floating("float", 4), floating("double", 8))),
          Map.entry(
              "puts",
              List.of(
                  transfer("byte", "float", true),
                  transfer("short", "float", true),
                  transfer("int", "float", false),
                  transfer("byte", "double", true),
                  transfer("short", "double", true),
                  transfer("int", "double", false),
                  transfer("float", "double", false))),
          Map.entry(
              "gets",
              List.of(
                  transfer("int", "float", false),
                  transfer("int", "double", false),
                  transfer("float", "double", false))),
          Map.entry("fields", List.of(field("Signed", ">>"), field("Unsigned", ">>>"))),
          Map.entry("flips", List.of(word("byte", "Byte", 1), word("short", "Short", 2))),
          Map.entry(
              "turned",
              List.of(
                  carrier("byte", 1),
                  unit("short", 2),
                  unit("int", 4),
                  unit("long", 8),
                  carrier("float", 4),
                  carrier("double", 8))),
          Map.entry(
              "carriers",
              List.of(
                  carrier("byte", 1),
                  carrier("short", 2),
                  carrier("int", 4),
                  carrier("long", 8),
                  carrier("float", 4),
                  carrier("double", 8))),
          Map.entry(
              "numbers",
              List.of(
                  number(
                      "Float16",
                      "short",
                      "double",
                      "Float.float16ToFloat(%s)",
                      "Halves.doubleToFloat16(%s)"),
                  number(
                      "BFloat16",
                      "short",
                      "double",
                      "Halves.bfloat16ToFloat(%s)",
                      "Halves.doubleToBfloat16(%s)"),
                  number("Float32", "float", "double", "%s", "(float) %s"),
                  // By the one rule of Elements.saturate, which is Java's own for int.
                  number("Int32", "int", "double", "%s", "(int) %s"),
                  number("Int16", "short", "double", "%s", "(short) %s"),
                  number("Int8", "byte", "long", "%s", "(byte) %s"),
                  number("Int16", "short", "long", "%s", "(short) %s"),
                  number("Int32", "int", "long", "%s", "(int) %s"))));

  private static String layout(String type) {
    return "JAVA_" + type.toUpperCase(Locale.ROOT) + (type.equals("byte") ? "" : "_UNALIGNED");
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[1], "org", "culebra", "array", "internal", "kernel");
    Files.createDirectories(folder);
    for (String name : List.of("UnitLoops", "NumberLoops", "PixelLoops", "PlaceLoops")) {
      String template = Files.readString(Path.of(args[0], name + ".java.template"));
      Files.writeString(folder.resolve(name + ".java"), generate(template));
    }
  }

  static String generate(String template) {
    return Pattern.compile("//#each (\\w+)\n(.*?)//#end each\n", Pattern.DOTALL)
        .matcher(template)
        .replaceAll(m -> Matcher.quoteReplacement(repeated(m.group(2), LISTS.get(m.group(1)))));
  }

  private static String repeated(String template, List<Item> items) {
    return items.stream().map(item -> repetition(template, item)).collect(Collectors.joining("\n"));
  }

  private static String repetition(String template, Item item) {
    String text =
        Pattern.compile("//#if (\\w+)\n(.*?)//#end\n", Pattern.DOTALL)
            .matcher(template)
            .replaceAll(
                m -> m.group(1).equals(item.variant()) ? Matcher.quoteReplacement(m.group(2)) : "");
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
