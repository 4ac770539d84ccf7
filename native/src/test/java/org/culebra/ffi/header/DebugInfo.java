package org.culebra.ffi.header;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The structs and unions of a compiled file, as gcc's debug information describes them and
/// `readelf --debug-dump=info` prints it (DWARF 5, 5.7).
final class DebugInfo {
  private static final Pattern ENTRY =
      Pattern.compile(" <(\\w+)><(\\w+)>: Abbrev Number: \\d+ \\(DW_TAG_(\\w+)\\)");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("    <\\w+> +DW_AT_(\\w+) *: (?:\\([^)]*\\):? )*(.*)");

  /// A struct or union that C can name.
  ///
  /// @param name with its keyword or, for a `typedef` of a struct without a tag, the `typedef`
  /// @param size in bytes
  /// @param fields one line for each: its name and its first bit, for a bit-field also its width
  record Layout(String name, long size, List<String> fields) {}

  /// An entry with its attributes.
  private static final class Entry {
    final String tag;
    final Map<String, String> attributes = new HashMap<>();
    final List<Entry> members = new ArrayList<>();

    Entry(String tag) {
      this.tag = tag;
    }

    String text(String attribute) {
      return attributes.getOrDefault(attribute, "").strip();
    }

    long number(String attribute) {
      String text = text(attribute);
      return text.isEmpty() ? 0 : Long.decode(text.split(" ", 2)[0]);
    }

    boolean isStruct() {
      return tag.equals("structure_type") || tag.equals("union_type");
    }
  }

  private DebugInfo() {}

  /// The structs of a file that are declared outside functions, by name.
  static Map<String, Layout> structs(String readelf) {
    Map<String, Layout> structs = new TreeMap<>();
    Map<String, Entry> byOffset = new HashMap<>();
    List<Entry> outer = entries(readelf, byOffset);
    for (Entry entry : outer) {
      String keyword = entry.tag.equals("union_type") ? "union " : "struct ";
      if (entry.isStruct() && !entry.text("name").isEmpty()) {
        add(structs, keyword + entry.text("name"), entry);
      } else if (entry.tag.equals("typedef")) {
        Entry type = byOffset.get(entry.text("type").replaceAll(".*<0x|>.*", ""));
        if (type != null && type.isStruct() && type.text("name").isEmpty()) {
          add(structs, entry.text("name"), type);
        }
      }
    }
    return structs;
  }

  private static List<Entry> entries(String readelf, Map<String, Entry> byOffset) {
    List<Entry> outer = new ArrayList<>();
    @Nullable Entry entry = null;
    for (String line : (Iterable<String>) readelf.lines()::iterator) {
      Matcher start = ENTRY.matcher(line);
      Matcher attribute = ATTRIBUTE.matcher(line);
      if (start.matches()) {
        entry = new Entry(start.group(3));
        byOffset.put(start.group(2), entry);
        if (start.group(1).equals("1")) {
          outer.add(entry);
        } else if (start.group(1).equals("2") && entry.tag.equals("member")) {
          outer.getLast().members.add(entry);
        }
      } else if (entry != null && attribute.matches()) {
        entry.attributes.put(attribute.group(1), attribute.group(2));
      }
    }
    return outer;
  }

  private static void add(Map<String, Layout> structs, String name, Entry type) {
    boolean isBuiltIn = type.number("decl_line") == 0; // as that of va_list
    if (isBuiltIn || type.attributes.containsKey("declaration")) {
      return;
    }
    List<String> fields = new ArrayList<>();
    for (Entry member : type.members) {
      long bit = 8 * member.number("data_member_location") + member.number("data_bit_offset");
      String width = member.text("bit_size").isEmpty() ? "" : " : " + member.number("bit_size");
      fields.add(member.text("name") + " at bit " + bit + width);
    }
    structs.put(name, new Layout(name, type.number("byte_size"), fields));
  }
}
