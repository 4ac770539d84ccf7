import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Writes the typed views, one class per carrier, from the one template beside this file.
///
/// Usage: `java GenerateViews.java View.java.template OUTPUT_FOLDER`. The build runs it.
public class GenerateViews {

  record Carrier(
      String view,
      String type,
      String layout,
      int itemSize,
      String what,
      String sample,
      String read,
      String write,
      String unsigned,
      String toUnsigned) {

    /// Stored as it is.
    static Carrier of(String view, String type, int itemSize, String what, String sample) {
      return new Carrier(
          view,
          type,
          type,
          itemSize,
          what,
          sample,
          "s.get(LAYOUT, %s)",
          "s.set(LAYOUT, %s, %s)",
          "",
          "");
    }

    /// A 16-bit format of floating-point numbers, stored as `short`.
    static Carrier half(String view, String dtype, String decode, String encode) {
      return new Carrier(
          view,
          "float",
          "short",
          2,
          "`" + dtype + "` arrays, converted exactly one way and rounded the other",
          "1f",
          decode + "(s.get(LAYOUT, %s))",
          "s.set(LAYOUT, %s, " + encode + "(%s))",
          "",
          "");
    }

    Carrier unsigned(String wider, String conversion) {
      return new Carrier(
          view, type, layout, itemSize, what, sample, read, write, wider, conversion);
    }

    String method() {
      return "as" + view.replaceAll("View$", "") + "s";
    }

    /// A type of array that the view shows.
    String dtype() {
      return switch (view) {
        case "Float16View" -> "FLOAT16";
        case "BFloat16View" -> "BFLOAT16";
        case "FloatView", "DoubleView" -> "FLOAT" + 8 * itemSize;
        default -> "INT" + 8 * itemSize;
      };
    }

    String layoutClass() {
      return "Of" + Character.toUpperCase(layout.charAt(0)) + layout.substring(1);
    }

    String layoutConstant() {
      return "JAVA_" + layout.toUpperCase(Locale.ROOT) + (itemSize == 1 ? "" : "_UNALIGNED");
    }
  }

  static final List<Carrier> CARRIERS =
      List.of(
          Carrier.of(
                  "ByteView",
                  "byte",
                  1,
                  "`int8`, `uint8` and `bool` arrays, bytes as they are",
                  "(byte) 1")
              .unsigned("int", "Byte.toUnsignedInt"),
          Carrier.of(
                  "ShortView",
                  "short",
                  2,
                  "`int16` and `uint16` arrays, bits as they are",
                  "(short) 1")
              .unsigned("int", "Short.toUnsignedInt"),
          Carrier.of("IntView", "int", 4, "`int32` and `uint32` arrays, bits as they are", "1")
              .unsigned("long", "Integer.toUnsignedLong"),
          Carrier.of("LongView", "long", 8, "`int64` and `uint64` arrays, bits as they are", "1L"),
          Carrier.of("FloatView", "float", 4, "`float32` arrays", "1f"),
          Carrier.half("Float16View", "float16", "Float.float16ToFloat", "Float.floatToFloat16"),
          Carrier.half(
              "BFloat16View",
              "bfloat16",
              "org.culebra.array.internal.kernel.Halves.bfloat16ToFloat",
              "org.culebra.array.internal.kernel.Halves.floatToBfloat16"),
          Carrier.of("DoubleView", "double", 8, "`float64` arrays", "1.0"));

  public static void main(String[] args) throws IOException {
    String template = Files.readString(Path.of(args[0]));
    Path folder = Files.createDirectories(Path.of(args[1], "org", "culebra", "array"));
    for (Carrier carrier : CARRIERS) {
      Files.writeString(folder.resolve(carrier.view() + ".java"), generate(template, carrier));
    }
  }

  static String generate(String template, Carrier c) {
    String text = template;
    if (c.unsigned().isEmpty()) {
      text =
          Pattern.compile("//#if unsigned\n.*?//#end\n", Pattern.DOTALL)
              .matcher(text)
              .replaceAll("");
    }
    text = text.replaceAll("//#if unsigned\n|//#end\n", "");
    Map<String, String> names =
        Map.ofEntries(
            Map.entry("View", c.view()),
            Map.entry("type", c.type()),
            Map.entry("what", c.what()),
            Map.entry("sample", c.sample()),
            Map.entry("method", c.method()),
            Map.entry("dtype", c.dtype()),
            Map.entry("dtypeName", c.dtype().toLowerCase(Locale.ROOT)),
            Map.entry("Layout", c.layoutClass()),
            Map.entry("LAYOUT", c.layoutConstant()),
            Map.entry("itemSize", Integer.toString(c.itemSize())),
            Map.entry("unsigned", c.unsigned()),
            Map.entry("toUnsigned", c.toUnsigned()));
    for (var name : names.entrySet()) {
      text = text.replace("${" + name.getKey() + "}", name.getValue());
    }
    text =
        Pattern.compile("\\$read\\{([^}]*)}")
            .matcher(text)
            .replaceAll(m -> c.read().formatted(m.group(1)));
    return Pattern.compile("\\$write\\{([^}]*), value}")
        .matcher(text)
        .replaceAll(m -> c.write().formatted(m.group(1), "value"));
  }
}
